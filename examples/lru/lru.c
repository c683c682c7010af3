/* The type Cache: a function with the results of its latest calls, as functools.lru_cache makes it. README.md says what
 * to look at; native.c is the same over Python.h. */
#include "links.h"

#define DEFAULT_SIZE 128
#define UNLIMITED (-1)

typedef struct {
    HPyField function, on_evict, results, root; /* results: dict of links by their keys */
    HPy_ssize_t maxsize, size;                  /* maxsize: UNLIMITED is one */
    HPy_ssize_t hits, misses;
    uint64_t uses;                              /* the last number that a link got */
    int typed;
} Cache;

HPyType_HELPERS(Cache)

static HPyGlobal cache_info, keyword_mark, method_type, update_wrapper;

HPyDef_FIELDS(Link_fields, offsetof(Link, previous), 4)
HPyDef_FIELDS(Cache_fields, offsetof(Cache, function), 4)
HPyDef_DICT(Cache_dict)
HPyDef_WEAKLIST(Cache_weaklist)

/* ---- Keys ------------------------------------------------------------------------------------------------------- */

/* Names and values of keywords behind a mark, at 'place' of the key: the place behind them. */
static HPy_ssize_t add_keywords(HPyContext *ctx, HPyTupleBuilder key, HPy_ssize_t place, const HPy *values, HPy kwnames,
                                HPy_ssize_t count)
{
    HPy mark = HPyGlobal_Load(ctx, keyword_mark), name;
    HPy_ssize_t i;

    HPyTupleBuilder_Set(ctx, key, place++, mark);
    HPy_Close(ctx, mark);
    for (i = 0; i < count; i++) {
        name = HPyTuple_GetItem(ctx, kwnames, i);
        HPyTupleBuilder_Set(ctx, key, place++, name);
        HPyTupleBuilder_Set(ctx, key, place++, values[i]);
        HPy_Close(ctx, name);
    }
    return place;
}

/* Whether the only argument can be the key itself: the commonest case. */
static inline int is_key(HPyContext *ctx, int typed, const HPy *args, size_t nargs, HPy kwnames)
{
    return nargs == 1 && !typed && HPy_IsNull(kwnames)
           && (HPy_TypeIs(ctx, args[0], ctx->h_UnicodeType) || HPy_TypeIs(ctx, args[0], ctx->h_LongType));
}

/* The arguments as a key of a dict. */
static HPy make_key(HPyContext *ctx, int typed, const HPy *args, HPy_ssize_t nargs, HPy kwnames)
{
    HPy_ssize_t n_keywords = HPy_IsNull(kwnames) ? 0 : HPyTuple_Size(ctx, kwnames);
    HPy_ssize_t count = nargs + n_keywords, place, i;
    HPyTupleBuilder key;
    HPy type;

    if (n_keywords == 0 && !typed)
        return HPyTuple_FromArray(ctx, args, nargs);
    key = HPyTupleBuilder_New(ctx, nargs + (n_keywords > 0 ? 1 + 2 * n_keywords : 0) + (typed ? count : 0));
    for (place = 0; place < nargs; place++)
        HPyTupleBuilder_Set(ctx, key, place, args[place]);
    if (n_keywords > 0)
        place = add_keywords(ctx, key, place, args + nargs, kwnames, n_keywords);
    for (i = 0; typed && i < count; i++) {
        type = HPy_Type(ctx, args[i]);
        HPyTupleBuilder_Set(ctx, key, place++, type);
        HPy_Close(ctx, type);
    }
    return HPyTupleBuilder_Build(ctx, key);
}

/* ---- Calls ------------------------------------------------------------------------------------------------------ */

/* Move a link that has not been used last to the end of the circle, if it is there. */
static inline void move_to_end(HPyContext *ctx, HPy self, HPy h_link)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy root;

    if (HPyField_IsNull(Link_AsStruct(ctx, h_link)->next))
        return;
    root = HPyField_Borrow(ctx, self, &cache->root);
    detach(ctx, h_link);
    append(ctx, root, h_link);
    HPy_EndBorrow(ctx, root);
    Link_AsStruct(ctx, h_link)->use = ++cache->uses;
}

