/* The type Vector: a fixed number of C doubles, with operators, slices, reductions and the buffer protocol.
 * Long because an extension of one file is what most authors write. */
#include "hpy.h"
#include <stdlib.h>
#include <string.h>
#include "kernels.h"

#define ROOM 12  /* numbers that an object has room for; more are in memory of their own */
#define MAX_SIZE (HPY_SSIZE_T_MAX / (HPy_ssize_t)sizeof(double))

typedef struct {
    HPy_ssize_t size;
    double *heap;  /* NULL when 'room' is enough */
    double room[ROOM];
} Vector;

HPyType_HELPERS(Vector)

static HPyGlobal vector_type;

static double *items_of(Vector *vector)
{
    return vector->heap != NULL ? vector->heap : vector->room;
}

/* ---- Making vectors --------------------------------------------------------------------------------------------- */

static int add_memory(HPyContext *ctx, Vector *vector, HPy_ssize_t size)
{
    vector->heap = size <= MAX_SIZE ? (double *)malloc((size_t)size * sizeof(double)) : NULL;
    if (vector->heap != NULL)
        return 0;
    HPyErr_NoMemory(ctx);
    return -1;
}

/* A new Vector for 'size' numbers, which the caller has yet to write, and its struct in '*vector'. */
static inline HPy new_vector(HPyContext *ctx, HPy cls, HPy_ssize_t size, Vector **vector)
{
    HPy h_vector = HPy_New(ctx, cls, vector);

    if (HPy_IsNull(h_vector))
        return HPy_NULL;
    if (size > ROOM && add_memory(ctx, *vector, size) < 0) {
        HPy_Close(ctx, h_vector);
        return HPy_NULL;
    }
    (*vector)->size = size;
    return h_vector;
}

static HPy new_zeros(HPyContext *ctx, HPy cls, HPy h_size)
{
    HPy_ssize_t size = HPyLong_AsSsize_t(ctx, h_size);
    Vector *vector;
    HPy h_vector;

    if (size == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    if (size < 0)
        return HPyErr_SetString(ctx, ctx->h_ValueError, "the size of a Vector cannot be negative");
    h_vector = new_vector(ctx, cls, size, &vector);
    if (!HPy_IsNull(h_vector))
        memset(items_of(vector), 0, (size_t)size * sizeof(double));
    return h_vector;
}

static HPy new_copy(HPyContext *ctx, HPy cls, HPy source)
{
    Vector *from = Vector_AsStruct(ctx, source), *vector;
    HPy h_vector = new_vector(ctx, cls, from->size, &vector);

    if (!HPy_IsNull(h_vector))
        memcpy(items_of(vector), items_of(from), (size_t)from->size * sizeof(double));
    return h_vector;
}

static int read_number(HPyContext *ctx, HPy sequence, HPy_ssize_t i, double *number)
{
    HPy h_number = HPy_GetItem_i(ctx, sequence, i);

    if (HPy_IsNull(h_number))
        return -1;
    *number = HPyFloat_AsDouble(ctx, h_number);
    HPy_Close(ctx, h_number);
    return *number == -1.0 && HPyErr_Occurred(ctx) ? -1 : 0;
}

/* Converting a number may run code that changes a list: then HPy_GetItem_i() finds out. */
static HPy new_from_sequence(HPyContext *ctx, HPy cls, HPy sequence)
{
    HPy_ssize_t i, size = HPy_Length(ctx, sequence);
    Vector *vector;
    HPy h_vector = size < 0 ? HPy_NULL : new_vector(ctx, cls, size, &vector);

    if (HPy_IsNull(h_vector))
        return HPy_NULL;
    for (i = 0; i < size; i++) {
        if (read_number(ctx, sequence, i, &items_of(vector)[i]) < 0) {
            HPy_Close(ctx, h_vector);
            return HPy_NULL;
        }
    }
    return h_vector;
}

/* A new Vector of the numbers in 'source': a copy if it is one itself, else from any iterable. */
static HPy new_from_iterable(HPyContext *ctx, HPy cls, HPy source)
{
    HPy list, h_vector;

    if (HPyList_Check(ctx, source) || HPyTuple_Check(ctx, source))
        return new_from_sequence(ctx, cls, source);
    if (HPy_TypeCheck(ctx, source, cls))
        return new_copy(ctx, cls, source);
    list = HPy_Call(ctx, ctx->h_ListType, &source, 1, HPy_NULL);
    if (HPy_IsNull(list))
        return HPy_NULL;
    h_vector = new_from_sequence(ctx, cls, list);
    HPy_Close(ctx, list);
    return h_vector;
}

HPyDef_SLOT(Vector_new, HPy_tp_new)
static HPy Vector_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    if (nargs != 1 || (!HPy_IsNull(kw) && HPy_Length(ctx, kw) != 0))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "Vector() takes one positional argument: an iterable or a size");
    if (HPyList_Check(ctx, args[0]))  /* the commonest */
        return new_from_sequence(ctx, cls, args[0]);
    if (HPy_TypeCheck(ctx, args[0], ctx->h_LongType))
        return new_zeros(ctx, cls, args[0]);
    return new_from_iterable(ctx, cls, args[0]);
}

