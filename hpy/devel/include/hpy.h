/* HPy: a handle-based C API for Python extensions. This is the one header that an extension includes.
 *
 * The build defines exactly one of
 *     HPY_ABI_CPYTHON     an ordinary CPython extension; every function is an inline over Python.h
 *     HPY_ABI_UNIVERSAL   one binary for every Python version and implementation that hosts HPy
 *     HPY_ABI_HYBRID      as universal, plus the legacy PyObject * interface of one CPython version
 * and may define HPY_ABI_MINOR (default: the newest): the minor version of the ABI whose functions the extension wants to
 * see. A binary runs on every host that offers that version or a later one; 0 is for hosts of HPy 0.9.
 *
 * Further macros of an extension's build: HPY_EMBEDDED_MODULES (several modules in a binary), HPY_NO_DIRECT_IMPORT and
 * HPY_PYINIT (its entry point for Python's importer), all three in hpy/hpymodule.h. HPy's own sources say what they are
 * in front of the include, and set nothing else:
 *     _HPY_IN_RUNTIME     a helper that is linked into extensions of every ABI
 *     _HPY_IN_HOST        a part of the host on CPython, or of an extension of the CPython ABI
 *     _HPY_IN_LAYER       a part of a layer, which is of the universal ABI whatever host it is compiled into
 * and setup.py, for all of hpy.universal,
 *     HPY_HOST_CPYTHON    the types of the hybrid ABI with the functions of CPython; of no effect in a layer
 */
#ifndef HPY_H
#define HPY_H

#if defined(_HPY_IN_LAYER) && !defined(HPY_ABI_UNIVERSAL)
#  define HPY_ABI_UNIVERSAL
#elif defined(HPY_HOST_CPYTHON) && !defined(_HPY_IN_LAYER) && !defined(HPY_ABI_HYBRID)
#  define HPY_ABI_HYBRID
#endif
#if defined(HPY_ABI_CPYTHON) + defined(HPY_ABI_UNIVERSAL) + defined(HPY_ABI_HYBRID) != 1
#  error "define exactly one of HPY_ABI_CPYTHON, HPY_ABI_UNIVERSAL and HPY_ABI_HYBRID (the build does it: see hpy.devel)"
#endif

/* Whether the functions of the API are inline functions over Python.h. */
#if defined(HPY_ABI_CPYTHON) || (defined(HPY_HOST_CPYTHON) && !defined(_HPY_IN_LAYER))
#  define _HPY_OVER_CPYTHON
#endif

#ifndef HPY_ABI_UNIVERSAL
#  ifndef PY_SSIZE_T_CLEAN
#    define PY_SSIZE_T_CLEAN
#  endif
#  include <Python.h>
#  if defined(_HPY_OVER_CPYTHON) && (defined(PYPY_VERSION) || defined(GRAALVM_PYTHON))
#    error "the CPython ABI is for CPython; other Pythons take the universal ABI: abi = universal, layout = hpy0, abi-minor = 0"
#  endif
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

#ifdef _HPY_OVER_CPYTHON
#  include "hpy/cpython/handle.h"
#  include "hpy/cpython/contents.h"
#  include "hpy/cpython/compat.h"
#  include "hpy/generated/bodies.h"
#  include "hpy/cpython/payload.h"
#  include "hpy/cpython/inline.h"
#  include "hpy/cpython/inline_text.h"
#  include "hpy/cpython/inline_buffers.h"
#  include "hpy/cpython/inline_containers.h"
#  include "hpy/cpython/inline_numbers.h"
#  include "hpy/cpython/inline_interpreter.h"
#  include "hpy/cpython/inline_objects.h"
#  include "hpy/cpython/inline_fields.h"
#  include "hpy/cpython/inline_threads.h"
#  include "hpy/cpython/calls.h"
#  include "hpy/generated/api_cpython.h"
#else
#  include "hpy/generated/api_universal.h"
#endif

#include "hpy/special_nulls.h"
#include "hpy/special.h"
#include "hpy/special_containers.h"
#include "hpy/special_objects.h"
#include "hpy/special_fields.h"
#include "hpy/special_threads.h"
#include "hpy/macros.h"
#include "hpy/inline_helpers.h"
#include "hpy/inline_objects.h"
#include "hpy/inline_text.h"
#include "hpy/buffers.h"
#include "hpy/inline_containers.h"
#include "hpy/inline_builders.h"
#include "hpy/arguments.h"
#include "hpy/calls.h"
#include "hpy/inline_threads.h"
#include "hpy/modules.h"
#include "hpy/helpers.h"
#include "hpy/numbers.h"
#include "hpy/errors.h"
#include "hpy/interpreter.h"

#endif /* HPY_H */