/* What the link holds, which is the one used last from now on. */
static inline HPy use(HPyContext *ctx, HPy self, HPy h_link)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    Link *link = Link_AsStruct(ctx, h_link);

    cache->hits++;
    if (cache->maxsize != UNLIMITED && link->use != cache->uses)
        move_to_end(ctx, self, h_link);
    return HPyField_Load(ctx, h_link, link->result);
}

/* Tell the callback of a link that has been dropped: 0, or -1 with what it raises. */
static int tell(HPyContext *ctx, HPy self, HPy h_link)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    Link *link = Link_AsStruct(ctx, h_link);
    HPy callback, args[2], result;

    if (HPyField_IsNull(cache->on_evict))
        return 0;
    callback = HPyField_Load(ctx, self, cache->on_evict);
    args[0] = HPyField_Load(ctx, h_link, link->key);
    args[1] = HPyField_Load(ctx, h_link, link->result);
    result = HPy_Call(ctx, callback, args, 2, HPy_NULL);
    HPy_Close(ctx, args[1]);
    HPy_Close(ctx, args[0]);
    HPy_Close(ctx, callback);
    if (HPy_IsNull(result))
        return -1;
    HPy_Close(ctx, result);
    return 0;
}

/* Take a key out, if it is there: 0 or -1. */
static int forget(HPyContext *ctx, HPy results, HPy key)
{
    if (HPyDict_DelItem(ctx, results, key) == 0)
        return 0;
    if (!HPyErr_ExceptionMatches(ctx, ctx->h_KeyError))
        return -1;
    HPyErr_Clear(ctx);
    return 0;
}

/* Drop the link that has not been used for longest. Whoever looks meanwhile, because comparing keys or the callback
 * runs his code, finds it on no circle. */
static int evict(HPyContext *ctx, HPy self, HPy root, HPy results)
{
    HPy h_link = detach_first(ctx, root), key;
    int failed;

    if (HPy_IsNull(h_link))
        return 0;
    release(ctx, h_link);
    Cache_AsStruct(ctx, self)->size--;
    key = HPyField_Load(ctx, h_link, Link_AsStruct(ctx, h_link)->key);
    failed = forget(ctx, results, key) < 0 || tell(ctx, self, h_link) < 0;
    HPy_Close(ctx, key);
    HPy_Close(ctx, h_link);
    return failed ? -1 : 0;
}

/* Put a link that is in the dict on the circle, unless the cache has been emptied meanwhile: 0 or -1. */
static int enter(HPyContext *ctx, HPy self, HPy h_link, HPy results)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy current = HPyField_Load(ctx, self, cache->results), root = HPyField_Load(ctx, self, cache->root);
    int failed = 0;

    if (HPy_Is(ctx, current, results)) {
        append(ctx, root, h_link);
        Link_AsStruct(ctx, h_link)->use = ++cache->uses;
        cache->size++;
        if (cache->maxsize != UNLIMITED && cache->size > cache->maxsize)
            failed = evict(ctx, self, root, results) < 0;
    } else {
        release(ctx, h_link);
    }
    HPy_Close(ctx, root);
    HPy_Close(ctx, current);
    return failed ? -1 : 0;
}

/* Keep a result, unless one for the same key has come meanwhile: 0 or -1. */
static int keep(HPyContext *ctx, HPy self, HPy key, HPy result)
{
    HPy h_link = new_link(ctx), results;
    int found, failed = 0;

    if (HPy_IsNull(h_link))
        return -1;
    HPyField_Store(ctx, h_link, &Link_AsStruct(ctx, h_link)->key, key);
    HPyField_Store(ctx, h_link, &Link_AsStruct(ctx, h_link)->result, result);
    results = HPyField_Load(ctx, self, Cache_AsStruct(ctx, self)->results);
    found = HPyDict_SetDefault(ctx, results, key, h_link, NULL);
    if (found == 0)
        failed = enter(ctx, self, h_link, results) < 0;
    else
        release(ctx, h_link);
    HPy_Close(ctx, results);
    HPy_Close(ctx, h_link);
    return found < 0 || failed ? -1 : 0;
}

