/* What a layer is made of: a context that stands between an extension and a host, or another layer.
 *
 * A layer sees handles and contexts, never an object of Python's: nothing here includes Python.h, and a layer can be
 * compiled into any host. What it must ask beyond the context table is in HPyHostServices.
 *
 * Calls into the extension come as ctx_CallRealFunctionFromTrampoline(layer, signature, function, args), with objects
 * of the host in 'args'. The layer leaves these to the context below, and has a thunk of its own called instead of the
 * function; what the thunk is to call, and with which context, waits for it in a thread-local variable.
 */
#ifndef HPY_LAYERS_LAYER_H
#define HPY_LAYERS_LAYER_H

#define _HPY_IN_LAYER /* its files see the universal ABI; each that has functions for Python has a context of its own */
#include "hpy.h"
#ifdef Py_PYTHON_H
#  error "a layer sees handles only: Python.h must not be included"
#endif
#include "host_interface.h"

/* ---- the compiler ---- */

/* For a few words only: with this model of access the room for them is small, and the same for the whole library. */
#if defined(_MSC_VER)
#  include <intrin.h>
#  define LAYER_PLACE() _ReturnAddress()
#  define LAYER_STACK() ((uintptr_t)_AddressOfReturnAddress())
#  define LAYER_THREAD_LOCAL __declspec(thread)
#elif defined(__ELF__)
#  define LAYER_PLACE() __builtin_return_address(0)
#  define LAYER_STACK() ((uintptr_t)__builtin_frame_address(0))
#  define LAYER_THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
#  define LAYER_PLACE() __builtin_return_address(0)
#  define LAYER_STACK() ((uintptr_t)__builtin_frame_address(0))
#  define LAYER_THREAD_LOCAL _Thread_local
#endif
#define LAYER_LIKELY(x) _HPy_LIKELY(x)

/* For functions that are worth their room at each place where they are called. */
#if defined(_MSC_VER)
#  define LAYER_INLINE __forceinline
#elif defined(__GNUC__) || defined(__clang__)
#  define LAYER_INLINE inline __attribute__((always_inline))
#else
#  define LAYER_INLINE inline
#endif

/* Function pointers of unlike types are converted through void (*)(void), which compilers accept silently. */
#define LAYER_AS(TYPE, func) ((TYPE)(void (*)(void))(func))

/* The handles of the objects in an array, over a host whose handles are the objects' pointers. */
#define LAYER_HANDLES(objects) ((const HPy *)(const void *)(objects))

/* ---- the host ---- */

/* The type of an object of the host, as a handle that is not the caller's; HPy_NULL where hpy.h cannot tell at once. */
static inline HPy layer_type_of(HPyContext *ctx, HPy h)
{
    HPy type = HPy_NULL;
    if (LAYER_LIKELY(ctx == _hpy_direct.ctx))
        memcpy(&type, (const char *)h._i + _hpy_direct.type, sizeof(type));
    return type;
}

/* ---- calls through several layers ---- */

/* How the names of the layers' contexts begin. */
#define LAYER_DEBUG_NAME "HPy Debug Mode ABI"
#define LAYER_TRACE_NAME "HPy Trace Mode ABI"

/* Whether a context is that of a layer. */
_HPy_HIDDEN int layer_is_layer(const HPyContext *ctx);

/* There was no memory to call a function that returns nothing. It may stand beside a pending exception, which stays. */
_HPy_HIDDEN void layer_report_no_memory(HPyContext *inner);

/* The extension's function on its way through the layers to the host, where it would be hidden by a thunk. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL HPyCFunction hpy_layer_function;

/* Which function of the extension a layer is asked to call; 'func' is what it was given. */
static inline HPyCFunction layer_take_function(HPyCFunction func)
{
    HPyCFunction real = hpy_layer_function;
    if (LAYER_LIKELY(real == NULL))
        return func;
    hpy_layer_function = NULL;
    return real;
}

/* Tell the layer below, if there is one, for what a thunk stands. */
static inline void layer_pass_function(HPyCFunction real)
{
    hpy_layer_function = real;
}

/* Where in the extension the call was made that a layer passes on, for the layer below; NULL: not said. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL const void *hpy_layer_place;

/* The place of a call; 'place' is that of the call of this layer, which is right where no layer stands above it. */
static inline const void *layer_take_place(const void *place)
{
    const void *given = hpy_layer_place;
    hpy_layer_place = NULL;
    return given != NULL ? given : place;
}

static inline void layer_pass_place(const void *place)
{
    hpy_layer_place = place;
}

#endif /* HPY_LAYERS_LAYER_H */
