/* Making types, and the structs of their objects. */
#include "checks.h"
#include "cycles.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "../layers/names.h" /* behind what includes layer.h */

/* ---- making types ---- */

/* The parameters with inner handles; a block to be freed, NULL after a report or failure. */
static HPyType_SpecParam *unwrap_params(DebugContext *c, const HPyType_SpecParam *params)
{
    size_t n = 0;
    HPyType_SpecParam *inner;

    while (params[n].kind != 0)
        n++;
    inner = (HPyType_SpecParam *)calloc(n + 1, sizeof(*inner));
    if (inner == NULL) {
        debug_no_memory(c);
        return NULL;
    }
    while (n-- > 0) {
        inner[n].kind = params[n].kind;
        if (!debug_unwrap_nullable(c, debug_in(params[n].object), &inner[n].object, 2)) {
            free(inner);
            return NULL;
        }
    }
    return inner;
}

HPy debug_Type_FromSpec(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params)
{
    DebugContext *c = debug_context(ctx);
    HPyType_SpecParam *inner_params = NULL;
    HPy type, result;

    if (!debug_enter(c, API_Type_FromSpec, LAYER_PLACE()) || (spec == NULL && !debug_refuse_null_pointer(c, 1)))
        return HPy_NULL;
    if (params != NULL && (inner_params = unwrap_params(c, params)) == NULL)
        return HPy_NULL;
    c->layer->shaped_type = 0; /* the new type may lie where that one was */
    type = HPyType_FromSpec(c->inner, spec, inner_params);
    free(inner_params);
    if (!HPy_IsNull(type))
        (void)hpy_names_add_type(c->layer->module, spec); /* without, reports name the C function only */
    result = debug_out(debug_wrap_result(c, type));
    if (!HPy_IsNull(result))
        debug_note_type(c, debug_find_open(debug_in(result)));
    return result;
}

/* ---- structs ---- */

static const char *shape_name(HPyType_BuiltinShape shape)
{
    static const char *const names[] = {"Legacy", "Object", "Type", "Long", "Float", "Unicode", "Tuple", "List",
                                        "Dict", "Any"};
    int index = (int)shape + 1;
    return index >= 0 && index < (int)(sizeof(names) / sizeof(names[0])) ? names[index] : "unknown";
}

/* Ask the host for the shape of an object's struct; remember it with the type. */
static int check_shape(DebugContext *c, DHPy dh, HPy inner, HPyType_BuiltinShape wanted)
{
    HPyType_BuiltinShape shape = debug_options.host->shape_of(inner, wanted);

    if (shape != wanted)
        return debug_report(c, DEBUG_ERROR, "wrong-struct", debug_find(dh),
                            "Invalid usage of _HPy_AsStruct_%s: the object's struct has the shape %s, not %s",
                            shape_name(wanted), shape_name(shape), shape_name(wanted));
    if (!debug_options.parallel) {
        c->layer->shaped_type = layer_type_of(c->inner, inner)._i;
        c->layer->shape = shape;
    }
    return 1;
}

/* The inner handle of an object whose struct is of this shape. */
static inline int unwrap_shaped(DebugContext *c, DHPy dh, HPy *inner, HPyType_BuiltinShape wanted)
{
    const DebugLayer *layer = c->layer;

    if (!debug_unwrap(c, dh, inner, 1))
        return 0;
    if (LAYER_LIKELY(layer->shaped_type != 0 && layer->shape == wanted
                     && layer->shaped_type == layer_type_of(c->inner, *inner)._i))
        return 1;
    return check_shape(c, dh, *inner, wanted);
}

/* What an extension gets in place of a struct that it asked for wrongly: it does not look whether it got one. */
static void *scratch(DebugContext *c)
{
    static max_align_t no_memory[256];
    enum { SIZE = 16384 };

    if (c->scratch == NULL)
        c->scratch = calloc(1, SIZE);
    else
        memset(c->scratch, 0, SIZE);
    return c->scratch != NULL ? c->scratch : no_memory;
}

#define AS_STRUCT(SHAPE) \
    void *debug_AsStruct_##SHAPE(HPyContext *ctx, HPy h) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy inner; \
        \
        if (!debug_enter(c, API_AsStruct_##SHAPE, LAYER_PLACE()) \
                || !unwrap_shaped(c, debug_in(h), &inner, HPyType_BuiltinShape_##SHAPE)) \
            return scratch(c); \
        return _HPy_AsStruct_##SHAPE(c->inner, inner); \
    }

AS_STRUCT(Legacy)
AS_STRUCT(Object)
AS_STRUCT(Type)
AS_STRUCT(Long)
AS_STRUCT(Float)
AS_STRUCT(Unicode)
AS_STRUCT(Tuple)
AS_STRUCT(List)
AS_STRUCT(Dict)

void *debug_AsStruct_Any(HPyContext *ctx, HPy h, HPyPayload *payload)
{
    DebugContext *c = debug_context(ctx);
    void *result;
    HPy inner;

    if (!debug_enter(c, API_AsStruct_Any, LAYER_PLACE()) || !debug_unwrap(c, debug_in(h), &inner, 1)
            || (payload == NULL && !debug_refuse_null_pointer(c, 2)))
        return scratch(c);
    result = c->inner->ctx_AsStruct_Any(c->inner, inner, payload);
    if (result != NULL)
        return result;
    (void)debug_report(c, DEBUG_ERROR, "wrong-struct", debug_find(debug_in(h)),
                       "Invalid usage of %s_AsStruct: the object has no such struct", payload->name);
    return scratch(c);
}
