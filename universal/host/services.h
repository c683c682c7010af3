/* What the layers may ask of CPython. */
#ifndef HPY_UNIVERSAL_SERVICES_H
#define HPY_UNIVERSAL_SERVICES_H

#include "layers/host.h"

const HPyHostServices *hpy_host_services(void);

#endif /* HPY_UNIVERSAL_SERVICES_H */
