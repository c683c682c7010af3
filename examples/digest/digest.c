/* The module digest: XXH64 with the interface of hashlib. README.md says what to look at; native.c is the same over
 * Python.h. */
#include "hpy.h"
#include "xxh64.h"
#include "lock.h"

#define LARGE 2048 /* bytes from which on other threads may run meanwhile */

typedef struct {
    Xxh64 hash; /* guarded by 'lock' */
    Lock lock;
    int has_lock;
} Hash;

HPyType_HELPERS(Hash)

typedef struct {
    HPyField hash_type;
} State;

/* ---- data ---- */

/* A view of the bytes of any object that has contiguous ones: 0, or -1 with an exception set. What it is that has none is
 * asked when that is known. */
static int get_data(HPyContext *ctx, HPy data, HPy_buffer *view)
{
    if (HPy_GetBuffer(ctx, data, view, HPyBUF_SIMPLE) == 0)
        return 0;
    if (HPyUnicode_Check(ctx, data))
        HPyErr_SetString(ctx, ctx->h_TypeError, "Strings must be encoded before hashing");
    else if (!HPyBuffer_Check(ctx, data))
        HPyErr_SetString(ctx, ctx->h_TypeError, "object supporting the buffer API required");
    return -1;
}

/* Parse (data=b"", seed=0). 'view' is all zero before; it stays so without data. */
static int parse(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames, const char *format, HPy_buffer *view,
                 uint64_t *seed)
{
    static const char *names[] = {"data", "seed", NULL};
    HPyTracker tracker;
    HPy data = HPy_NULL;
    unsigned long long given = 0;
    int result;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, format, names, &data, &given))
        return -1;
    result = HPy_IsNull(data) ? 0 : get_data(ctx, data, view);
    HPyTracker_Close(ctx, tracker);
    *seed = given;
    return result;
}

/* Into a hash that no other thread can have. */
static void add(HPyContext *ctx, Xxh64 *hash, const HPy_buffer *view)
{
    HPyThreadState state;

    if (view->len < LARGE) {
        xxh64_update(hash, view->buf, (size_t)view->len);
        return;
    }
    state = HPy_LeavePythonExecution(ctx);
    xxh64_update(hash, view->buf, (size_t)view->len);
    HPy_ReenterPythonExecution(ctx, state);
}

/* ---- the lock of an object ---- */

static void take(HPyContext *ctx, Hash *self)
{
    HPyThreadState state;

    if (lock_try(&self->lock))
        return;
    state = HPy_LeavePythonExecution(ctx);
    lock_take(&self->lock);
    HPy_ReenterPythonExecution(ctx, state);
}

/* The hash as it is between two updates. */
static Xxh64 read_hash(HPyContext *ctx, HPy h_self)
{
    Hash *self = Hash_AsStruct(ctx, h_self);
    Xxh64 result;

    take(ctx, self);
    result = self->hash;
    lock_give_back(&self->lock);
    return result;
}

/* ---- results ---- */

static HPy as_bytes(HPyContext *ctx, uint64_t hash)
{
    unsigned char digest[XXH64_SIZE];

    xxh64_digest(hash, digest);
    return HPyBytes_FromStringAndSize(ctx, (const char *)digest, XXH64_SIZE);
}

static HPy as_text(HPyContext *ctx, uint64_t hash)
{
    char digest[2 * XXH64_SIZE + 1];

    xxh64_hexdigest(hash, digest);
    return HPyUnicode_FromString(ctx, digest);
}

static HPy as_number(HPyContext *ctx, uint64_t hash)
{
    return HPyLong_FromUInt64_t(ctx, hash);
}

/* ---- the type ---- */

/* A new object of the type with this hash. */
static HPy make(HPyContext *ctx, HPy type, const Xxh64 *hash)
{
    Hash *self;
    HPy h_self = HPy_New(ctx, type, &self);

    if (HPy_IsNull(h_self))
        return HPy_NULL;
    self->hash = *hash;
    self->has_lock = lock_begin(&self->lock) == 0;
    if (!self->has_lock) {
        HPy_Close(ctx, h_self);
        return HPyErr_NoMemory(ctx);
    }
    return h_self;
}

/* One with the data in it; 'view' is released. */
static HPy make_of_data(HPyContext *ctx, HPy type, HPy_buffer *view, uint64_t seed)
{
    Xxh64 hash;

    xxh64_begin(&hash, seed);
    add(ctx, &hash, view);
    HPyBuffer_Release(ctx, view);
    return make(ctx, type, &hash);
}

