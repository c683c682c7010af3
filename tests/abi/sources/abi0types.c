/* Types of minor version 0 of the ABI, that of HPy 0.9: a struct, a field, members, get/sets, and a slot of each
 * signature. tests/support/abi_binaries.py compiles it; its binaries are kept, so that it is never changed.
 */
#include "hpy.h"

static long destroyed, finalized, released;

/* ---- Item: a number with a label; bytes as a sequence ---- */

#define SIZE 4

typedef struct {
    long number;
    double real;
    char letter;
    HPyField label;
    unsigned char bytes[SIZE];
} Item;

HPyType_HELPERS(Item)

HPyDef_SLOT(Item_new, HPy_tp_new)
static HPy Item_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Item *item;
    HPy self = HPy_New(ctx, cls, &item);

    if (!HPy_IsNull(self))
        item->letter = 'a';
    return self;
}

HPyDef_SLOT(Item_init, HPy_tp_init)
static int Item_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"number", "label", NULL};
    Item *item = Item_AsStruct(ctx, self);
    HPyTracker tracker;
    HPy label = HPy_NULL;

    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "l|O:Item", names, &item->number, &label))
        return -1;
    HPyField_Store(ctx, self, &item->label, label);
    HPyTracker_Close(ctx, tracker);
    return 0;
}

HPyDef_SLOT(Item_traverse, HPy_tp_traverse)
static int Item_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Item *)self)->label);
    return 0;
}

HPyDef_SLOT(Item_destroy, HPy_tp_destroy)
static void Item_destroy_impl(void *self)
{
    destroyed += ((Item *)self)->letter == 'a';
}

HPyDef_SLOT(Item_finalize, HPy_tp_finalize)
static void Item_finalize_impl(HPyContext *ctx, HPy self)
{
    finalized += Item_AsStruct(ctx, self)->letter == 'a';
}

HPyDef_SLOT(Item_repr, HPy_tp_repr)
static HPy Item_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "Item(%ld)", Item_AsStruct(ctx, self)->number);
}

HPyDef_SLOT(Item_hash, HPy_tp_hash)
static HPy_hash_t Item_hash_impl(HPyContext *ctx, HPy self)
{
    return (HPy_hash_t)Item_AsStruct(ctx, self)->number + 1000;
}

HPyDef_SLOT(Item_richcompare, HPy_tp_richcompare)
static HPy Item_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy type = HPy_Type(ctx, self);
    int same = HPy_TypeCheck(ctx, other, type);

    HPy_Close(ctx, type);
    if (!same || (op != HPy_EQ && op != HPy_NE))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    same = Item_AsStruct(ctx, self)->number == Item_AsStruct(ctx, other)->number;
    return HPyBool_FromBool(ctx, same == (op == HPy_EQ));
}

HPyDef_SLOT(Item_call, HPy_tp_call)
static HPy Item_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_ssize_t named = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);

    return HPy_BuildValue(ctx, "(lnn)", Item_AsStruct(ctx, self)->number, (HPy_ssize_t)nargs, named);
}

/* ---- numbers ---- */

/* A new Item, without a label. */
static HPy make(HPyContext *ctx, HPy like, long number)
{
    HPy type = HPy_Type(ctx, like);
    Item *item;
    HPy result = HPy_New(ctx, type, &item);

    HPy_Close(ctx, type);
    if (!HPy_IsNull(result))
        item->number = number;
    return result;
}

HPyDef_SLOT(Item_negative, HPy_nb_negative)
static HPy Item_negative_impl(HPyContext *ctx, HPy self)
{
    return make(ctx, self, -Item_AsStruct(ctx, self)->number);
}

HPyDef_SLOT(Item_int, HPy_nb_int)
static HPy Item_int_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, Item_AsStruct(ctx, self)->number);
}

HPyDef_SLOT(Item_subtract, HPy_nb_subtract)
static HPy Item_subtract_impl(HPyContext *ctx, HPy left, HPy right)
{
    HPy number = HPy_Long(ctx, left), other = HPy_Long(ctx, right), result = HPy_NULL;

    if (!HPy_IsNull(number) && !HPy_IsNull(other))
        result = HPy_Subtract(ctx, number, other);
    HPy_Close(ctx, number);
    HPy_Close(ctx, other);
    return result;
}

