/* Whether the fields that are stored and loaded belong to their owners, and HPy_tp_traverse visits them. */
#include "field_checks.h"
#include "findings.h"
#include "options.h"

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
    search->found += search->wanted != NULL ? field == search->wanted : LAYER_PEEK(&field->_i) == search->content._i;
    return 0;
}

/* How often the fields that are wanted are visited at most by one of the owner's traverse functions. A base's fields
 * may be visited by that of a derived type as well. */
static int count_visits(HPy owner, const HPyField *wanted, HPyField content)
{
    int level, most = 0;

    for (level = 0;; level++) {
        Search search = {wanted, content, 0};
        if (!debug_options.host->visit_fields(owner, level, compare_field, &search))
            return most;
        if (search.found > most)
            most = search.found;
    }
}

/* A place in the source is looked at the first few times for each type, then now and then: a check is a walk over the
 * object. Threads that run at the same time write to these without a lock: then a place may be looked at once more. */
#define ENOUGH 16

/* What tells types apart: another layer below is asked for a handle. */
static intptr_t type_bits(DebugContext *c, HPy owner)
{
    HPy type = layer_type_of(c->inner, owner);

    if (HPy_IsNull(type)) {
        type = HPy_Type(c->inner, owner);
        HPy_Close(c->inner, type);
    }
    return type._i;
}

static DebugPlace *place_of(DebugContext *c, HPy owner)
{
    intptr_t type = type_bits(c, owner);
    DebugPlace *entry = &c->layer->field_places[((uintptr_t)c->place >> 2 ^ (uintptr_t)type >> 4) % DEBUG_FIELD_PLACES];

    if (LAYER_PEEK(&entry->place) != c->place || LAYER_PEEK(&entry->type) != type) {
        LAYER_POKE(&entry->place, c->place);
        LAYER_POKE(&entry->type, type);
        LAYER_POKE(&entry->times, 0);
    }
    return entry;
}

static int is_to_check(DebugContext *c, HPy owner)
{
    DebugPlace *entry = place_of(c, owner);
    unsigned times = LAYER_PEEK(&entry->times);

    LAYER_POKE(&entry->times, times + 1);
    return times < ENOUGH || (times & (times - 1)) == 0;
}

/* Objects and what was stored with them as the owner, as places in an array of marks: an object that was never stored
 * is not found there by mistake only, which is the more frequent the more was stored. Written without a lock, for marks
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

/* ---- fields that were emptied ---- */

/* Each time that fields are emptied has a number, in the places of their addresses: who stored and is to be checked
 * later sees there that some thread has emptied the field since, and must not read it. Two fields with one place cost a
 * check. */
#define PLACES 32768
static uint64_t n_clears;
static uint64_t clears[PLACES];

/* The place of a field. */
static uint64_t *clear_of(const HPyField *field)
{
    return &clears[((uint64_t)(uintptr_t)field >> 3) * 0x9E3779B97F4A7C15u >> 49];
}

uint64_t debug_n_clears(void)
{
    return LAYER_READ_FIRST(&n_clears);
}

void debug_note_clears(const HPyField *fields, HPy_ssize_t n)
{
    uint64_t number = LAYER_ADD_IN_ORDER(&n_clears, 1) + 1;
    HPy_ssize_t i;

    for (i = 0; i < n; i++)
        LAYER_WRITE_LAST(clear_of(&fields[i]), number);
}

static int was_emptied(const HPyField *field, uint64_t before)
{
    return LAYER_READ_FIRST(clear_of(field)) > before;
}

/* ---- stores ---- */

void debug_note_store(DebugContext *c, HPy owner, HPyField *field, uint64_t before)
{
    DebugStore *store;
    size_t places[2];

    if (was_emptied(field, before) || HPyField_IsNull(debug_content(field)))
        return;
    find_marks(owner, debug_content(field), places);
    LAYER_POKE(&marks[places[0]], 1);
    LAYER_POKE(&marks[places[1]], 1);
    if (!is_to_check(c, owner) || c->n_stores == DEBUG_MAX_STORES)
        return;
    store = &c->stores[c->n_stores++];
    store->owner = HPy_Dup(c->inner, owner);
    store->field = field;
    store->before = before;
    store->place = c->place;
    store->api = c->api;
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

/* Empty fields are not visited: Python code may have emptied this one by a member, and filled it again since. */
static int is_empty_now(const DebugStore *store)
{
    return debug_content(store->field)._i == 0 || count_visits(store->owner, store->field, HPyField_NULL) == 1;
}

/* 0: the store was wrong, which was reported. */
static int check_store(DebugContext *c, const DebugStore *store)
{
    int visits = count_visits(store->owner, store->field, HPyField_NULL);

    if (visits == 1 || was_emptied(store->field, store->before))
        return 1;
    if (visits > 1)
        return report_field(c, "field-visited-twice", store->owner, "HPy_tp_traverse of its owner",
                            "visits this field more than once");
    if (!debug_options.host->contains(store->owner, store->field))
        return report_field(c, "field-no-owner", store->owner, "the field is not part of its owner",
                            "whose HPy_tp_traverse does not visit it");
    if (is_empty_now(store))
        return 1;
    return report_field(c, "field-not-visited", store->owner, "HPy_tp_traverse of its owner",
                        "does not visit this field");
}

/* Where the field is not known, or a copy of it was given, there is what is in it. Memory that its owner no longer
 * visits may hold that, on its way out: but only with what was stored for this owner once. Threads that run at the same
 * time may empty the field before it is looked at, or before it is visited. */
void debug_note_load(DebugContext *c, HPy owner, const HPyField *at, HPyField field)
{
    size_t places[2];

    if (HPyField_IsNull(field) || !is_to_check(c, owner) || (at != NULL && count_visits(owner, at, field) > 0)
            || (at != NULL && debug_content(at)._i != field._i))
        return;
    find_marks(owner, field, places);
    if ((LAYER_PEEK(&marks[places[0]]) && LAYER_PEEK(&marks[places[1]])) || count_visits(owner, NULL, field) > 0
            || debug_options.host->holds(owner, field._i))
        return;
    LAYER_POKE(&place_of(c, owner)->times, 0);
    report_field(c, "field-no-owner", owner, "the field is not one of its owner", "which holds no such object");
}

void debug_check_stores(DebugContext *c)
{
    int n = c->n_stores;

    while (n-- > 0) {
        const DebugStore *store = &c->stores[n];
        c->place = store->place;
        c->api = store->api;
        if (!check_store(c, store))
            place_of(c, store->owner)->times = 0;
        HPy_Close(c->inner, store->owner);
    }
    c->n_stores = 0;
}