HPyDef_SLOT(Hash_new, HPy_tp_new)
static HPy Hash_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy_buffer view = {0};
    uint64_t seed;

    if (parse(ctx, args, (size_t)nargs, kw, "|OK:Hash", &view, &seed) < 0)
        return HPy_NULL;
    return make_of_data(ctx, cls, &view, seed);
}

HPyDef_SLOT(Hash_destroy, HPy_tp_destroy)
static void Hash_destroy_impl(void *payload)
{
    Hash *self = (Hash *)payload;

    if (self->has_lock)
        lock_end(&self->lock);
}

HPyDef_METH(Hash_update, "update", HPyFunc_O, .doc = "update($self, data, /)\n--\n\nAdd the bytes of an object.")
static HPy Hash_update_impl(HPyContext *ctx, HPy h_self, HPy data)
{
    Hash *self = Hash_AsStruct(ctx, h_self);
    HPy_buffer view;
    HPyThreadState state;

    if (get_data(ctx, data, &view) < 0)
        return HPy_NULL;
    if (view.len < LARGE) {
        take(ctx, self);
        xxh64_update(&self->hash, view.buf, (size_t)view.len);
        lock_give_back(&self->lock);
    } else {
        state = HPy_LeavePythonExecution(ctx);
        lock_take(&self->lock);
        xxh64_update(&self->hash, view.buf, (size_t)view.len);
        lock_give_back(&self->lock);
        HPy_ReenterPythonExecution(ctx, state);
    }
    HPyBuffer_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Hash_digest, "digest", HPyFunc_NOARGS, .doc = "digest($self, /)\n--\n\nThe hash as 8 bytes.")
static HPy Hash_digest_impl(HPyContext *ctx, HPy h_self)
{
    Xxh64 hash = read_hash(ctx, h_self);

    return as_bytes(ctx, xxh64_value(&hash));
}

HPyDef_METH(Hash_hexdigest, "hexdigest", HPyFunc_NOARGS, .doc = "hexdigest($self, /)\n--\n\nThe hash as 16 digits.")
static HPy Hash_hexdigest_impl(HPyContext *ctx, HPy h_self)
{
    Xxh64 hash = read_hash(ctx, h_self);

    return as_text(ctx, xxh64_value(&hash));
}

HPyDef_METH(Hash_intdigest, "intdigest", HPyFunc_NOARGS, .doc = "intdigest($self, /)\n--\n\nThe hash as a number.")
static HPy Hash_intdigest_impl(HPyContext *ctx, HPy h_self)
{
    Xxh64 hash = read_hash(ctx, h_self);

    return as_number(ctx, xxh64_value(&hash));
}

HPyDef_METH(Hash_copy, "copy", HPyFunc_NOARGS, .doc = "copy($self, /)\n--\n\nAnother object with the same state.")
static HPy Hash_copy_impl(HPyContext *ctx, HPy h_self)
{
    Xxh64 hash = read_hash(ctx, h_self);
    HPy type = HPy_Type(ctx, h_self);
    HPy result = make(ctx, type, &hash);

    HPy_Close(ctx, type);
    return result;
}

HPyDef_GET(Hash_name, "name", .doc = "The name of the algorithm.")
static HPy Hash_name_get(HPyContext *ctx, HPy h_self, void *closure)
{
    (void)h_self;
    (void)closure;
    return HPyUnicode_FromString(ctx, "xxh64");
}

HPyDef_GET(Hash_digest_size, "digest_size", .doc = "Number of bytes of the hash.")
static HPy Hash_digest_size_get(HPyContext *ctx, HPy h_self, void *closure)
{
    (void)h_self;
    (void)closure;
    return HPyLong_FromLong(ctx, XXH64_SIZE);
}

HPyDef_GET(Hash_block_size, "block_size", .doc = "Number of bytes that are read at a time.")
static HPy Hash_block_size_get(HPyContext *ctx, HPy h_self, void *closure)
{
    (void)h_self;
    (void)closure;
    return HPyLong_FromLong(ctx, XXH64_STRIPE);
}

HPyDef_GET(Hash_seed, "seed", .doc = "The seed that it was made with.")
static HPy Hash_seed_get(HPyContext *ctx, HPy h_self, void *closure)
{
    (void)closure;
    return HPyLong_FromUInt64_t(ctx, Hash_AsStruct(ctx, h_self)->hash.seed); /* which does not change */
}

static HPyDef *Hash_defines[] = {
    &Hash_new, &Hash_destroy, &Hash_update, &Hash_digest, &Hash_hexdigest, &Hash_intdigest, &Hash_copy, &Hash_name,
    &Hash_digest_size, &Hash_block_size, &Hash_seed, NULL
};

