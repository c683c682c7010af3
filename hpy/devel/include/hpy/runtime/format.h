/* A header that HPy 0.9 has, for sources that include it by name: all of HPy is in hpy.h. */
#include "hpy.h"