/* Called without a context when the object dies: only C is possible here. */
HPyDef_SLOT(Vector_destroy, HPy_tp_destroy)
static void Vector_destroy_impl(void *self)
{
    Vector *vector = (Vector *)self;

    if (vector->heap != NULL)
        free(vector->heap);
}

/* ---- Operators -------------------------------------------------------------------------------------------------- */

/* 1 with the value of 'h' in '*operand', 0 if 'h' is neither a float nor an int, -1 on errors. */
static int as_scalar(HPyContext *ctx, HPy h, Operand *operand)
{
    double scalar;

    if (!HPy_TypeCheck(ctx, h, ctx->h_FloatType) && !HPy_TypeCheck(ctx, h, ctx->h_LongType))
        return 0;
    scalar = HPyFloat_AsDouble(ctx, h);
    if (scalar == -1.0 && HPyErr_Occurred(ctx))
        return -1;
    set_scalar(operand, scalar);
    return 1;
}

/* The same for a Vector as well. */
static inline int as_operand(HPyContext *ctx, HPy cls, HPy h, Operand *operand)
{
    Vector *vector;

    if (!HPy_TypeCheck(ctx, h, cls))
        return as_scalar(ctx, h, operand);
    vector = Vector_AsStruct(ctx, h);
    set_vector(operand, items_of(vector), vector->size);
    return 1;
}

static int check_fit(HPyContext *ctx, const Operand *left, const Operand *right)
{
    if (fit(left, right))
        return 0;
    HPyErr_Format(ctx, ctx->h_ValueError, "a Vector of %zd and one of %zd numbers do not fit together",
                  (HPy_ssize_t)left->size, (HPy_ssize_t)right->size);
    return -1;
}

/* Python calls it when one of the two is a Vector, either of them. */
static HPy binary(HPyContext *ctx, Operation operation, HPy h_left, HPy h_right)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type), h_result = HPy_NULL;
    Operand left, right;
    Vector *result;
    int known = as_operand(ctx, cls, h_left, &left);

    if (known > 0)
        known = as_operand(ctx, cls, h_right, &right);
    if (known > 0 && check_fit(ctx, &left, &right) == 0) {
        h_result = new_vector(ctx, cls, result_size(&left, &right), &result);
        if (!HPy_IsNull(h_result))
            combine(operation, items_of(result), result->size, &left, &right);
    } else if (known == 0) {
        h_result = HPy_Dup(ctx, ctx->h_NotImplemented);
    }
    HPy_Close(ctx, cls);
    return h_result;
}

