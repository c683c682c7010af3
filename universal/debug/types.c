/* Types, the structs of their objects, and whether HPy_tp_traverse visits the fields that are stored. */
#include "debug.h"
#include "generated/prototypes.h"

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
        HPyErr_NoMemory(c->inner);
        debug_failed(c);
        return NULL;
    }
    while (n-- > 0) {
        inner[n].kind = params[n].kind;
        if (!debug_unwrap_nullable(c, params[n].object, &inner[n].object, 2)) {
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
    HPy type;

    if (!debug_enter(c, API_Type_FromSpec, LAYER_PLACE()) || (spec == NULL && !debug_refuse_null_pointer(c, 1)))
        return HPy_NULL;
    if (params != NULL && (inner_params = unwrap_params(c, params)) == NULL)
        return HPy_NULL;
    c->layer->shaped_type = 0; /* the new type may lie where that one was */
    type = HPyType_FromSpec(c->inner, spec, inner_params);
    free(inner_params);
    if (!HPy_IsNull(type))
        (void)hpy_names_add_type(c->layer->module, spec); /* without, reports name the C function only */
    return debug_wrap_result(c, type);
}

/* ---- fields ---- */

/* A store is checked when the call ends: until then the memory that holds the field may not be linked to its owner.
 * Memory may also have been moved by then, or given back: so the field is looked for by address and by content, and is
 * never read itself. */
typedef struct {
    const HPyField *wanted;
    HPyField content;
    int found;
} Search;

static int compare_field(HPyField *field, void *arg)
{
    Search *search = (Search *)arg;
    search->found |= field == search->wanted || field->_i == search->content._i;
    return 0;
}

/* A place in the source that was right a few times is not looked at any more: the check costs a walk over the object. */
#define ENOUGH 16

static DebugPlace *checked(DebugLayer *layer, const void *place)
{
    DebugPlace *entry = &layer->stores[((uintptr_t)place >> 2) % DEBUG_STORE_PLACES];

    if (entry->place != place) {
        entry->place = place;
        entry->times = 0;
    }
    return entry;
}

void debug_note_store(DebugContext *c, HPy owner, HPyField *field)
{
    DebugStore *store;

    if (c->n_stores == DEBUG_MAX_STORES || checked(c->layer, c->place)->times >= ENOUGH)
        return;
    store = &c->stores[c->n_stores++];
    store->owner = HPy_Dup(c->inner, owner);
    store->field = field;
    store->content = *field;
    store->place = c->place;
}

void debug_note_clear(DebugContext *c, const HPyField *field)
{
    int n;

    for (n = 0; n < c->n_stores; n++)
        if (c->stores[n].field == field || c->stores[n].content._i == field->_i)
            c->stores[n].field = NULL;
}

static void report_store(DebugContext *c, const DebugStore *store)
{
    HPy type = HPy_Type(c->inner, store->owner);
    const char *name = HPy_IsNull(type) ? NULL : HPyType_GetName(c->inner, type);

    if (debug_state.host->contains(store->owner, store->field))
        debug_report(c, DEBUG_WARNING, "field-not-visited", NULL,
                     "HPyField_Store: HPy_tp_traverse of its owner, a '%s' object, does not visit this field", name ? name : "?");
    else
        debug_report(c, DEBUG_WARNING, "field-no-owner", NULL,
                     "HPyField_Store: the field is not part of its owner, a '%s' object, whose HPy_tp_traverse does not "
                     "visit it", name ? name : "?");
    HPy_Close(c->inner, type);
}

static void check_store(DebugContext *c, const DebugStore *store)
{
    Search search = {store->field, store->content, 0};

    c->place = store->place;
    c->api = API_Field_Store;
    if (store->field == NULL)
        return;
    debug_state.host->visit_fields(store->owner, compare_field, &search);
    if (search.found)
        checked(c->layer, store->place)->times++;
    else
        report_store(c, store);
}

void debug_check_stores(DebugContext *c)
{
    int n = c->n_stores;

    while (n-- > 0) {
        check_store(c, &c->stores[n]);
        HPy_Close(c->inner, c->stores[n].owner);
    }
    c->n_stores = 0;
}

/* ---- structs ---- */

static const char *shape_name(HPyType_BuiltinShape shape)
{
    static const char *const names[] = {"Legacy", "Object", "Type", "Long", "Float", "Unicode", "Tuple", "List", "Dict"};
    int index = (int)shape + 1;
    return index >= 0 && index < (int)(sizeof(names) / sizeof(names[0])) ? names[index] : "unknown";
}

/* Ask the host for the shape of an object's struct; remember it with the type. */
static int check_shape(DebugContext *c, HPy h, HPy inner, HPyType_BuiltinShape wanted)
{
    HPyType_BuiltinShape shape = debug_state.host->shape_of(inner);

    if (shape != wanted)
        return debug_report(c, DEBUG_ERROR, "wrong-struct", debug_find(h._i),
                            "Invalid usage of _HPy_AsStruct_%s: the object's struct has the shape %s, not %s",
                            shape_name(wanted), shape_name(shape), shape_name(wanted));
    if (!debug_state.parallel) {
        c->layer->shaped_type = layer_type_of(c->inner, inner)._i;
        c->layer->shape = shape;
    }
    return 1;
}

/* The inner handle of an object whose struct is of this shape. */
static inline int unwrap_shaped(DebugContext *c, HPy h, HPy *inner, HPyType_BuiltinShape wanted)
{
    const DebugLayer *layer = c->layer;

    if (!debug_unwrap(c, h, inner, 1))
        return 0;
    if (LAYER_LIKELY(layer->shaped_type != 0 && layer->shape == wanted
                     && layer->shaped_type == layer_type_of(c->inner, *inner)._i))
        return 1;
    return check_shape(c, h, *inner, wanted);
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
                || !unwrap_shaped(c, h, &inner, HPyType_BuiltinShape_##SHAPE)) \
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