HPyDef_SLOT(Item_inplace_add, HPy_nb_inplace_add)
static HPy Item_inplace_add_impl(HPyContext *ctx, HPy self, HPy other)
{
    long number = HPyLong_AsLong(ctx, other);

    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    Item_AsStruct(ctx, self)->number += number;
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Item_power, HPy_nb_power)
static HPy Item_power_impl(HPyContext *ctx, HPy base, HPy exponent, HPy modulus)
{
    HPy number = HPy_Long(ctx, base), result = HPy_NULL;

    if (!HPy_IsNull(number))
        result = HPy_Power(ctx, number, exponent, modulus);
    HPy_Close(ctx, number);
    return result;
}

HPyDef_SLOT(Item_bool, HPy_nb_bool)
static int Item_bool_impl(HPyContext *ctx, HPy self)
{
    return Item_AsStruct(ctx, self)->number != 0;
}

/* ---- a sequence of bytes, and a buffer over them ---- */

HPyDef_SLOT(Item_length, HPy_sq_length)
static HPy_ssize_t Item_length_impl(HPyContext *ctx, HPy self)
{
    return SIZE;
}

HPyDef_SLOT(Item_item, HPy_sq_item)
static HPy Item_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    if (index < 0 || index >= SIZE)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "there are four bytes");
    return HPyLong_FromLong(ctx, Item_AsStruct(ctx, self)->bytes[index]);
}

HPyDef_SLOT(Item_ass_item, HPy_sq_ass_item)
static int Item_ass_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index, HPy value)
{
    long number = HPy_IsNull(value) ? 0 : HPyLong_AsLong(ctx, value); /* del makes it 0 */

    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (index < 0 || index >= SIZE) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "there are four bytes");
        return -1;
    }
    Item_AsStruct(ctx, self)->bytes[index] = (unsigned char)number;
    return 0;
}

HPyDef_SLOT(Item_contains, HPy_sq_contains)
static int Item_contains_impl(HPyContext *ctx, HPy self, HPy value)
{
    long number = HPyLong_AsLong(ctx, value);

    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    return number >= 0 && number < 256 && memchr(Item_AsStruct(ctx, self)->bytes, (int)number, SIZE) != NULL;
}

HPyDef_SLOT(Item_getbuffer, HPy_bf_getbuffer)
static int Item_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
{
    buffer->buf = Item_AsStruct(ctx, self)->bytes;
    buffer->obj = HPy_Dup(ctx, self);
    buffer->len = SIZE;
    buffer->itemsize = 1;
    buffer->readonly = 0;
    buffer->ndim = 1;
    buffer->format = NULL;
    buffer->shape = NULL;
    buffer->strides = NULL;
    buffer->suboffsets = NULL;
    return 0;
}

HPyDef_SLOT(Item_releasebuffer, HPy_bf_releasebuffer)
static void Item_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer)
{
    released += buffer->len == SIZE;
}

/* ---- attributes ---- */

HPyDef_MEMBER(Item_number, "number", HPyMember_LONG, offsetof(Item, number))
HPyDef_MEMBER(Item_real, "real", HPyMember_DOUBLE, offsetof(Item, real))
HPyDef_MEMBER(Item_letter, "letter", HPyMember_CHAR, offsetof(Item, letter), .readonly = 1)
HPyDef_MEMBER(Item_label, "label", HPyMember_OBJECT_EX, offsetof(Item, label))

HPyDef_GETSET(Item_twice, "twice", .closure = (void *)2)
static HPy Item_twice_get(HPyContext *ctx, HPy self, void *closure)
{
    return HPyLong_FromLong(ctx, Item_AsStruct(ctx, self)->number * (long)(intptr_t)closure);
}

static int Item_twice_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    long number = HPy_IsNull(value) ? 0 : HPyLong_AsLong(ctx, value);

    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    Item_AsStruct(ctx, self)->number = number / (long)(intptr_t)closure;
    return 0;
}