static HPy in_place(HPyContext *ctx, Operation operation, HPy self, HPy other)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type);
    Vector *vector = Vector_AsStruct(ctx, self);
    Operand left, right;
    int known = as_operand(ctx, cls, other, &right);

    HPy_Close(ctx, cls);
    if (known == 0)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    set_vector(&left, items_of(vector), vector->size);
    if (known < 0 || check_fit(ctx, &left, &right) < 0)
        return HPy_NULL;
    combine(operation, items_of(vector), vector->size, &left, &right);
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Vector_add, HPy_nb_add)
static HPy Vector_add_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, ADD, left, right);
}

HPyDef_SLOT(Vector_subtract, HPy_nb_subtract)
static HPy Vector_subtract_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, SUBTRACT, left, right);
}

HPyDef_SLOT(Vector_multiply, HPy_nb_multiply)
static HPy Vector_multiply_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, MULTIPLY, left, right);
}

HPyDef_SLOT(Vector_divide, HPy_nb_true_divide)
static HPy Vector_divide_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, DIVIDE, left, right);
}

HPyDef_SLOT(Vector_iadd, HPy_nb_inplace_add)
static HPy Vector_iadd_impl(HPyContext *ctx, HPy self, HPy other)
{
    return in_place(ctx, ADD, self, other);
}

HPyDef_SLOT(Vector_isubtract, HPy_nb_inplace_subtract)
static HPy Vector_isubtract_impl(HPyContext *ctx, HPy self, HPy other)
{
    return in_place(ctx, SUBTRACT, self, other);
}

HPyDef_SLOT(Vector_imultiply, HPy_nb_inplace_multiply)
static HPy Vector_imultiply_impl(HPyContext *ctx, HPy self, HPy other)
{
    return in_place(ctx, MULTIPLY, self, other);
}

HPyDef_SLOT(Vector_idivide, HPy_nb_inplace_true_divide)
static HPy Vector_idivide_impl(HPyContext *ctx, HPy self, HPy other)
{
    return in_place(ctx, DIVIDE, self, other);
}

HPyDef_SLOT(Vector_negative, HPy_nb_negative)
static HPy Vector_negative_impl(HPyContext *ctx, HPy self)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type);
    Vector *vector = Vector_AsStruct(ctx, self), *result;
    HPy h_result = new_vector(ctx, cls, vector->size, &result);

    if (!HPy_IsNull(h_result))
        negate(items_of(result), items_of(vector), vector->size);
    HPy_Close(ctx, cls);
    return h_result;
}

/* Vectors are equal or not as a whole; without HPy_tp_hash they cannot be keys of a dict. */
HPyDef_SLOT(Vector_compare, HPy_tp_richcompare)
static HPy Vector_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type);
    int known = HPy_TypeCheck(ctx, other, cls);
    Vector *a = Vector_AsStruct(ctx, self), *b;
    int same;

    HPy_Close(ctx, cls);
    if (!known || (op != HPy_EQ && op != HPy_NE))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    b = Vector_AsStruct(ctx, other);
    same = a->size == b->size && equal(items_of(a), items_of(b), a->size);
    return HPyBool_FromBool(ctx, same == (op == HPy_EQ));
}

/* ---- Items and slices ------------------------------------------------------------------------------------------- */

HPyDef_SLOT(Vector_length, HPy_sq_length)
static HPy_ssize_t Vector_length_impl(HPyContext *ctx, HPy self)
{
    return Vector_AsStruct(ctx, self)->size;
}

static HPy out_of_range(HPyContext *ctx)
{
    return HPyErr_SetString(ctx, ctx->h_IndexError, "Vector index out of range");
}

/* Behind iteration; negative indices have been taken care of. */
HPyDef_SLOT(Vector_item, HPy_sq_item)
static HPy Vector_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    Vector *vector = Vector_AsStruct(ctx, self);

    if (i < 0 || i >= vector->size)
        return out_of_range(ctx);
    return HPyFloat_FromDouble(ctx, items_of(vector)[i]);
}

