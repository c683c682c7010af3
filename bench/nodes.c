/* What the benchmark measures of objects with declared fields: making, copying and freeing them, with a fixed and a
 * variable number of fields, as an author writes it with HPy. The twin is nodes_native.c. */
#include <hpy.h>

#include "hide.h"

#define N 8 /* fields of a Row */

typedef struct {
    HPyField item;
} Leaf;

typedef struct {
    HPyField items[N];
} Row;

typedef struct {
    HPy_VAR_HEAD
    HPyField items[];
} Node;

HPyType_HELPERS(Leaf)
HPyType_HELPERS(Row)
HPyType_HELPERS(Node)

HPyDef_FIELDS(Leaf_fields, offsetof(Leaf, item), 1)
HPyDef_FIELDS(Row_fields, offsetof(Row, items), N)
HPyDef_VARFIELDS(Node_fields, 0, 1)

static HPyDef *Leaf_defines[] = {&Leaf_fields, NULL};
static HPyDef *Row_defines[] = {&Row_fields, NULL};
static HPyDef *Node_defines[] = {&Node_fields, NULL};

#define SPEC(NAME, STRUCT, SIZES, GC) \
    static HPyType_Spec NAME##_spec = { \
        .name = "nodes." #NAME, SIZES, .builtin_shape = SHAPE(STRUCT), .flags = HPy_TPFLAGS_DEFAULT | GC, \
        .defines = STRUCT##_defines, \
    };

SPEC(Leaf, Leaf, .basicsize = sizeof(Leaf), 0)
SPEC(Row, Row, .basicsize = sizeof(Row), 0)
SPEC(RowGC, Row, .basicsize = sizeof(Row), HPy_TPFLAGS_HAVE_GC)
#define NODE_SIZES .basicsize = offsetof(Node, items), .itemsize = sizeof(HPyField)
SPEC(Node, Node, NODE_SIZES, 0)
SPEC(NodeGC, Node, NODE_SIZES, HPy_TPFLAGS_HAVE_GC)

/* The method NAME(n, type, b): the block, n times; it says "goto error" when it fails. */
#define LOOP(NAME, ...) \
    HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
    { \
        HPy type, b; \
        long n = nargs == 3 ? HPyLong_AsLong(ctx, args[0]) : -1; \
        \
        (void)self; \
        if (n < 0) \
            goto error; \
        type = args[1]; \
        b = args[2]; \
        (void)type; \
        (void)b; \
        for (long i = 0; i < n; i++) \
            __VA_ARGS__ \
        return HPy_Dup(ctx, ctx->h_None); \
    error: \
        return HPy_NULL; \
    }

/* b: what the field holds */
LOOP(make_leaf, {
    Leaf *leaf;
    HPy h = HPy_New(ctx, type, &leaf);

    if (HPy_IsNull(h))
        goto error;
    HPyField_Init(ctx, h, &leaf->item, b);
    HPy_Close(ctx, h);
})

/* What the fields hold are the arguments, by turns. */
LOOP(make_row, {
    Row *row;
    HPy h = HPy_New(ctx, type, &row);

    if (HPy_IsNull(h))
        goto error;
    for (int k = 0; k < N; k++)
        HPyField_Init(ctx, h, &row->items[k], args[k % 3]);
    HPy_Close(ctx, h);
})

/* b: the Row that is copied */
LOOP(copy_row, {
    Row *row;
    HPy h = HPy_New(ctx, type, &row);

    if (HPy_IsNull(h))
        goto error;
    HPyField_InitN(ctx, h, row->items, b, Row_AsStruct(ctx, b)->items, N);
    HPy_Close(ctx, h);
})

/* b: the Node that is copied */
LOOP(copy_node, {
    Node *source = Node_AsStruct(ctx, b);
    Node *node;
    HPy h = HPy_NewVar(ctx, type, source->nitems, &node);

    if (HPy_IsNull(h))
        goto error;
    HPyField_InitN(ctx, h, node->items, b, source->items, source->nitems);
    HPy_Close(ctx, h);
})

/* b: a Row that gets the fields of another again and again */
LOOP(overwrite, {
    Row *row = Row_AsStruct(ctx, b);

    HIDE(row);
    HPyField_CopyN(ctx, b, row->items, b, row->items + N / 2, N / 2);
})

/* Put a number of its own into each field. */
static HPy filled(HPyContext *ctx, HPy owner, HPyField *fields, HPy_ssize_t n)
{
    for (HPy_ssize_t k = 0; k < n; k++) {
        HPy number = HPyLong_FromSsize_t(ctx, 5000 + k);
        HPyField_Init(ctx, owner, &fields[k], number);
        HPy_Close(ctx, number);
    }
    return owner;
}

HPyDef_METH(row, "row", HPyFunc_O, .doc = "row(type, /)\n--\n\nA new row.")
static HPy row_impl(HPyContext *ctx, HPy self, HPy type)
{
    Row *data;
    HPy h = HPy_New(ctx, type, &data);

    (void)self;
    return HPy_IsNull(h) ? h : filled(ctx, h, data->items, N);
}

HPyDef_METH(node, "node", HPyFunc_VARARGS, .doc = "node(type, n, /)\n--\n\nA new node with n items.")
static HPy node_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    Node *data;
    HPy_ssize_t size = nargs == 2 ? HPyLong_AsSsize_t(ctx, args[1]) : -1;
    HPy h = size < 0 ? HPy_NULL : HPy_NewVar(ctx, args[0], size, &data);

    (void)self;
    return HPy_IsNull(h) ? h : filled(ctx, h, data->items, size);
}

HPyDef_SLOT(nodes_exec, HPy_mod_exec)
static int nodes_exec_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Leaf", &Leaf_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "Row", &Row_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "RowGC", &RowGC_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "Node", &Node_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "NodeGC", &NodeGC_spec, NULL) ? 0 : -1;
}

static HPyDef *nodes_defines[] = {
    &nodes_exec, &make_leaf, &make_row, &copy_row, &copy_node, &overwrite, &row, &node, NULL,
};

static HPyModuleDef nodes_def = {.doc = "Objects with declared fields, for measuring", .defines = nodes_defines};

HPy_MODINIT(nodes, nodes_def)
