/* Makes types of any spec, for support/fuzz_types.py.
 *
 *     make(program, texts, objects) → a type
 *     fill(instance, shape, size) → writes zeros over its struct
 *
 * A program is a head, records and parameters, all of 64 bits: see read_spec(). What they point to is right, as far as C
 * can be: texts end, and functions do nothing. It stays, as what is static. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 9, RECORD = 7, PARAM = 2, NONE = -1 };
enum { NO_IMPL = 1, NO_TRAMPOLINE = 2, READONLY = 4 };

typedef struct {
    HPyContext *ctx;
    const int64_t *at;
    HPy texts, objects;
} Reader;

/* ---- What records point to ---- */

static void *nothing(void)
{
    return NULL;
}

static const char *some_text(void)
{
    return "text";
}

static HPyPayload *small_payload(void)
{
    static HPyPayload place = {0, 8, "Small"};

    return &place;
}

static HPyPayload *large_payload(void)
{
    static HPyPayload place = {0, 256, "Large"};

    return &place;
}

typedef void (*Function)(void);

static Function function_of(int64_t slot, int64_t number)
{
    switch (slot) {
    case HPy_tp_doc:
    case HPy_tp_qualname: return (Function)some_text;
    case HPy_tp_payload: return number % 2 != 0 ? (Function)small_payload : (Function)large_payload;
    default: return (Function)nothing;
    }
}

/* A copy of a text, or NULL; for what lives as long as the process. */
static const char *text_of(const Reader *r, int64_t index)
{
    HPy text = index < 0 ? HPy_NULL : HPyTuple_GetItem(r->ctx, r->texts, (HPy_ssize_t)index);
    const char *bytes = HPy_IsNull(text) ? NULL : HPyBytes_AsString(r->ctx, text);
    char *copy = bytes == NULL ? NULL : (char *)malloc(strlen(bytes) + 1);

    if (copy != NULL)
        strcpy(copy, bytes);
    HPy_Close(r->ctx, text);
    return copy;
}

/* ---- Records: kind, number, text, doc, n, m, bits ---- */

static void read_meth(const Reader *r, HPyMeth *meth)
{
    meth->name = text_of(r, r->at[2]);
    meth->impl = (r->at[6] & NO_IMPL) != 0 ? NULL : (HPyCFunction)nothing;
    meth->cpy_trampoline = (r->at[6] & NO_TRAMPOLINE) != 0 ? NULL : (cpy_PyCFunction)(Function)nothing;
    meth->signature = (HPyFunc_Signature)r->at[1];
    meth->doc = text_of(r, r->at[3]);
    meth->cpy_function = meth->cpy_trampoline;
}

static void read_getset(const Reader *r, HPyGetSet *getset)
{
    getset->name = text_of(r, r->at[2]);
    getset->getter_cpy_trampoline = (r->at[6] & NO_IMPL) != 0 ? NULL : (cpy_getter)(Function)nothing;
    getset->setter_cpy_trampoline = (r->at[6] & NO_TRAMPOLINE) != 0 ? NULL : (cpy_setter)(Function)nothing;
    getset->doc = text_of(r, r->at[3]);
}

static void read_slot(const Reader *r, HPySlot *slot)
{
    Function function = function_of(r->at[1], r->at[4]);

    slot->slot = (HPySlot_Slot)r->at[1];
    slot->impl = (r->at[6] & NO_IMPL) != 0 ? NULL : (HPyCFunction)function;
    slot->cpy_trampoline = (r->at[6] & NO_TRAMPOLINE) != 0 ? NULL : (cpy_PyCFunction)function;
}

static void read_member(const Reader *r, HPyMember *member)
{
    member->name = text_of(r, r->at[2]);
    member->type = (HPyMember_FieldType)r->at[1];
    member->offset = (HPy_ssize_t)r->at[4];
    member->readonly = (r->at[6] & READONLY) != 0;
    member->doc = text_of(r, r->at[3]);
}

static void read_fields(const Reader *r, HPyFields *fields)
{
    fields->name = text_of(r, r->at[2]);
    fields->where = (HPyFields_Where)r->at[1];
    fields->offset = (HPy_ssize_t)r->at[4];
    fields->count = (HPy_ssize_t)r->at[5];
}

static HPyDef *read_record(const Reader *r)
{
    HPyDef *def = (HPyDef *)calloc(1, sizeof(*def));

    if (def == NULL)
        return NULL;
    def->kind = (HPyDef_Kind)r->at[0];
    switch (r->at[0]) {
    case HPyDef_Kind_Slot: read_slot(r, &def->slot); break;
    case HPyDef_Kind_Member: read_member(r, &def->member); break;
    case HPyDef_Kind_GetSet: read_getset(r, &def->getset); break;
    case HPyDef_Kind_Fields: read_fields(r, &def->fields); break;
    default: read_meth(r, &def->meth);
    }
    return def;
}