/* The number that 'key' is the index of; NULL with an exception set. */
static double *find(HPyContext *ctx, Vector *vector, HPy key)
{
    int64_t i = HPyLong_AsInt64_t(ctx, key);

    if (i < 0) {
        if (i == -1 && HPyErr_Occurred(ctx)) {
            if (HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError))
                out_of_range(ctx);
            return NULL;
        }
        i += vector->size;
    }
    if (i < 0 || i >= vector->size) {
        out_of_range(ctx);
        return NULL;
    }
    return &items_of(vector)[i];
}

/* Asks for int first, the commonest key. */
static int is_slice(HPyContext *ctx, HPy key)
{
    return !HPy_TypeCheck(ctx, key, ctx->h_LongType) && HPy_TypeCheck(ctx, key, ctx->h_SliceType);
}

/* Start and step of a slice of 'vector'; the number of items, or -1 with an exception set. */
static HPy_ssize_t resolve(HPyContext *ctx, Vector *vector, HPy slice, HPy_ssize_t *start, HPy_ssize_t *step)
{
    HPy_ssize_t stop;

    if (HPySlice_Unpack(ctx, slice, start, &stop, step) < 0)
        return -1;
    return HPySlice_AdjustIndices(ctx, vector->size, start, &stop, *step);
}

static HPy get_slice(HPyContext *ctx, Vector *vector, HPy slice)
{
    HPy_ssize_t start, step, size = resolve(ctx, vector, slice, &start, &step);
    HPy cls, h_result;
    Vector *result;

    if (size < 0)
        return HPy_NULL;
    cls = HPyGlobal_Load(ctx, vector_type);
    h_result = new_vector(ctx, cls, size, &result);
    if (!HPy_IsNull(h_result))
        take(items_of(result), items_of(vector), start, step, size);
    HPy_Close(ctx, cls);
    return h_result;
}

/* A Vector to assign to a slice of 'self': 'value' itself where that is safe, else a new one. */
static HPy to_assign(HPyContext *ctx, HPy self, HPy value)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type), result;

    if (HPy_TypeCheck(ctx, value, cls) && !HPy_Is(ctx, self, value))
        result = HPy_Dup(ctx, value);
    else
        result = new_from_iterable(ctx, cls, value);
    HPy_Close(ctx, cls);
    return result;
}

static int set_slice(HPyContext *ctx, HPy self, HPy slice, HPy value)
{
    Vector *vector = Vector_AsStruct(ctx, self), *from;
    HPy_ssize_t start, step, size = resolve(ctx, vector, slice, &start, &step);
    HPy h_from = size < 0 ? HPy_NULL : to_assign(ctx, self, value);
    int result = -1;

    if (HPy_IsNull(h_from))
        return -1;
    from = Vector_AsStruct(ctx, h_from);
    if (from->size == size) {
        put(items_of(vector), start, step, items_of(from), size);
        result = 0;
    } else {
        HPyErr_Format(ctx, ctx->h_ValueError, "cannot assign %zd numbers to a slice of %zd", from->size, size);
    }
    HPy_Close(ctx, h_from);
    return result;
}

HPyDef_SLOT(Vector_subscript, HPy_mp_subscript)
static HPy Vector_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    Vector *vector = Vector_AsStruct(ctx, self);
    double *item;

    if (is_slice(ctx, key))
        return get_slice(ctx, vector, key);
    item = find(ctx, vector, key);
    return item == NULL ? HPy_NULL : HPyFloat_FromDouble(ctx, *item);
}

HPyDef_SLOT(Vector_assign, HPy_mp_ass_subscript)
static int Vector_assign_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    double *item, number;

    if (HPy_IsNull(value)) {  /* del v[key] */
        HPyErr_SetString(ctx, ctx->h_TypeError, "the size of a Vector is fixed: nothing can be deleted");
        return -1;
    }
    if (is_slice(ctx, key))
        return set_slice(ctx, self, key, value);
    item = find(ctx, Vector_AsStruct(ctx, self), key);
    if (item == NULL)
        return -1;
    number = HPyFloat_AsDouble(ctx, value);
    if (number == -1.0 && HPyErr_Occurred(ctx))
        return -1;
    *item = number;
    return 0;
}

/* ---- The buffer protocol ---------------------------------------------------------------------------------------- */