static HPy call_function(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy function = HPyField_Load(ctx, self, cache->function), result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    cache->misses++;
    HPy_END_CRITICAL_SECTION(ctx)
    result = HPy_Call(ctx, function, args, nargs, kwnames);
    HPy_Close(ctx, function);
    return result;
}

/* 1 with the result for a key, which is the one used last from now on; 0, or -1 with an exception set. */
static inline int look_up(HPyContext *ctx, HPy self, HPy key, HPy *result)
{
    HPy results = HPyField_Load(ctx, self, Cache_AsStruct(ctx, self)->results), h_link;
    int found = HPyDict_GetItem(ctx, results, key, &h_link);

    HPy_Close(ctx, results);
    if (found > 0) {
        *result = use(ctx, self, h_link);
        HPy_Close(ctx, h_link);
    }
    return found;
}

HPyDef_SLOT(Cache_call, HPy_tp_call)
static HPy Cache_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy key, made = HPy_NULL, result = HPy_NULL;
    int found, failed = 0;

    if (cache->maxsize == 0)
        return call_function(ctx, self, args, nargs, kwnames);
    if (is_key(ctx, cache->typed, args, nargs, kwnames))
        key = args[0];
    else
        key = made = make_key(ctx, cache->typed, args, (HPy_ssize_t)nargs, kwnames);
    if (HPy_IsNull(key))
        return HPy_NULL;
    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    found = look_up(ctx, self, key, &result);
    HPy_END_CRITICAL_SECTION(ctx)
    if (found == 0) {
        result = call_function(ctx, self, args, nargs, kwnames);
        if (!HPy_IsNull(result)) {
            HPy_BEGIN_CRITICAL_SECTION(ctx, self)
            failed = keep(ctx, self, key, result) < 0;
            HPy_END_CRITICAL_SECTION(ctx)
        }
        if (failed) {
            HPy_Close(ctx, result);
            result = HPy_NULL;
        }
    }
    HPy_Close(ctx, made);
    return result;
}

/* ---- Making and ending ------------------------------------------------------------------------------------------ */

/* The size that 'maxsize' is: not less than 0, or UNLIMITED for None. -2 with an exception set. */
static HPy_ssize_t read_size(HPyContext *ctx, HPy maxsize)
{
    HPy_ssize_t size;

    if (HPy_IsNull(maxsize))
        return DEFAULT_SIZE;
    if (HPy_Is(ctx, maxsize, ctx->h_None))
        return UNLIMITED;
    if (!HPyLong_Check(ctx, maxsize)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "maxsize must be an int or None");
        return -2;
    }
    size = HPyLong_AsSsize_t(ctx, maxsize);
    if (size == -1 && HPyErr_Occurred(ctx))
        return -2;
    return size < 0 ? 0 : size;
}

/* Empty: a new dict and a new circle in the place of what was there, which is taken apart when they are in place. */
static int begin(HPyContext *ctx, HPy self)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy results = HPyDict_New(ctx), root = new_link(ctx), old = HPy_NULL;
    int failed = HPy_IsNull(results) || HPy_IsNull(root);

    if (!failed) {
        if (!HPyField_IsNull(cache->root))
            old = HPyField_Load(ctx, self, cache->root);
        HPyField_Store(ctx, self, &cache->root, root);
        cache->hits = cache->misses = cache->size = 0;
        HPyField_Store(ctx, self, &cache->results, results); /* links go whose circle still keeps them */
        if (!HPy_IsNull(old))
            break_circle(ctx, old);
    } else if (!HPy_IsNull(root)) {
        release(ctx, root);
    }
    HPy_Close(ctx, old);
    HPy_Close(ctx, root);
    HPy_Close(ctx, results);
    return failed ? -1 : 0;
}