/* ---- The whole ---- */

/* Name, basicsize, itemsize, flags, shape, legacy slots, doc, how many records and parameters. NULL without memory. */
static HPyType_Spec *read_spec(Reader *r, HPy_ssize_t *n_params)
{
    static const uint64_t no_legacy_slots[2] = {0, 0};
    HPyType_Spec *spec = (HPyType_Spec *)calloc(1, sizeof(*spec));
    size_t i, n_records = (size_t)r->at[7];

    if (spec == NULL)
        return NULL;
    spec->name = text_of(r, r->at[0]);
    spec->basicsize = (int)r->at[1];
    spec->itemsize = (int)r->at[2];
    spec->flags = (unsigned long)r->at[3];
    spec->builtin_shape = (HPyType_BuiltinShape)r->at[4];
    spec->legacy_slots = r->at[5] != 0 ? (void *)(uintptr_t)no_legacy_slots : NULL;
    spec->doc = text_of(r, r->at[6]);
    *n_params = (HPy_ssize_t)r->at[8];
    r->at += HEAD;
    spec->defines = n_records == 0 ? NULL : (HPyDef **)calloc(n_records + 1, sizeof(HPyDef *));
    for (i = 0; spec->defines != NULL && i < n_records; i++, r->at += RECORD)
        spec->defines[i] = read_record(r);
    return spec;
}

/* Kind and object; the array ends as it must. NULL without memory. */
static HPyType_SpecParam *read_params(Reader *r, HPy_ssize_t n)
{
    HPyType_SpecParam *params = (HPyType_SpecParam *)calloc((size_t)n + 1, sizeof(*params));
    HPy_ssize_t i;

    for (i = 0; params != NULL && i < n; i++, r->at += PARAM) {
        params[i].kind = (HPyType_SpecParam_Kind)r->at[0];
        if (r->at[1] != NONE)
            params[i].object = HPyTuple_GetItem(r->ctx, r->objects, (HPy_ssize_t)r->at[1]);
    }
    return params;
}

HPyDef_METH(make, "make", HPyFunc_VARARGS)
static HPy make_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    Reader r = {ctx, NULL, HPy_NULL, HPy_NULL};
    HPyType_SpecParam *params;
    HPyType_Spec *spec;
    HPy program, result = HPy_NULL;
    HPy_ssize_t i, n = 0;

    if (!HPyArg_Unpack(ctx, args, nargs, "make", 3, 3, &program, &r.texts, &r.objects))
        return HPy_NULL;
    r.at = (const int64_t *)(const void *)HPyBytes_AsString(ctx, program);
    spec = r.at == NULL ? NULL : read_spec(&r, &n);
    params = spec == NULL ? NULL : read_params(&r, n);
    if (params == NULL)
        return HPyErr_NoMemory(ctx);
    if (!HPyErr_Occurred(ctx))
        result = HPyType_FromSpec(ctx, spec, n == 0 ? NULL : params);
    for (i = 0; i < n; i++)
        HPy_Close(ctx, params[i].object);
    free(params);
    return result;
}

/* ---- Instances ---- */

static void *struct_of(HPyContext *ctx, HPy h, int shape)
{
    switch (shape) {
    case HPyType_BuiltinShape_Object: return _HPy_AsStruct_Object(ctx, h);
    case HPyType_BuiltinShape_Type: return _HPy_AsStruct_Type(ctx, h);
    case HPyType_BuiltinShape_Long: return _HPy_AsStruct_Long(ctx, h);
    case HPyType_BuiltinShape_Float: return _HPy_AsStruct_Float(ctx, h);
    case HPyType_BuiltinShape_Unicode: return _HPy_AsStruct_Unicode(ctx, h);
    case HPyType_BuiltinShape_Tuple: return _HPy_AsStruct_Tuple(ctx, h);
    case HPyType_BuiltinShape_List: return _HPy_AsStruct_List(ctx, h);
    case HPyType_BuiltinShape_Dict: return _HPy_AsStruct_Dict(ctx, h);
    default: return NULL;
    }
}

HPyDef_METH(fill, "fill", HPyFunc_VARARGS)
static HPy fill_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int shape, size;
    HPy instance;
    void *content;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oii", &instance, &shape, &size))
        return HPy_NULL;
    content = struct_of(ctx, instance, shape);
    if (content != NULL)
        memset(content, 0, (size_t)size);
    return HPy_Dup(ctx, ctx->h_None);
}

@EXPORT(make, fill)
@INIT