HPyDef_GET(Item_shown, "shown")
static HPy Item_shown_get(HPyContext *ctx, HPy self, void *closure)
{
    Item *item = Item_AsStruct(ctx, self);
    HPy label, result;

    if (HPyField_IsNull(item->label))
        return HPyUnicode_FromString(ctx, "nothing");
    label = HPyField_Load(ctx, self, item->label);
    result = HPy_Str(ctx, label);
    HPy_Close(ctx, label);
    return result;
}

HPyDef_METH(Item_method, "method", HPyFunc_KEYWORDS, .doc = "method($self, /, *, by=1)\n--\n\nThe number, many times.")
static HPy Item_method_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"by", NULL};
    long by = 1;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "|$l:method", names, &by))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, by * Item_AsStruct(ctx, self)->number);
}

static HPyDef *Item_defines[] = {
    &Item_new, &Item_init, &Item_traverse, &Item_destroy, &Item_finalize, &Item_repr, &Item_hash, &Item_richcompare,
    &Item_call, &Item_negative, &Item_int, &Item_subtract, &Item_inplace_add, &Item_power, &Item_bool, &Item_length,
    &Item_item, &Item_ass_item, &Item_contains, &Item_getbuffer, &Item_releasebuffer, &Item_number, &Item_real,
    &Item_letter, &Item_label, &Item_twice, &Item_shown, &Item_method, NULL,
};
static HPyType_Spec Item_spec = {
    .name = "abi0types.Item",
    .basicsize = sizeof(Item),
    .builtin_shape = SHAPE(Item),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .defines = Item_defines,
    .doc = "A number with a label.",
};

/* ---- Squares: a mapping without a struct ---- */

HPyDef_SLOT(Squares_length, HPy_mp_length)
static HPy_ssize_t Squares_length_impl(HPyContext *ctx, HPy self)
{
    return 100;
}

HPyDef_SLOT(Squares_subscript, HPy_mp_subscript)
static HPy Squares_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    return HPy_Multiply(ctx, key, key);
}

HPyDef_SLOT(Squares_ass_subscript, HPy_mp_ass_subscript)
static int Squares_ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    HPyErr_Format(ctx, ctx->h_TypeError, HPy_IsNull(value) ? "%R stays" : "%R is what it is", key);
    return -1;
}

HPyDef_SLOT(Squares_repeat, HPy_sq_repeat)
static HPy Squares_repeat_impl(HPyContext *ctx, HPy self, HPy_ssize_t times)
{
    return HPyLong_FromSsize_t(ctx, times * 100);
}

static HPyDef *Squares_defines[] = {
    &Squares_length, &Squares_subscript, &Squares_ass_subscript, &Squares_repeat, NULL,
};
static HPyType_Spec Squares_spec = {.name = "abi0types.Squares", .defines = Squares_defines};

/* ---- Text: over a built-in type ---- */

HPyDef_METH(Text_size, "size", HPyFunc_NOARGS)
static HPy Text_size_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromSsize_t(ctx, HPy_Length(ctx, self));
}

static HPyDef *Text_defines[] = {&Text_size, NULL};
static HPyType_Spec Text_spec = {
    .name = "abi0types.Text",
    .builtin_shape = HPyType_BuiltinShape_Unicode,
    .defines = Text_defines,
};

/* ---- the module ---- */

HPyDef_METH(counts, "counts", HPyFunc_NOARGS)
static HPy counts_impl(HPyContext *ctx, HPy self)
{
    return HPy_BuildValue(ctx, "(lll)", finalized, destroyed, released);
}

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPyType_SpecParam over_str[] = {
        {HPyType_SpecParam_Base, ctx->h_UnicodeType},
        {(HPyType_SpecParam_Kind)0, HPy_NULL},
    };

    return HPyHelpers_AddType(ctx, module, "Item", &Item_spec, NULL)
            && HPyHelpers_AddType(ctx, module, "Squares", &Squares_spec, NULL)
            && HPyHelpers_AddType(ctx, module, "Text", &Text_spec, over_str) ? 0 : -1;
}

static HPyDef *defines[] = {&counts, &execute, NULL};
static HPyModuleDef module = {.doc = "Types of minor version 0.", .defines = defines};

HPy_MODINIT(abi0types, module)