/* Give the cache name, text and the rest of the function, as functools does: 0 or -1. */
static int wrap(HPyContext *ctx, HPy self, HPy function)
{
    HPy update = HPyGlobal_Load(ctx, update_wrapper), args[2], result;

    args[0] = self;
    args[1] = function;
    result = HPy_Call(ctx, update, args, 2, HPy_NULL);
    HPy_Close(ctx, update);
    if (HPy_IsNull(result))
        return -1;
    HPy_Close(ctx, result);
    return 0;
}

/* A cache of a class for a function. 'on_evict' may be None or HPy_NULL. */
static HPy make(HPyContext *ctx, HPy cls, HPy function, HPy maxsize, int typed, HPy on_evict)
{
    HPy_ssize_t size = read_size(ctx, maxsize);
    Cache *cache;
    HPy self;

    if (size == -2)
        return HPy_NULL;
    if (!HPyCallable_Check(ctx, function))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "the first argument must be callable");
    self = HPy_New(ctx, cls, &cache);
    if (HPy_IsNull(self))
        return HPy_NULL;
    cache->maxsize = size;
    cache->typed = typed;
    HPyField_Store(ctx, self, &cache->function, function);
    if (!HPy_IsNull(on_evict) && !HPy_Is(ctx, on_evict, ctx->h_None))
        HPyField_Store(ctx, self, &cache->on_evict, on_evict);
    if (begin(ctx, self) < 0 || wrap(ctx, self, function) < 0) {
        HPy_Close(ctx, self);
        return HPy_NULL;
    }
    return self;
}

HPyDef_SLOT(Cache_new, HPy_tp_new)
static HPy Cache_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"function", "maxsize", "typed", "on_evict", NULL};
    HPy function, maxsize = HPy_NULL, on_evict = HPy_NULL, result;
    HPyTracker tracker;
    int typed = 0;

    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "O|OpO:Cache", names, &function, &maxsize, &typed,
                                  &on_evict))
        return HPy_NULL;
    result = make(ctx, cls, function, maxsize, typed, on_evict);
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* What with_options() gives: a function that makes a cache of its argument. Its self is a tuple for make(). */
HPyDef_METH(decorate, "decorate", HPyFunc_O, .doc = "decorate(function, /)\n--\n\nThe function with a cache.")
static HPy decorate_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy options[4], result = HPy_NULL;

    if (HPySequence_Unpack(ctx, self, options, 4) == 4)
        result = make(ctx, options[0], function, options[1], HPy_IsTrue(ctx, options[2]), options[3]);
    HPy_CloseArray(ctx, options, 4);
    return result;
}

HPyDef_CLASSMETH(Cache_with_options, "with_options", HPyFunc_KEYWORDS,
                 .doc = "with_options($cls, /, maxsize=128, typed=False, on_evict=None)\n--\n\nA decorator.")
static HPy Cache_with_options_impl(HPyContext *ctx, HPy cls, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"maxsize", "typed", "on_evict", NULL};
    HPy maxsize = HPy_NULL, on_evict = ctx->h_None, options, result = HPy_NULL, default_size = HPy_NULL;
    HPyTracker tracker;
    int typed = 0;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|OpO:with_options", names, &maxsize, &typed,
                              &on_evict))
        return HPy_NULL;
    if (HPy_IsNull(maxsize))
        maxsize = default_size = HPyLong_FromLong(ctx, DEFAULT_SIZE);
    if (!HPy_IsNull(maxsize) && read_size(ctx, maxsize) != -2) {
        options = HPyTuple_Pack(ctx, 4, cls, maxsize, typed ? ctx->h_True : ctx->h_False, on_evict);
        if (!HPy_IsNull(options))
            result = HPyFunction_New(ctx, &decorate, options, HPy_NULL);
        HPy_Close(ctx, options);
    }
    HPy_Close(ctx, default_size);
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* Links keep each other: without this they would wait for the collector. */
HPyDef_SLOT(Cache_finalize, HPy_tp_finalize)
static void Cache_finalize_impl(HPyContext *ctx, HPy self)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy root;

    if (HPyField_IsNull(cache->root))
        return;
    root = HPyField_Load(ctx, self, cache->root);
    break_circle(ctx, root);
    HPy_Close(ctx, root);
    HPyField_Store(ctx, self, &cache->results, HPy_NULL);
    HPyField_Store(ctx, self, &cache->root, HPy_NULL);
    cache->maxsize = 0; /* for who calls it all the same */
}

