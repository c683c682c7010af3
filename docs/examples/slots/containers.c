/* Slots of sequences, mappings and buffers: bytes of a fixed number, and a table of squares that can be corrected.
 *
 * run: row = mod.Row(b"abc")
 *      assert len(row) == 3 and row[0] == 97 and row[-1] == 99 and list(row) == [97, 98, 99]
 *      row[1] = 66
 *      assert bytes(row) == b"aBc" and 66 in row and 98 not in row
 *      assert bytes(row + mod.Row(b"d")) == b"aBcd" and bytes(row * 2) == b"aBcaBc"
 *      same = row
 *      row += mod.Row(b"d")
 *      row *= 2
 *      assert row is same and bytes(row) == b"aBcdaBcd"
 *      view = memoryview(row)
 *      try: row *= 2
 *      except BufferError: pass
 *      else: assert False
 *      view.release()
 *      table = mod.Squares()
 *      assert len(table) == 10 and table[3] == 9
 *      table[3] = 8
 *      assert table[3] == 8
 *      del table[3]
 *      assert table[3] == 9
 */
#include "hpy.h"

typedef struct {
    char *bytes;
    HPy_ssize_t length;
    int views; /* that others have; the memory must stay where it is */
} Row;

HPyType_HELPERS(Row)

/* Put the parts, of which the first may be the row's own, behind each other. */
static int set_bytes(HPyContext *ctx, Row *row, const char *first, HPy_ssize_t n, const char *second, HPy_ssize_t m)
{
    char *bytes = row->views > 0 ? NULL : (char *)malloc((size_t)(n + m) + 1);

    if (bytes == NULL) {
        if (row->views > 0)
            HPyErr_SetString(ctx, ctx->h_BufferError, "the row has views");
        else
            HPyErr_NoMemory(ctx);
        return -1;
    }
    memcpy(bytes, first, (size_t)n);
    memcpy(bytes + n, second, (size_t)m);
    free(row->bytes);
    row->bytes = bytes;
    row->length = n + m;
    return 0;
}

static HPy new_row(HPyContext *ctx, HPy type, const char *first, HPy_ssize_t n, const char *second, HPy_ssize_t m)
{
    Row *row;
    HPy result = HPy_New(ctx, type, &row);

    if (!HPy_IsNull(result) && set_bytes(ctx, row, first, n, second, m) < 0) {
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    return result;
}

HPyDef_SLOT(Row_vectorcall, HPy_tp_vectorcall)
static HPy Row_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    if (nargs != 1 || !HPy_IsNull(kwnames) || !HPyBytes_Check(ctx, args[0])) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "Row() takes bytes");
        return HPy_NULL;
    }
    return new_row(ctx, type, HPyBytes_AsString(ctx, args[0]), HPyBytes_Size(ctx, args[0]), "", 0);
}

HPyDef_SLOT(Row_destroy, HPy_tp_destroy)
static void Row_destroy_impl(void *data)
{
    free(((Row *)data)->bytes);
}

HPyDef_SLOT(Row_length, HPy_sq_length)
static HPy_ssize_t Row_length_impl(HPyContext *ctx, HPy self)
{
    return Row_AsStruct(ctx, self)->length;
}

HPyDef_SLOT(Row_item, HPy_sq_item)
static HPy Row_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    Row *row = Row_AsStruct(ctx, self);

    if (index < 0 || index >= row->length) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "row index out of range");
        return HPy_NULL;
    }
    return HPyLong_FromLong(ctx, (unsigned char)row->bytes[index]);
}

HPyDef_SLOT(Row_ass_item, HPy_sq_ass_item)
static int Row_ass_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index, HPy value)
{
    Row *row = Row_AsStruct(ctx, self);
    long number;

    if (HPy_IsNull(value)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "items of a row cannot be deleted");
        return -1;
    }
    number = HPyLong_AsLong(ctx, value);
    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (index < 0 || index >= row->length) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "row index out of range");
        return -1;
    }
    row->bytes[index] = (char)number;
    return 0;
}

HPyDef_SLOT(Row_contains, HPy_sq_contains)
static int Row_contains_impl(HPyContext *ctx, HPy self, HPy item)
{
    Row *row = Row_AsStruct(ctx, self);
    long number = HPyLong_AsLong(ctx, item);

    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    return number >= 0 && number < 256 && memchr(row->bytes, (int)number, (size_t)row->length) != NULL;
}

/* The row that an operand is, or NULL with TypeError. */
static Row *as_row(HPyContext *ctx, HPy self, HPy operand)
{
    HPy type = HPy_Type(ctx, self);
    int fits = HPy_TypeCheck(ctx, operand, type);

    HPy_Close(ctx, type);
    if (!fits)
        HPyErr_SetString(ctx, ctx->h_TypeError, "only another row can be appended to a row");
    return fits ? Row_AsStruct(ctx, operand) : NULL;
}

