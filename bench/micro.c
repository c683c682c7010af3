/* What the benchmark measures of HPy: small functions, a type with slots, loops over the context.
 * native.c has each of them over Python.h under the same name; a change here is a change there. */
#include "hpy.h"
#include "hide.h"

/* ---- Functions: one for each signature -------------------------------------------------------------------------- */

HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS)
static HPy noargs_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(one, "one", HPyFunc_O)
static HPy one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPy_Dup(ctx, arg);
}

HPyDef_METH(varargs, "varargs", HPyFunc_VARARGS)
static HPy varargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    if (nargs < 1) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "varargs() wants an argument");
        return HPy_NULL;
    }
    return HPy_Dup(ctx, args[nargs - 1]);
}

HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)self;
    if (nargs < 1 || HPy_IsNull(kwnames)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "keywords() wants an argument and a keyword");
        return HPy_NULL;
    }
    return HPy_Dup(ctx, args[nargs]);  /* the value of the first keyword */
}

HPyDef_METH(parse, "parse", HPyFunc_VARARGS)
static HPy parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long a, b;

    (void)self;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll:parse", &a, &b))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, a - b);
}

HPyDef_METH(parse_keywords, "parse_keywords", HPyFunc_KEYWORDS)
static HPy parse_keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"a", "b", "c", NULL};
    long a, b, c = 0;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "ll|l:parse_keywords", names, &a, &b, &c))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, a - b + c);
}

/* ---- Cell: a type with many slots and no references ------------------------------------------------------------- */

typedef struct {
    long value;
} Cell;

HPyType_HELPERS(Cell)

HPyDef_SLOT(Cell_new, HPy_tp_new)
static HPy Cell_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Cell *cell;
    HPy h_cell = HPy_New(ctx, cls, &cell);

    (void)args;
    (void)nargs;
    (void)kw;
    if (!HPy_IsNull(h_cell))
        cell->value = 10;
    return h_cell;
}

HPyDef_METH(Cell_method_noargs, "method_noargs", HPyFunc_NOARGS)
static HPy Cell_method_noargs_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, Cell_AsStruct(ctx, self)->value);
}

HPyDef_METH(Cell_method_one, "method_one", HPyFunc_O)
static HPy Cell_method_one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long other = HPyLong_AsLong(ctx, arg);

    if (other == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, Cell_AsStruct(ctx, self)->value - other);
}

HPyDef_GETSET(Cell_value, "value")
static HPy Cell_value_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyLong_FromLong(ctx, Cell_AsStruct(ctx, self)->value);
}

static int Cell_value_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    long v;

    (void)closure;
    if (HPy_IsNull(value)) {
        HPyErr_SetString(ctx, ctx->h_AttributeError, "value cannot be deleted");
        return -1;
    }
    v = HPyLong_AsLong(ctx, value);
    if (v == -1 && HPyErr_Occurred(ctx))
        return -1;
    Cell_AsStruct(ctx, self)->value = v;
    return 0;
}

HPyDef_MEMBER(Cell_member, "member", HPyMember_LONG, offsetof(Cell, value))

HPyDef_SLOT(Cell_length, HPy_sq_length)
static HPy_ssize_t Cell_length_impl(HPyContext *ctx, HPy self)
{
    return Cell_AsStruct(ctx, self)->value;
}

HPyDef_SLOT(Cell_item, HPy_sq_item)
static HPy Cell_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    if (index < 0 || index >= Cell_AsStruct(ctx, self)->value) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "index out of range");
        return HPy_NULL;
    }
    return HPyLong_FromSsize_t(ctx, index);
}

HPyDef_SLOT(Cell_contains, HPy_sq_contains)
static int Cell_contains_impl(HPyContext *ctx, HPy self, HPy item)
{
    long i = HPyLong_AsLong(ctx, item);

    if (i == -1 && HPyErr_Occurred(ctx))
        return -1;
    return i >= 0 && i < Cell_AsStruct(ctx, self)->value;
}