static HPyType_Spec Hash_spec = {
    .name = "digest.Hash",
    .basicsize = sizeof(Hash),
    .builtin_shape = SHAPE(Hash),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = Hash_defines,
    .doc = "Hash(data=b'', seed=0)\n--\n\nXXH64 of what it is given.",
};

/* ---- functions of the module ---- */

HPyDef_METH(digest_new, "new", HPyFunc_KEYWORDS, .doc = "new(data=b'', seed=0)\n--\n\nA Hash of the data.")
static HPy digest_new_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_buffer view = {0};
    HPy type, result;
    uint64_t seed;

    if (parse(ctx, args, nargs, kwnames, "|OK:new", &view, &seed) < 0)
        return HPy_NULL;
    type = HPyField_Load(ctx, module, ((State *)HPy_ModuleState(ctx, module))->hash_type);
    result = make_of_data(ctx, type, &view, seed);
    HPy_Close(ctx, type);
    return result;
}

/* The hash of the data in the arguments, without an object: 0, or -1 with an exception set. */
static int hash_arguments(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames, const char *format,
                          uint64_t *result)
{
    HPy_buffer view = {0};
    uint64_t seed;
    Xxh64 hash;

    if (parse(ctx, args, nargs, kwnames, format, &view, &seed) < 0)
        return -1;
    xxh64_begin(&hash, seed);
    add(ctx, &hash, &view);
    HPyBuffer_Release(ctx, &view);
    *result = xxh64_value(&hash);
    return 0;
}

HPyDef_METH(digest_digest, "digest", HPyFunc_KEYWORDS, .doc = "digest(data, seed=0)\n--\n\nThe hash of the data, 8 bytes.")
static HPy digest_digest_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(ctx, args, nargs, kwnames, "O|K:digest", &hash) < 0 ? HPy_NULL : as_bytes(ctx, hash);
}

HPyDef_METH(digest_hexdigest, "hexdigest", HPyFunc_KEYWORDS,
            .doc = "hexdigest(data, seed=0)\n--\n\nThe hash of the data, 16 digits.")
static HPy digest_hexdigest_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(ctx, args, nargs, kwnames, "O|K:hexdigest", &hash) < 0 ? HPy_NULL : as_text(ctx, hash);
}

HPyDef_METH(digest_intdigest, "intdigest", HPyFunc_KEYWORDS,
            .doc = "intdigest(data, seed=0)\n--\n\nThe hash of the data, a number.")
static HPy digest_intdigest_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(ctx, args, nargs, kwnames, "O|K:intdigest", &hash) < 0 ? HPy_NULL : as_number(ctx, hash);
}

/* ---- the module ---- */

static int set_number(HPyContext *ctx, HPy module, const char *name, long value)
{
    HPy number = HPyLong_FromLong(ctx, value);
    int result = HPy_IsNull(number) ? -1 : HPy_SetAttr_s(ctx, module, name, number);

    HPy_Close(ctx, number);
    return result;
}

HPyDef_SLOT(digest_exec, HPy_mod_exec)
static int digest_exec_impl(HPyContext *ctx, HPy module)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Module, module}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    State *state = (State *)HPy_ModuleState(ctx, module);
    HPy type;
    int result;

    if (state == NULL)
        return -1;
    type = HPyType_FromSpec(ctx, &Hash_spec, params);
    if (HPy_IsNull(type))
        return -1;
    HPyField_Store(ctx, module, &state->hash_type, type);
    result = HPy_SetAttr_s(ctx, module, "Hash", type);
    HPy_Close(ctx, type);
    if (result < 0 || set_number(ctx, module, "digest_size", XXH64_SIZE) < 0)
        return -1;
    return set_number(ctx, module, "block_size", XXH64_STRIPE);
}

HPyDef_SLOT(digest_traverse, HPy_mod_traverse)
static int digest_traverse_impl(void *state, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((State *)state)->hash_type);
    return 0;
}

static HPyDef *digest_defines[] = {
    &digest_exec, &digest_traverse, &digest_new, &digest_digest, &digest_hexdigest, &digest_intdigest, NULL
};

static HPyModuleDef digest_def = {
    .doc = "XXH64, a quick hash of 64 bits, with the interface of hashlib.",
    .size = sizeof(State),
    .defines = digest_defines,
};

/* Hashes have locks; all else is in the state of the module or does not change. */
HPyModule_DECLARE(digest, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(digest, digest_def)
