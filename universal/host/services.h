/* What the layers may ask of CPython. */
#ifndef HPY_HOST_SERVICES_H
#define HPY_HOST_SERVICES_H

#include "../layers/host_interface.h"

const HPyHostServices *hpy_host_services(void);

#endif /* HPY_HOST_SERVICES_H */