HPyDef_SLOT(Cell_add, HPy_nb_add)
static HPy Cell_add_impl(HPyContext *ctx, HPy left, HPy right)
{
    (void)right;
    return HPy_Dup(ctx, left);
}

HPyDef_SLOT(Cell_negative, HPy_nb_negative)
static HPy Cell_negative_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, -Cell_AsStruct(ctx, self)->value);
}

HPyDef_SLOT(Cell_bool, HPy_nb_bool)
static int Cell_bool_impl(HPyContext *ctx, HPy self)
{
    return Cell_AsStruct(ctx, self)->value != 0;
}

HPyDef_SLOT(Cell_hash, HPy_tp_hash)
static HPy_hash_t Cell_hash_impl(HPyContext *ctx, HPy self)
{
    return Cell_AsStruct(ctx, self)->value;
}

HPyDef_SLOT(Cell_repr, HPy_tp_repr)
static HPy Cell_repr_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyUnicode_FromString(ctx, "<Cell>");
}

HPyDef_SLOT(Cell_richcompare, HPy_tp_richcompare)
static HPy Cell_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    int same = HPy_Is(ctx, self, other);

    if (op != HPy_EQ && op != HPy_NE)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    return HPy_Dup(ctx, same == (op == HPy_EQ) ? ctx->h_True : ctx->h_False);
}

static HPyDef *Cell_defines[] = {
    &Cell_new, &Cell_method_noargs, &Cell_method_one, &Cell_value, &Cell_member, &Cell_length, &Cell_item,
    &Cell_contains, &Cell_add, &Cell_negative, &Cell_bool, &Cell_hash, &Cell_repr, &Cell_richcompare,
    NULL,
};

static HPyType_Spec Cell_spec = {
    .name = "micro.Cell",
    .basicsize = sizeof(Cell),
    .flags = HPy_TPFLAGS_DEFAULT,
    .builtin_shape = SHAPE(Cell),
    .defines = Cell_defines,
};

/* ---- Caller: a type that can be called -------------------------------------------------------------------------- */

HPyDef_SLOT(Caller_call, HPy_tp_call)
static HPy Caller_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)self;
    (void)kwnames;
    if (nargs < 1) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an argument is wanted");
        return HPy_NULL;
    }
    return HPy_Dup(ctx, args[0]);
}

static HPyDef *Caller_defines[] = {&Caller_call, NULL};

static HPyType_Spec Caller_spec = {
    .name = "micro.Caller",
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = Caller_defines,
};

/* ---- Box: a type that keeps an object --------------------------------------------------------------------------- */

typedef struct {
    HPyField item;
} Box;

HPyType_HELPERS(Box)

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Box *box;
    HPy h_box = HPy_New(ctx, cls, &box);

    (void)kw;
    if (!HPy_IsNull(h_box) && nargs > 0)
        HPyField_Store(ctx, h_box, &box->item, args[0]);
    return h_box;
}

HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Box *)self)->item);
    return 0;
}

HPyDef_METH(Box_load, "load", HPyFunc_O, .doc = "Read the item n times.")
static HPy Box_load_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);
    Box *box = Box_AsStruct(ctx, self);

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    for (long i = 0; i < n; i++) {
        HIDE(box);
        if (!HPyField_IsNull(box->item))
            HPy_Close(ctx, HPyField_Load(ctx, self, box->item));
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Box_store, "store", HPyFunc_O, .doc = "Store n in the box, n times.")
static HPy Box_store_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);
    Box *box = Box_AsStruct(ctx, self);

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    for (long i = 0; i < n; i++) {
        HIDE(box);
        HPyField_Store(ctx, self, &box->item, arg);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_GETSET(Box_item, "item")
static HPy Box_item_get(HPyContext *ctx, HPy self, void *closure)
{
    Box *box = Box_AsStruct(ctx, self);

    (void)closure;
    if (HPyField_IsNull(box->item))
        return HPyErr_SetString(ctx, ctx->h_AttributeError, "the box is empty");
    return HPyField_Load(ctx, self, box->item);
}

static int Box_item_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    (void)closure;
    HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->item, value);  /* deleting empties the box */
    return 0;
}