/* What the consumer wants to see beyond the bytes; the numbers are those of Python's PyBUF_FORMAT and so on. */
enum { WANTS_FORMAT = 0x04, WANTS_SHAPE = 0x08, WANTS_STRIDES = 0x10 };

/* The view holds a handle to the Vector, whose memory never moves: nothing is to be done when it is released. */
HPyDef_SLOT(Vector_getbuffer, HPy_bf_getbuffer)
static int Vector_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
{
    static char format[] = "d";
    static HPy_ssize_t stride = sizeof(double);
    Vector *vector = Vector_AsStruct(ctx, self);

    buffer->buf = items_of(vector);
    buffer->obj = HPy_Dup(ctx, self);
    buffer->itemsize = stride;
    buffer->len = vector->size * stride;
    buffer->readonly = 0;
    buffer->ndim = 1;
    buffer->format = flags & WANTS_FORMAT ? format : NULL;
    buffer->shape = flags & WANTS_SHAPE ? &vector->size : NULL;
    buffer->strides = flags & WANTS_STRIDES ? &stride : NULL;
    buffer->suboffsets = NULL;
    buffer->internal = NULL;
    return 0;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

HPyDef_METH(Vector_sum, "sum", HPyFunc_NOARGS, .doc = "The sum of all numbers.")
static HPy Vector_sum_impl(HPyContext *ctx, HPy self)
{
    Vector *vector = Vector_AsStruct(ctx, self);

    return HPyFloat_FromDouble(ctx, total(items_of(vector), vector->size));
}

static HPy extreme(HPyContext *ctx, HPy self, double (*choose)(const double *items, ptrdiff_t size))
{
    Vector *vector = Vector_AsStruct(ctx, self);

    if (vector->size == 0)
        return HPyErr_SetString(ctx, ctx->h_ValueError, "an empty Vector has no smallest or largest number");
    return HPyFloat_FromDouble(ctx, choose(items_of(vector), vector->size));
}

HPyDef_METH(Vector_min, "min", HPyFunc_NOARGS, .doc = "The smallest number.")
static HPy Vector_min_impl(HPyContext *ctx, HPy self)
{
    return extreme(ctx, self, smallest);
}

HPyDef_METH(Vector_max, "max", HPyFunc_NOARGS, .doc = "The largest number.")
static HPy Vector_max_impl(HPyContext *ctx, HPy self)
{
    return extreme(ctx, self, largest);
}

HPyDef_METH(Vector_dot, "dot", HPyFunc_O, .doc = "dot(other): the scalar product with another Vector.")
static HPy Vector_dot_impl(HPyContext *ctx, HPy self, HPy other)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type);
    int known = HPy_TypeCheck(ctx, other, cls);
    Vector *a = Vector_AsStruct(ctx, self), *b;
    Operand left, right;

    HPy_Close(ctx, cls);
    if (!known)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "dot() wants a Vector");
    b = Vector_AsStruct(ctx, other);
    set_vector(&left, items_of(a), a->size);
    set_vector(&right, items_of(b), b->size);
    if (check_fit(ctx, &left, &right) < 0)
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, dot_product(left.items, right.items, a->size));
}

HPyDef_METH(Vector_norm, "norm", HPyFunc_NOARGS, .doc = "The square root of the sum of all squares.")
static HPy Vector_norm_impl(HPyContext *ctx, HPy self)
{
    Vector *vector = Vector_AsStruct(ctx, self);

    return HPyFloat_FromDouble(ctx, length_of(items_of(vector), vector->size));
}

HPyDef_METH(Vector_tolist, "tolist", HPyFunc_NOARGS, .doc = "The numbers as a list of float.")
static HPy Vector_tolist_impl(HPyContext *ctx, HPy self)
{
    Vector *vector = Vector_AsStruct(ctx, self);
    HPyListBuilder builder = HPyListBuilder_New(ctx, vector->size);
    HPy_ssize_t i;
    HPy number;

    for (i = 0; i < vector->size; i++) {
        number = HPyFloat_FromDouble(ctx, items_of(vector)[i]);
        if (HPy_IsNull(number)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, number);
        HPy_Close(ctx, number);
    }
    return HPyListBuilder_Build(ctx, builder);
}

