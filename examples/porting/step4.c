/* Step 4: nothing is legacy. The module tally is universal; it does what step 0 did. The type Tally counts things,
 * words() counts the words of a text, fold() is a key for it, TallyError is what goes wrong. */
#include "hpy.h"

typedef struct {
    HPyField counts;   /* dict: thing -> how often */
    HPyField key;      /* callable that says what an item is counted as, or null */
    HPy_ssize_t total;
    HPy_ssize_t limit; /* of different things; 0: none */
} Tally;

HPyType_HELPERS(Tally) /* defines Tally_AsStruct(ctx, h) */

static HPyGlobal tally_type;
static HPyGlobal tally_error;

/* ---- Counting --------------------------------------------------------------------------------------------------- */

/* What 'item' is counted as. New handle. */
static HPy keyed(HPyContext *ctx, HPy self, HPy item)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy key, thing;

    if (HPyField_IsNull(tally->key))
        return HPy_Dup(ctx, item);
    key = HPyField_Load(ctx, self, tally->key); /* a new handle, to be closed */
    thing = HPy_Call(ctx, key, &item, 1, HPy_NULL);
    HPy_Close(ctx, key);
    return thing;
}

/* How often 'thing' was counted, or -1 with an exception set. */
static HPy_ssize_t look_up(HPyContext *ctx, HPy counts, HPy thing)
{
    HPy count;
    HPy_ssize_t result = HPyDict_GetItem(ctx, counts, thing, &count); /* 1: found, 0: absent, -1: an exception */

    if (result == 1) {
        result = HPyLong_AsSsize_t(ctx, count);
        HPy_Close(ctx, count);
    }
    return result;
}

static int full(HPyContext *ctx, HPy thing, HPy_ssize_t limit)
{
    HPy error = HPyGlobal_Load(ctx, tally_error);

    HPyErr_Format(ctx, error, "no room for %R: the limit is %zd", thing, limit);
    HPy_Close(ctx, error);
    return -1;
}

/* Set the count of 'thing', whose count was 'old'. */
static int store(HPyContext *ctx, HPy counts, HPy thing, HPy_ssize_t old, HPy_ssize_t n, HPy_ssize_t limit)
{
    HPy count;
    int result;

    if (old == 0 && limit != 0 && HPyDict_Size(ctx, counts) >= limit)
        return full(ctx, thing, limit);
    count = HPyLong_FromSsize_t(ctx, n);
    if (HPy_IsNull(count))
        return -1;
    result = HPyDict_SetItem(ctx, counts, thing, count);
    HPy_Close(ctx, count);
    return result;
}

/* Count 'item' once. Its new count, or -1 with an exception set. */
static HPy_ssize_t count_one(HPyContext *ctx, HPy self, HPy item)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy thing = keyed(ctx, self, item), counts;
    HPy_ssize_t old, result = -1;

    if (HPy_IsNull(thing))
        return -1;
    counts = HPyField_Load(ctx, self, tally->counts);
    old = look_up(ctx, counts, thing);
    if (old >= 0 && store(ctx, counts, thing, old, old + 1, tally->limit) == 0) {
        tally->total++;
        result = old + 1;
    }
    HPy_Close(ctx, counts);
    HPy_Close(ctx, thing);
    return result;
}

static int count_all(HPyContext *ctx, HPy self, HPy items)
{
    HPy item, iterator = HPy_GetIter(ctx, items);

    if (HPy_IsNull(iterator))
        return -1;
    while (item = HPyIter_Next(ctx, iterator), !HPy_IsNull(item)) {
        HPy_ssize_t count = count_one(ctx, self, item);
        HPy_Close(ctx, item);
        if (count < 0)
            break;
    }
    HPy_Close(ctx, iterator);
    return HPyErr_Occurred(ctx) ? -1 : 0;
}

/* ---- The type --------------------------------------------------------------------------------------------------- */

/* Fill a new Tally. 'items' and 'key' may be null, 'key' also None. */
static int fill(HPyContext *ctx, HPy self, HPy items, HPy key)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy counts = HPyDict_New(ctx);

    if (HPy_IsNull(counts))
        return -1;
    HPyField_Store(ctx, self, &tally->counts, counts);
    HPy_Close(ctx, counts);
    if (!HPy_IsNull(key) && !HPy_Is(ctx, key, ctx->h_None))
        HPyField_Store(ctx, self, &tally->key, key);
    return HPy_IsNull(items) ? 0 : count_all(ctx, self, items);
}

