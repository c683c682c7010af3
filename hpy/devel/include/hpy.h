/* HPy: a handle-based C API for Python extensions. This is the one header that an extension includes.
 *
 * The build defines exactly one of
 *     HPY_ABI_CPYTHON     an ordinary CPython extension; every function is an inline over Python.h
 *     HPY_ABI_UNIVERSAL   one binary for every Python version and implementation that hosts HPy
 *     HPY_ABI_HYBRID      as universal, plus the legacy PyObject * interface of one CPython version
 * and may define HPY_ABI_MINOR (default 0): the newest minor version of the ABI whose functions the
 * extension wants to see. A binary runs on every host that offers that minor version or a later one.
 */
#ifndef HPY_H
#define HPY_H

#if defined(HPY_ABI_CPYTHON) + defined(HPY_ABI_UNIVERSAL) + defined(HPY_ABI_HYBRID) != 1
#  error "define exactly one of HPY_ABI_CPYTHON, HPY_ABI_UNIVERSAL and HPY_ABI_HYBRID (the build does it: see hpy.devel)"
#endif

/* Set by the runtime's own build only: the types of the universal ABI with the functions of CPython. */
#if defined(HPY_HOST_CPYTHON) && !defined(HPY_ABI_HYBRID)
#  error "HPY_HOST_CPYTHON goes with HPY_ABI_HYBRID"
#endif

#ifndef HPY_ABI_UNIVERSAL
#  ifndef PY_SSIZE_T_CLEAN
#    define PY_SSIZE_T_CLEAN
#  endif
#  include <Python.h>
#endif

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <stdarg.h>
#include <assert.h>

#include "hpy/config.h"
#include "hpy/types.h"
#include "hpy/generated/signatures.h"
#include "hpy/generated/slots.h"
#include "hpy/generated/context.h"
#include "hpy/hpyfunc.h"
#include "hpy/hpydef.h"
#include "hpy/hpytype.h"
#include "hpy/hpymodule.h"

#if defined(HPY_ABI_CPYTHON) || defined(HPY_HOST_CPYTHON)
#  include "hpy/cpython/handle.h"
#  include "hpy/cpython/compat.h"
#  include "hpy/generated/bodies.h"
#  include "hpy/cpython/payload.h"
#  include "hpy/cpython/inline.h"
#  include "hpy/cpython/calls.h"
#  include "hpy/generated/api_cpython.h"
#else
#  include "hpy/generated/api_universal.h"
#endif

#include "hpy/special.h"
#include "hpy/macros.h"
#include "hpy/inline_helpers.h"
#include "hpy/helpers.h"

#endif /* HPY_H */
