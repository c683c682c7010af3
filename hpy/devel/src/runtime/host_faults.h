/* Which released host a universal binary has, whose faults host_faults.c and host_types.c know. */
#ifndef HPY_HOST_FAULTS_H
#define HPY_HOST_FAULTS_H

#include "runtime.h"

_HPy_HIDDEN int _HPy_IsPyPy(const HPyContext *ctx);
_HPy_HIDDEN int _HPy_IsGraalPy(const HPyContext *ctx);

#endif /* HPY_HOST_FAULTS_H */