HPyDef_METH(Vector_copy, "copy", HPyFunc_NOARGS, .doc = "A new Vector of the same numbers.")
static HPy Vector_copy_impl(HPyContext *ctx, HPy self)
{
    HPy cls = HPyGlobal_Load(ctx, vector_type);
    HPy result = new_copy(ctx, cls, self);

    HPy_Close(ctx, cls);
    return result;
}

HPyDef_METH_IMPL(Vector_copy_module, "__copy__", Vector_copy_impl, HPyFunc_NOARGS)

/* For pickle: the call that makes an equal object. */
HPyDef_METH(Vector_reduce, "__reduce__", HPyFunc_NOARGS)
static HPy Vector_reduce_impl(HPyContext *ctx, HPy self)
{
    HPy list = Vector_tolist_impl(ctx, self), cls, result;

    if (HPy_IsNull(list))
        return HPy_NULL;
    cls = HPyGlobal_Load(ctx, vector_type);
    result = HPy_BuildValue(ctx, "O(O)", cls, list);
    HPy_Close(ctx, cls);
    HPy_Close(ctx, list);
    return result;
}

HPyDef_SLOT(Vector_repr, HPy_tp_repr)
static HPy Vector_repr_impl(HPyContext *ctx, HPy self)
{
    HPy list = Vector_tolist_impl(ctx, self), text;

    if (HPy_IsNull(list))
        return HPy_NULL;
    text = HPyUnicode_FromFormat(ctx, "Vector(%R)", list);
    HPy_Close(ctx, list);
    return text;
}

/* ---- The type and its module ------------------------------------------------------------------------------------ */

static HPyDef *Vector_defines[] = {
    &Vector_new, &Vector_destroy, &Vector_repr, &Vector_compare,
    &Vector_add, &Vector_subtract, &Vector_multiply, &Vector_divide, &Vector_negative,
    &Vector_iadd, &Vector_isubtract, &Vector_imultiply, &Vector_idivide,
    &Vector_length, &Vector_item, &Vector_subscript, &Vector_assign, &Vector_getbuffer,
    &Vector_sum, &Vector_min, &Vector_max, &Vector_dot, &Vector_norm,
    &Vector_tolist, &Vector_copy, &Vector_copy_module, &Vector_reduce,
    NULL,
};

/* No HPy_TPFLAGS_HAVE_GC: a Vector refers to no object. No HPy_TPFLAGS_BASETYPE: results are always plain Vectors. */
static HPyType_Spec Vector_spec = {
    .name = "vector.Vector",
    .basicsize = sizeof(Vector),
    .flags = HPy_TPFLAGS_DEFAULT,
    .builtin_shape = SHAPE(Vector),
    .defines = Vector_defines,
    .doc = "Vector(iterable) or Vector(size): a fixed number of floats, in the latter case zeros.",
};

HPyDef_SLOT(vector_exec, HPy_mod_exec)
static int vector_exec_impl(HPyContext *ctx, HPy module)
{
    HPy cls = HPyType_FromSpec(ctx, &Vector_spec, NULL);
    int result = HPy_IsNull(cls) ? -1 : HPy_SetAttr_s(ctx, module, "Vector", cls);

    if (result == 0)
        HPyGlobal_Store(ctx, &vector_type, cls);
    HPy_Close(ctx, cls);
    return result;
}

static HPyDef *vector_defines[] = {&vector_exec, NULL};

static HPyGlobal *vector_globals[] = {&vector_type, NULL};

static HPyModuleDef vector_def = {
    .doc = "Vectors of floats.",
    .defines = vector_defines,
    .globals = vector_globals,
};

/* Size and place of the numbers never change; the numbers are not locked, as those of other arrays are not. */
HPyModule_DECLARE(vector, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(vector, vector_def)