static HPyDef *Box_defines[] = {&Box_new, &Box_traverse, &Box_load, &Box_store, &Box_item, NULL};

static HPyType_Spec Box_spec = {
    .name = "micro.Box",
    .basicsize = sizeof(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Box),
    .defines = Box_defines,
};

/* ---- Bag: the same as a Box, without the flag of the collector --------------------------------------------------- */

static HPyDef *Bag_defines[] = {&Box_new, &Box_traverse, NULL};

static HPyType_Spec Bag_spec = {
    .name = "micro.Bag",
    .basicsize = sizeof(Box),
    .flags = HPy_TPFLAGS_DEFAULT,
    .builtin_shape = SHAPE(Box),
    .defines = Bag_defines,
};

/* ---- Loops over the context: f(n, a, b) repeats one thing n times ----------------------------------------------- */

/* The arguments of a loop: how often, and up to two objects. */
static int loop_args(HPyContext *ctx, const HPy *args, size_t nargs, long *n)
{
    if (nargs != 3) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "3 arguments wanted: n, a, b");
        return -1;
    }
    *n = HPyLong_AsLong(ctx, args[0]);
    return *n == -1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

/* Defines the method NAME, which runs the block n times with 'a' and 'b'; the block says "goto error" when it fails. */
#define LOOP(NAME, ...)                                                                         \
    HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS)                                                   \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)            \
    {                                                                                           \
        long n;                                                                                 \
        HPy a, b;                                                                               \
                                                                                                \
        (void)self;                                                                             \
        if (loop_args(ctx, args, nargs, &n) < 0)                                                \
            return HPy_NULL;                                                                    \
        a = args[1];                                                                            \
        b = args[2];                                                                            \
        (void)a;                                                                                \
        (void)b;                                                                                \
        for (long i = 0; i < n; i++)                                                            \
            __VA_ARGS__                                                                         \
        return HPy_Dup(ctx, ctx->h_None);                                                       \
    error:                                                                                      \
        return HPy_NULL;                                                                        \
    }

LOOP(loop_long, {
    HPy h = HPyLong_FromLong(ctx, i + 1000);
    long back = HPy_IsNull(h) ? -1 : HPyLong_AsLong(ctx, h);

    HPy_Close(ctx, h);
    if (back != i + 1000)
        goto error;
})

LOOP(loop_float, {
    HPy h = HPyFloat_FromDouble(ctx, (double)i);
    double back = HPy_IsNull(h) ? -1.0 : HPyFloat_AsDouble(ctx, h);

    HPy_Close(ctx, h);
    if (back != (double)i)
        goto error;
})