HPyDef_SLOT(Row_concat, HPy_sq_concat)
static HPy Row_concat_impl(HPyContext *ctx, HPy self, HPy other)
{
    Row *left = Row_AsStruct(ctx, self), *right = as_row(ctx, self, other);
    HPy type, result;

    if (right == NULL)
        return HPy_NULL;
    type = HPy_Type(ctx, self);
    result = new_row(ctx, type, left->bytes, left->length, right->bytes, right->length);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_SLOT(Row_inplace_concat, HPy_sq_inplace_concat)
static HPy Row_inplace_concat_impl(HPyContext *ctx, HPy self, HPy other)
{
    Row *left = Row_AsStruct(ctx, self), *right = as_row(ctx, self, other);

    if (right == NULL || set_bytes(ctx, left, left->bytes, left->length, right->bytes, right->length) < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Row_repeat, HPy_sq_repeat)
static HPy Row_repeat_impl(HPyContext *ctx, HPy self, HPy_ssize_t count)
{
    Row *row = Row_AsStruct(ctx, self), *copy;
    HPy type = HPy_Type(ctx, self);
    HPy result = new_row(ctx, type, "", 0, "", 0);

    HPy_Close(ctx, type);
    while (!HPy_IsNull(result) && count-- > 0) {
        copy = Row_AsStruct(ctx, result);
        if (set_bytes(ctx, copy, copy->bytes, copy->length, row->bytes, row->length) < 0) {
            HPy_Close(ctx, result);
            return HPy_NULL;
        }
    }
    return result;
}

HPyDef_SLOT(Row_inplace_repeat, HPy_sq_inplace_repeat)
static HPy Row_inplace_repeat_impl(HPyContext *ctx, HPy self, HPy_ssize_t count)
{
    Row *row = Row_AsStruct(ctx, self);
    HPy all = Row_repeat_impl(ctx, self, count);
    Row *repeated;
    int failed;

    if (HPy_IsNull(all))
        return HPy_NULL;
    repeated = Row_AsStruct(ctx, all);
    failed = set_bytes(ctx, row, repeated->bytes, repeated->length, "", 0) < 0;
    HPy_Close(ctx, all);
    return failed ? HPy_NULL : HPy_Dup(ctx, self);
}

HPyDef_SLOT(Row_getbuffer, HPy_bf_getbuffer)
static int Row_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
{
    Row *row = Row_AsStruct(ctx, self);

    if (HPyBuffer_FillInfo(ctx, buffer, self, row->bytes, row->length, 0, flags) < 0)
        return -1;
    row->views++;
    return 0;
}

HPyDef_SLOT(Row_releasebuffer, HPy_bf_releasebuffer)
static void Row_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer)
{
    (void)buffer;
    Row_AsStruct(ctx, self)->views--;
}

static HPyDef *row_defines[] = {
    &Row_vectorcall, &Row_destroy, &Row_length, &Row_item, &Row_ass_item, &Row_contains, &Row_concat,
    &Row_inplace_concat, &Row_repeat, &Row_inplace_repeat, &Row_getbuffer, &Row_releasebuffer, NULL,
};

static HPyType_Spec row_spec = {
    .name = "slots_containers.Row",
    .basicsize = sizeof(Row),
    .builtin_shape = SHAPE(Row),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = row_defines,
};

/* ---- a mapping ---- */

typedef struct {
    long corrected[10]; /* 0: not */
} Squares;

HPyType_HELPERS(Squares)

HPyDef_SLOT(Squares_length, HPy_mp_length)
static HPy_ssize_t Squares_length_impl(HPyContext *ctx, HPy self)
{
    (void)ctx;
    (void)self;
    return 10;
}

/* The place of a key, or -1 with an exception set. */
static long place_of(HPyContext *ctx, HPy key)
{
    long place = HPyLong_AsLong(ctx, key);

    if (place == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (place >= 0 && place < 10)
        return place;
    HPyErr_SetObject(ctx, ctx->h_KeyError, key);
    return -1;
}

HPyDef_SLOT(Squares_subscript, HPy_mp_subscript)
static HPy Squares_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    long place = place_of(ctx, key), corrected;

    if (place < 0)
        return HPy_NULL;
    corrected = Squares_AsStruct(ctx, self)->corrected[place];
    return HPyLong_FromLong(ctx, corrected != 0 ? corrected : place * place);
}

HPyDef_SLOT(Squares_ass_subscript, HPy_mp_ass_subscript)
static int Squares_ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    long place = place_of(ctx, key), number = 0;

    if (place < 0)
        return -1;
    if (!HPy_IsNull(value)) { /* else the item is to be deleted */
        number = HPyLong_AsLong(ctx, value);
        if (number == -1 && HPyErr_Occurred(ctx))
            return -1;
    }
    Squares_AsStruct(ctx, self)->corrected[place] = number;
    return 0;
}

static HPyDef *squares_defines[] = {&Squares_length, &Squares_subscript, &Squares_ass_subscript, NULL};

static HPyType_Spec squares_spec = {
    .name = "slots_containers.Squares",
    .basicsize = sizeof(Squares),
    .builtin_shape = SHAPE(Squares),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = squares_defines,
};

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Row", &row_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "Squares", &squares_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&execute, NULL};
static HPyModuleDef module_def = {.doc = "Slots of sequences and mappings.", .defines = module_defines};

HPy_MODINIT(slots_containers, module_def)
