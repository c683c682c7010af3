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
    result = debug_wrap_result(c, type);
    if (!HPy_IsNull(result))
        debug_note_type(c, debug_find_open(result));
    return result;
}

/* ---- fields ---- */

/* A store is checked when the call ends: until then the memory that holds the field may not be linked to its owner.
 * Memory may also have been given back by then: so the field is looked for by its address, and is never read. */
typedef struct {
    const HPyField *wanted; /* its address; NULL: any field with this content */
    HPyField content;
    int found; /* how often */
} Search;

static int compare_field(HPyField *field, void *arg)
{
    Search *search = (Search *)arg;
    search->found += search->wanted != NULL ? field == search->wanted : field->_i == search->content._i;
    return 0;
}

/* How often the fields that are wanted are visited at most by one of the owner's traverse functions. A base's fields may
 * be visited by that of a derived type as well. */
static int count_visits(HPy owner, const HPyField *wanted, HPyField content)
{
    int level, most = 0;

    for (level = 0;; level++) {
        Search search = {wanted, content, 0};
        if (!debug_state.host->visit_fields(owner, level, compare_field, &search))
            return most;
        if (search.found > most)
            most = search.found;
    }
}

/* A place in the source is looked at the first few times for each type, then now and then: a check is a walk over the
 * object. */
#define ENOUGH 16

static DebugPlace *place_of(DebugContext *c, HPy owner)
{
    intptr_t type = layer_type_of(c->inner, owner)._i;
    DebugPlace *entry = &c->layer->field_places[((uintptr_t)c->place >> 2 ^ (uintptr_t)type >> 4) % DEBUG_FIELD_PLACES];

    if (entry->place != c->place || entry->type != type) {
        entry->place = c->place;
        entry->type = type;
        entry->times = 0;
    }
    return entry;
}

static int is_to_check(DebugContext *c, HPy owner)
{
    unsigned times = place_of(c, owner)->times++;
    return times < ENOUGH || (times & (times - 1)) == 0;
}

/* Objects and what was stored with them as the owner, as places in an array of marks: an object that was never stored is
 * not found there by mistake only, which is the more frequent the more was stored. Written without a lock, for marks
 * are never taken away. */
#define MARKS 262144
static char marks[MARKS];

static void find_marks(HPy owner, HPyField content, size_t places[2])
{
    uint64_t key = ((uint64_t)owner._i >> 4) * 0x9E3779B97F4A7C15u + ((uint64_t)content._i >> 4);

    key = (key ^ key >> 31) * 0xD6E8FEB86659FD93u;
    places[0] = (size_t)(key >> 46);
    places[1] = (size_t)(key >> 28) % MARKS;
}

void debug_note_store(DebugContext *c, HPy owner, HPyField *field)
{
    DebugStore *store;
    size_t places[2];

    find_marks(owner, *field, places);
    marks[places[0]] = marks[places[1]] = 1;
    if (!is_to_check(c, owner) || c->n_stores == DEBUG_MAX_STORES)
        return;
    store = &c->stores[c->n_stores++];
    store->owner = HPy_Dup(c->inner, owner);
    store->field = field;
    store->place = c->place;
}

/* It may have been stored by a call around this one. */
void debug_note_clear(DebugContext *c, const HPyField *field)
{
    int n;

    for (; c != NULL; c = c->outer)
        for (n = 0; n < c->n_stores; n++)
            if (c->stores[n].field == field)
                c->stores[n].field = NULL;
}

static int report_field(DebugContext *c, const char *kind, HPy owner, const char *before, const char *behind)
{
    HPy type = HPy_Type(c->inner, owner);
    const char *name = HPy_IsNull(type) ? NULL : HPyType_GetName(c->inner, type);

    debug_report(c, DEBUG_WARNING, kind, NULL, "%s: %s, a '%s' object, %s", debug_api_name(c->api), before,
                 name != NULL ? name : "?", behind);
    HPy_Close(c->inner, type);
    return 0;
}

/* 0: the store was wrong, which was reported. */
static int check_store(DebugContext *c, const DebugStore *store)
{
    int visits = count_visits(store->owner, store->field, HPyField_NULL);

    if (visits == 1)
        return 1;
    if (visits > 1)
        return report_field(c, "field-visited-twice", store->owner, "HPy_tp_traverse of its owner",
                            "visits this field more than once");
    if (debug_state.host->contains(store->owner, store->field))
        return report_field(c, "field-not-visited", store->owner, "HPy_tp_traverse of its owner",
                            "does not visit this field");
    return report_field(c, "field-no-owner", store->owner, "the field is not part of its owner",
                        "whose HPy_tp_traverse does not visit it");
}

/* The field itself is not known, only what is in it. Memory that its owner no longer visits may hold it, on its way out:
 * but only with what was stored for this owner once. */
void debug_note_load(DebugContext *c, HPy owner, HPyField field)
{
    size_t places[2];

    if (!is_to_check(c, owner))
        return;
    find_marks(owner, field, places);
    if ((marks[places[0]] && marks[places[1]]) || count_visits(owner, NULL, field) > 0
            || debug_state.host->holds(owner, field._i))
        return;
    place_of(c, owner)->times = 0;
    report_field(c, "field-no-owner", owner, "the field is not one of its owner", "which holds no such object");
}

void debug_check_stores(DebugContext *c)
{
    int n = c->n_stores;

    c->api = API_Field_Store;
    while (n-- > 0) {
        const DebugStore *store = &c->stores[n];
        c->place = store->place;
        if (store->field != NULL && !check_store(c, store))
            place_of(c, store->owner)->times = 0;
        HPy_Close(c->inner, store->owner);
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