LOOP(loop_dup_close, {
    HPy h;

    HIDE(a._i);
    h = HPy_Dup(ctx, a);
    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

static HPyGlobal kept; /* the module */

LOOP(loop_global_load, {
    HPy h;

    h = HPyGlobal_Load(ctx, kept);
    HIDE(h._i);
    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

LOOP(loop_global_store, {
    HIDE(a._i);
    HPyGlobal_Store(ctx, &kept, a);
})

LOOP(loop_type_check, {
    HIDE(a._i);
    if (!HPy_TypeCheck(ctx, a, b))
        goto error;
})

LOOP(loop_as_struct, {
    HIDE(a._i);
    if (Cell_AsStruct(ctx, a)->value != 10)
        goto error;
})

LOOP(loop_new, {
    void *data;
    HPy h = HPy_New(ctx, a, &data);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

/* a: Box or Bag */
LOOP(loop_new_keeping, {
    Box *box;
    HPy h = HPy_New(ctx, a, &box);

    if (HPy_IsNull(h))
        goto error;
    HPyField_Store(ctx, h, &box->item, b);
    HPy_Close(ctx, h);
})

LOOP(loop_utf8, {
    HPy_ssize_t size;
    const char *s = HPyUnicode_AsUTF8AndSize(ctx, a, &size);

    if (s == NULL)
        goto error;
})

LOOP(loop_text_kind, {
    HPyUnicodeView view;
    HPy_UCS4 hash = 0;
    HPy_ssize_t k;

    HIDE(a._i); /* another text each time */
    if (HPyUnicode_Acquire(ctx, a, &view) < 0)
        goto error;
    for (k = 0; k < view.length; k++)
        hash = hash * 31 + HPyUnicode_ReadAt(&view, k);
    HPyUnicode_Release(ctx, &view);
    HIDE(hash);
})

LOOP(loop_buffer, {
    HPy_buffer view;

    if (HPy_GetBuffer(ctx, a, &view, HPyBUF_SIMPLE) < 0)
        goto error;
    HIDE(view.buf);
    HPyBuffer_Release(ctx, &view);
})

LOOP(loop_list_append, {
    if (HPyList_Append(ctx, a, b) < 0)
        goto error;
})

LOOP(loop_list_get, {
    HPy h = HPy_GetItem_i(ctx, a, i);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

LOOP(loop_tuple, {
    HPy items[] = {a, b};
    HPy h = HPyTuple_FromArray(ctx, items, 2);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

LOOP(loop_dict_set, {
    if (HPy_SetItem(ctx, a, b, b) < 0)
        goto error;
})

LOOP(loop_dict_get, {
    HPy h = HPy_GetItem(ctx, a, b);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

LOOP(loop_attr_get, {
    HPy h = HPy_GetAttr(ctx, a, b);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

LOOP(loop_attr_set, {
    if (HPy_SetAttr(ctx, a, b, b) < 0)
        goto error;
})

LOOP(loop_call, {
    HPy h = HPy_Call(ctx, a, &b, 1, HPy_NULL);

    if (HPy_IsNull(h))
        goto error;
    HPy_Close(ctx, h);
})

/* ---- The module ------------------------------------------------------------------------------------------------- */

HPyDef_SLOT(micro_exec, HPy_mod_exec)
static int micro_exec_impl(HPyContext *ctx, HPy module)
{
    if (!HPyHelpers_AddType(ctx, module, "Cell", &Cell_spec, NULL)
        || !HPyHelpers_AddType(ctx, module, "Caller", &Caller_spec, NULL)
        || !HPyHelpers_AddType(ctx, module, "Box", &Box_spec, NULL)
        || !HPyHelpers_AddType(ctx, module, "Bag", &Bag_spec, NULL))
        return -1;
    HPyGlobal_Store(ctx, &kept, module);
    return 0;
}

static HPyDef *micro_defines[] = {
    &micro_exec, &noargs, &one, &varargs, &keywords, &parse, &parse_keywords,
    &loop_long, &loop_float, &loop_dup_close, &loop_type_check, &loop_as_struct, &loop_new, &loop_new_keeping,
    &loop_utf8, &loop_text_kind, &loop_buffer, &loop_list_append, &loop_list_get, &loop_tuple, &loop_dict_set,
    &loop_dict_get,
    &loop_attr_get, &loop_attr_set, &loop_call, &loop_global_load, &loop_global_store,
    NULL,
};

static HPyGlobal *micro_globals[] = {&kept, NULL};

static HPyModuleDef micro_def = {
    .doc = "Small functions, for measuring",
    .defines = micro_defines,
    .globals = micro_globals,
};

/* bench/scaling.py runs parts of it in several threads at once. */
HPyModule_DECLARE(micro, HPY_MOD_GIL_NOT_USED, HPY_MOD_MULTIPLE_INTERPRETERS_SUPPORTED)
HPy_MODINIT(micro, micro_def)