/* ---- What else it can do ---------------------------------------------------------------------------------------- */

HPyDef_METH(Cache_cache_info, "cache_info", HPyFunc_NOARGS,
            .doc = "cache_info($self, /)\n--\n\nHits, misses, and how many results there may be and are.")
static HPy Cache_cache_info_impl(HPyContext *ctx, HPy self)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy items[4], type = HPyGlobal_Load(ctx, cache_info), result = HPy_NULL;
    HPy_ssize_t hits, misses, size;
    int i, failed = 0;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    hits = cache->hits;
    misses = cache->misses;
    size = cache->size;
    HPy_END_CRITICAL_SECTION(ctx)
    items[0] = HPyLong_FromSsize_t(ctx, hits);
    items[1] = HPyLong_FromSsize_t(ctx, misses);
    items[2] = cache->maxsize == UNLIMITED ? HPy_Dup(ctx, ctx->h_None) : HPyLong_FromSsize_t(ctx, cache->maxsize);
    items[3] = HPyLong_FromSsize_t(ctx, size);
    for (i = 0; i < 4; i++)
        failed = failed || HPy_IsNull(items[i]);
    if (!failed)
        result = HPyStructSequence_New(ctx, type, 4, items);
    HPy_CloseArray(ctx, items, 4);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_METH(Cache_cache_clear, "cache_clear", HPyFunc_NOARGS,
            .doc = "cache_clear($self, /)\n--\n\nForget all results, and the counts.")
static HPy Cache_cache_clear_impl(HPyContext *ctx, HPy self)
{
    int failed;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    failed = begin(ctx, self) < 0;
    HPy_END_CRITICAL_SECTION(ctx)
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Cache_cache_parameters, "cache_parameters", HPyFunc_NOARGS,
            .doc = "cache_parameters($self, /)\n--\n\nA dict of what the cache was made with.")
static HPy Cache_cache_parameters_impl(HPyContext *ctx, HPy self)
{
    Cache *cache = Cache_AsStruct(ctx, self);
    HPy typed = cache->typed ? ctx->h_True : ctx->h_False;

    if (cache->maxsize == UNLIMITED)
        return HPy_BuildValue(ctx, "{s:O,s:O}", "maxsize", ctx->h_None, "typed", typed);
    return HPy_BuildValue(ctx, "{s:n,s:O}", "maxsize", cache->maxsize, "typed", typed);
}

/* A cache among the methods of a class is bound as a function is. */
HPyDef_SLOT(Cache_descr_get, HPy_tp_descr_get)
static HPy Cache_descr_get_impl(HPyContext *ctx, HPy self, HPy object, HPy type)
{
    HPy method, args[2], result;

    if (HPy_IsNull(object) || HPy_Is(ctx, object, ctx->h_None))
        return HPy_Dup(ctx, self);
    method = HPyGlobal_Load(ctx, method_type);
    args[0] = self;
    args[1] = object;
    result = HPy_Call(ctx, method, args, 2, HPy_NULL);
    HPy_Close(ctx, method);
    return result;
}

/* By its name, as a function. */
HPyDef_METH(Cache_reduce, "__reduce__", HPyFunc_NOARGS)
static HPy Cache_reduce_impl(HPyContext *ctx, HPy self)
{
    return HPy_GetAttr_s(ctx, self, "__qualname__");
}