/* A Tally of type 'cls' in which each of 'items' is counted. */
static HPy new_tally(HPyContext *ctx, HPy cls, HPy items, HPy key)
{
    Tally *tally;
    HPy self;

    if (!HPy_IsNull(key) && !HPy_Is(ctx, key, ctx->h_None) && !HPyCallable_Check(ctx, key)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "key must be callable");
        return HPy_NULL;
    }
    self = HPy_New(ctx, cls, &tally); /* the struct is zeroed */
    if (!HPy_IsNull(self) && fill(ctx, self, items, key) < 0) {
        HPy_Close(ctx, self);
        return HPy_NULL;
    }
    return self;
}

HPyDef_SLOT(Tally_new, HPy_tp_new)
static HPy Tally_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"items", "key", NULL};
    HPyTracker tracker;
    HPy items = HPy_NULL, key = HPy_NULL, self;

    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "|O$O:Tally", names, &items, &key))
        return HPy_NULL;
    self = new_tally(ctx, cls, items, key);
    HPyTracker_Close(ctx, tracker);
    return self;
}

/* All that is left of the memory management: clearing and deallocating follow from it. */
HPyDef_SLOT(Tally_traverse, HPy_tp_traverse)
static int Tally_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Tally *tally = (Tally *)self;

    HPy_VISIT(&tally->counts);
    HPy_VISIT(&tally->key);
    return 0;
}

HPyDef_METH(Tally_add, "add", HPyFunc_O, .doc = "add(item): count the item once; its new count.")
static HPy Tally_add_impl(HPyContext *ctx, HPy self, HPy item)
{
    HPy_ssize_t count = count_one(ctx, self, item);

    return count < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, count);
}

HPyDef_METH(Tally_as_dict, "as_dict", HPyFunc_NOARGS, .doc = "as_dict(): all counts.")
static HPy Tally_as_dict_impl(HPyContext *ctx, HPy self)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy counts = HPyField_Load(ctx, self, tally->counts);
    HPy copy = HPyDict_Copy(ctx, counts);

    HPy_Close(ctx, counts);
    return copy;
}

HPyDef_SLOT(Tally_contains, HPy_sq_contains)
static int Tally_contains_impl(HPyContext *ctx, HPy self, HPy item)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy thing = keyed(ctx, self, item), counts;
    HPy_ssize_t count;

    if (HPy_IsNull(thing))
        return -1;
    counts = HPyField_Load(ctx, self, tally->counts);
    count = look_up(ctx, counts, thing);
    HPy_Close(ctx, counts);
    HPy_Close(ctx, thing);
    return count < 0 ? -1 : count > 0;
}

HPyDef_SLOT(Tally_len, HPy_sq_length)
static HPy_ssize_t Tally_len_impl(HPyContext *ctx, HPy self)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy counts = HPyField_Load(ctx, self, tally->counts);
    HPy_ssize_t length = HPyDict_Size(ctx, counts);

    HPy_Close(ctx, counts);
    return length;
}

HPyDef_SLOT(Tally_repr, HPy_tp_repr)
static HPy Tally_repr_impl(HPyContext *ctx, HPy self)
{
    Tally *tally = Tally_AsStruct(ctx, self);
    HPy counts = HPyField_Load(ctx, self, tally->counts);
    HPy text = HPyUnicode_FromFormat(ctx, "Tally(%R)", counts);

    HPy_Close(ctx, counts);
    return text;
}

static int is_tally(HPyContext *ctx, HPy h)
{
    HPy cls = HPyGlobal_Load(ctx, tally_type);
    int result = HPy_TypeCheck(ctx, h, cls);

    HPy_Close(ctx, cls);
    return result;
}

HPyDef_SLOT(Tally_richcompare, HPy_tp_richcompare)
static HPy Tally_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy ours, theirs, result;

    if ((op != HPy_EQ && op != HPy_NE) || !is_tally(ctx, other))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    ours = HPyField_Load(ctx, self, Tally_AsStruct(ctx, self)->counts);
    theirs = HPyField_Load(ctx, other, Tally_AsStruct(ctx, other)->counts);
    result = HPy_RichCompare(ctx, ours, theirs, op);
    HPy_Close(ctx, ours);
    HPy_Close(ctx, theirs);
    return result;
}

