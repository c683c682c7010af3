/* What a layer and its host have to do with each other: the services of the host, the function that makes a layer.
 *
 * It stands apart from layer.h because hosts include it too, with the types of their own ABI. A host also defines the
 * variable _hpy_direct_words that hpy.h declares: all 0, or what it tells binaries, filled before it makes a layer.
 */
#ifndef HPY_LAYERS_HOST_INTERFACE_H
#define HPY_LAYERS_HOST_INTERFACE_H

#include "hpy.h"

/* What a host tells a layer. All but 'parallel' are called with the thread state held, has_thread_state also without. */
typedef struct {
    int parallel; /* threads run Python code at the same time: counters and lists need locks */
    /* Whether nobody can notice that this object lives longer: an int or a short string, say. */
    int (*may_keep)(HPy h);
    /* Take the pending exception away, and put it back; the token may be NULL. */
    void *(*save_error)(void);
    void (*restore_error)(void *token);
    /* Whether the calling thread may use the API. */
    int (*has_thread_state)(void);
    /* Whether it is a code object, which no handle of the context is the type of. */
    int (*is_code)(HPy h);
    /* The shape of the struct that an object has: HPyType_BuiltinShape_Legacy also where it has none of HPy's. Of several
     * structs it is that of the shape 'wanted', if there is one. */
    HPyType_BuiltinShape (*shape_of)(HPy h, HPyType_BuiltinShape wanted);
    /* Have 'visit' called for each field that one traverse function reports: level 0 is that of the object's own type,
     * or the next base that has one, and so on; the last is that of a module's state. 0 when there is no such level. */
    int (*visit_fields)(HPy owner, int level, HPyFunc_visitproc visit, void *arg);
    /* Whether these bits are a word of the object's own structs. */
    int (*holds)(HPy owner, intptr_t bits);
    /* Whether the address lies in the object's own struct, or in the state of the module. */
    int (*contains)(HPy owner, const void *address);
    /* Whether the handle is all that keeps the object, as far as can be told. */
    int (*is_last)(HPy h);
} HPyHostServices;

/* A debug layer for the module called 'module' (borrowed for good). NULL when out of memory, without an exception. */
_HPy_HIDDEN HPyContext *hpy_debug_wrap(HPyContext *inner, const HPyHostServices *host, const char *module);

/* Tell a debug layer the definition of its module, with the globals that it declares. */
_HPy_HIDDEN void hpy_debug_set_definition(HPyContext *ctx, const HPyModuleDef *def);

/* A trace layer. */
_HPy_HIDDEN HPyContext *hpy_trace_wrap(HPyContext *inner, const HPyHostServices *host, const char *module);

#endif /* HPY_LAYERS_HOST_INTERFACE_H */