HPyDef_METH(Cache_copy, "__copy__", HPyFunc_NOARGS)
static HPy Cache_copy_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(Cache_deepcopy, "__deepcopy__", HPyFunc_O)
static HPy Cache_deepcopy_impl(HPyContext *ctx, HPy self, HPy memo)
{
    return HPy_Dup(ctx, self);
}

/* ---- The types and the module ----------------------------------------------------------------------------------- */

static HPyDef *link_defines[] = {&Link_fields, NULL};

static HPyType_Spec link_spec = {
    .name = "lru.Link",
    .basicsize = sizeof(Link),
    .builtin_shape = SHAPE(Link),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = link_defines,
};

static HPyDef *cache_defines[] = {
    &Cache_fields, &Cache_dict, &Cache_weaklist, &Cache_new, &Cache_call, &Cache_finalize, &Cache_with_options,
    &Cache_cache_info, &Cache_cache_clear, &Cache_cache_parameters, &Cache_descr_get, &Cache_reduce, &Cache_copy,
    &Cache_deepcopy, NULL,
};

static HPyType_Spec cache_spec = {
    .name = "lru.Cache",
    .basicsize = sizeof(Cache),
    .builtin_shape = SHAPE(Cache),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .doc = "Cache(function, maxsize=128, typed=False, on_evict=None)\n--\n\nA function that keeps its latest results.",
    .defines = cache_defines,
};

static HPyStructSequence_Field info_fields[] = {
    {"hits", NULL}, {"misses", NULL}, {"maxsize", NULL}, {"currsize", NULL}, {NULL, NULL},
};

static HPyStructSequence_Desc info_desc = {"lru.CacheInfo", "How a cache does.", info_fields};

/* Keep an object, whose handle is given up, in a global, and as attribute 'name' of the module if that is not NULL. */
static int put(HPyContext *ctx, HPy module, HPyGlobal *global, const char *name, HPy object)
{
    int failed = HPy_IsNull(object) || (name != NULL && HPy_SetAttr_s(ctx, module, name, object) < 0);

    if (!failed && global != NULL)
        HPyGlobal_Store(ctx, global, object);
    HPy_Close(ctx, object);
    return failed ? -1 : 0;
}

/* An attribute of a module of the standard library. */
static HPy find(HPyContext *ctx, const char *module, const char *name)
{
    HPy h_module = HPyImport_ImportModule(ctx, module), result;

    if (HPy_IsNull(h_module))
        return HPy_NULL;
    result = HPy_GetAttr_s(ctx, h_module, name);
    HPy_Close(ctx, h_module);
    return result;
}

HPyDef_SLOT(lru_exec, HPy_mod_exec)
static int lru_exec_impl(HPyContext *ctx, HPy module)
{
    if (put(ctx, module, &link_type, NULL, HPyType_FromSpec(ctx, &link_spec, NULL)) < 0
            || put(ctx, module, NULL, "Cache", HPyType_FromSpec(ctx, &cache_spec, NULL)) < 0
            || put(ctx, module, &cache_info, "CacheInfo", HPyStructSequence_NewType(ctx, &info_desc)) < 0
            || put(ctx, module, &keyword_mark, NULL, HPy_Call(ctx, ctx->h_BaseObjectType, NULL, 0, HPy_NULL)) < 0
            || put(ctx, module, &method_type, NULL, find(ctx, "types", "MethodType")) < 0)
        return -1;
    return put(ctx, module, &update_wrapper, NULL, find(ctx, "functools", "update_wrapper"));
}

static HPyDef *lru_defines[] = {&lru_exec, NULL};
static HPyGlobal *lru_globals[] = {&link_type, &cache_info, &keyword_mark, &method_type, &update_wrapper, NULL};

static HPyModuleDef lru_module = {
    .doc = "A cache of the latest results of a function, on HPy.",
    .defines = lru_defines,
    .globals = lru_globals,
};

/* A cache is locked while its links and counts are looked at or change. */
HPyModule_DECLARE(lru, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(lru, lru_module)