HPyDef_MEMBER(Tally_key, "key", HPyMember_OBJECT, offsetof(Tally, key), .readonly = 1,
              .doc = "Says what an item is counted as.")
HPyDef_MEMBER(Tally_total, "total", HPyMember_HPYSSIZET, offsetof(Tally, total), .readonly = 1,
              .doc = "The sum of all counts.")

HPyDef_GETSET(Tally_limit, "limit", .doc = "How many different things there may be; 0: any number.")
static HPy Tally_limit_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyLong_FromSsize_t(ctx, Tally_AsStruct(ctx, self)->limit);
}

static int Tally_limit_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    HPy_ssize_t limit = HPy_IsNull(value) ? 0 : HPyLong_AsSsize_t(ctx, value); /* null: del tally.limit */

    (void)closure;
    if (limit == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (limit < 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "a limit cannot be negative");
        return -1;
    }
    Tally_AsStruct(ctx, self)->limit = limit;
    return 0;
}

static HPyDef *Tally_defines[] = {
    &Tally_new, &Tally_traverse, &Tally_contains, &Tally_len, &Tally_repr, &Tally_richcompare,
    &Tally_add, &Tally_as_dict, &Tally_key, &Tally_total, &Tally_limit,
    NULL,
};

static HPyType_Spec Tally_spec = {
    .name = "tally.Tally",
    .basicsize = sizeof(Tally),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Tally),
    .defines = Tally_defines,
    .doc = "Tally(items=(), *, key=None): counts items, or what key(item) gives.",
};

/* ---- The functions ---------------------------------------------------------------------------------------------- */

HPyDef_METH(words, "words", HPyFunc_KEYWORDS, .doc = "words(text, *, key=None): a Tally of the words of a text.")
static HPy words_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"text", "key", NULL};
    HPyTracker tracker;
    HPy text, key = HPy_NULL, list, cls, tally = HPy_NULL;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O|$O:words", names, &text, &key))
        return HPy_NULL;
    list = HPy_CallMethod_s(ctx, "split", &text, 1, HPy_NULL);
    if (!HPy_IsNull(list)) {
        cls = HPyGlobal_Load(ctx, tally_type);
        tally = new_tally(ctx, cls, list, key);
        HPy_Close(ctx, cls);
        HPy_Close(ctx, list);
    }
    HPyTracker_Close(ctx, tracker);
    return tally;
}

HPyDef_METH(fold, "fold", HPyFunc_O,
            .doc = "fold(word): the word without differences of case, to be used as a key.")
static HPy fold_impl(HPyContext *ctx, HPy self, HPy word)
{
    (void)self;
    return HPy_CallMethod_s(ctx, "casefold", &word, 1, HPy_NULL);
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

/* Makes 'h' an attribute of the module, keeps the object in 'global' as well, and closes 'h'. */
static int publish(HPyContext *ctx, HPy module, const char *name, HPyGlobal *global, HPy h)
{
    if (HPy_IsNull(h) || HPy_SetAttr_s(ctx, module, name, h) < 0) {
        HPy_Close(ctx, h); /* of HPy_NULL: does nothing */
        return -1;
    }
    HPyGlobal_Store(ctx, global, h);
    HPy_Close(ctx, h);
    return 0;
}

HPyDef_SLOT(tally_exec, HPy_mod_exec)
static int tally_exec_impl(HPyContext *ctx, HPy module)
{
    if (publish(ctx, module, "Tally", &tally_type, HPyType_FromSpec(ctx, &Tally_spec, NULL)) < 0)
        return -1;
    return publish(ctx, module, "TallyError", &tally_error,
                   HPyErr_NewException(ctx, "tally.TallyError", ctx->h_ValueError, HPy_NULL));
}

static HPyDef *tally_defines[] = {&tally_exec, &words, &fold, NULL};

static HPyGlobal *tally_globals[] = {&tally_type, &tally_error, NULL};

static HPyModuleDef tally_def = {
    .doc = "Counts things.",
    .defines = tally_defines,
    .globals = tally_globals,
};

HPy_MODINIT(tally, tally_def)
