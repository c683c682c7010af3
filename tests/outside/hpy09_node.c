/* An extension written for HPy 0.9, built with the headers of PyPI's hpy 0.9.0 by test_hpy09.py: its binary must run here. */
#include "hpy.h"

typedef struct { double x; HPyField next; } Node;
HPyType_HELPERS(Node)

HPyDef_SLOT(Node_new, HPy_tp_new)
static HPy Node_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Node *node;
    double x = 0;
    HPy next = HPy_NULL;
    HPyTracker ht;
    static const char *names[] = { "x", "next", NULL };
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "|dO", names, &x, &next))
        return HPy_NULL;
    HPy h = HPy_New(ctx, cls, &node);
    if (!HPy_IsNull(h)) {
        node->x = x;
        if (!HPy_IsNull(next))
            HPyField_Store(ctx, h, &node->next, next);
    }
    HPyTracker_Close(ctx, ht);
    return h;
}

HPyDef_SLOT(Node_traverse, HPy_tp_traverse)
static int Node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Node *)self)->next);
    return 0;
}

static int destroyed;
HPyDef_SLOT(Node_destroy, HPy_tp_destroy)
static void Node_destroy_impl(void *self) { (void)self; destroyed++; }

HPyDef_MEMBER(Node_x, "x", HPyMember_DOUBLE, offsetof(Node, x))
HPyDef_GET(Node_next, "next")
static HPy Node_next_get(HPyContext *ctx, HPy self, void *closure)
{
    Node *node = Node_AsStruct(ctx, self);
    if (HPyField_IsNull(node->next))
        return HPy_Dup(ctx, ctx->h_None);
    return HPyField_Load(ctx, self, node->next);
}
HPyDef_SLOT(Node_add, HPy_nb_add)
static HPy Node_add_impl(HPyContext *ctx, HPy a, HPy b)
{
    double d = HPyFloat_AsDouble(ctx, b);
    if (d == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, Node_AsStruct(ctx, a)->x + d);
}
HPyDef_SLOT(Node_cmp, HPy_tp_richcompare)
static HPy Node_cmp_impl(HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp op)
{
    if (!HPy_TypeCheck(ctx, b, HPy_Type(ctx, a)))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    HPy_RETURN_RICHCOMPARE(ctx, Node_AsStruct(ctx, a)->x, Node_AsStruct(ctx, b)->x, op);
}
HPyDef_SLOT(Node_repr, HPy_tp_repr)
static HPy Node_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "<Node %d>", (int)Node_AsStruct(ctx, self)->x);
}
HPyDef_METH(Node_twice, "twice", HPyFunc_NOARGS)
static HPy Node_twice_impl(HPyContext *ctx, HPy self)
{
    return HPyFloat_FromDouble(ctx, 2 * Node_AsStruct(ctx, self)->x);
}
HPyDef_SLOT(Node_call, HPy_tp_call)
static HPy Node_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPyLong_FromSize_t(ctx, nargs);
}
static char data[4] = "abc";
HPyDef_SLOT(Node_getbuffer, HPy_bf_getbuffer)
static int Node_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf, int flags)
{
    static HPy_ssize_t shape[1] = { 3 }, strides[1] = { 1 };
    buf->buf = data; buf->obj = HPy_Dup(ctx, self); buf->len = 3; buf->itemsize = 1; buf->readonly = 1;
    buf->ndim = 1; buf->format = "B"; buf->shape = shape; buf->strides = strides; buf->suboffsets = NULL;
    buf->internal = NULL;
    return 0;
}
static HPyDef *Node_defines[] = { &Node_new, &Node_traverse, &Node_destroy, &Node_x, &Node_next, &Node_add, &Node_cmp,
                                  &Node_repr, &Node_twice, &Node_call, &Node_getbuffer, NULL };
static HPyType_Spec Node_spec = { .name = "hpy09_node.Node", .basicsize = sizeof(Node), .builtin_shape = SHAPE(Node),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = Node_defines };

HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS)
static HPy noargs_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, destroyed); }
HPyDef_METH(o, "o", HPyFunc_O, .doc = "returns its argument")
static HPy o_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
HPyDef_METH(varargs, "varargs", HPyFunc_VARARGS)
static HPy varargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return HPyTuple_FromArray(ctx, (HPy *)args, nargs);
}
HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    long a, b = 2;
    static const char *names[] = { "a", "b", NULL };
    HPyTracker ht;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "l|l", names, &a, &b))
        return HPy_NULL;
    HPyTracker_Close(ctx, ht);
    return HPy_BuildValue(ctx, "(ll)", a, b);
}
static HPyGlobal kept;
HPyDef_METH(keep, "keep", HPyFunc_O)
static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &kept, arg);
    return HPyGlobal_Load(ctx, kept);
}
HPyCapsule_DESTRUCTOR(free_it)
static void free_it_impl(const char *name, void *pointer, void *context) { destroyed += 100; }
HPyDef_METH(capsule, "capsule", HPyFunc_NOARGS)
static HPy capsule_impl(HPyContext *ctx, HPy self) { return HPyCapsule_New(ctx, &destroyed, "old", &free_it); }
HPyDef_METH(call, "call", HPyFunc_O)
static HPy call_impl(HPyContext *ctx, HPy self, HPy f)
{
    HPy args[2] = { ctx->h_True, ctx->h_None };
    return HPy_Call(ctx, f, args, 2, HPy_NULL);
}
HPyDef_METH(point, "point", HPyFunc_NOARGS)
static HPy point_impl(HPyContext *ctx, HPy self)
{
    static HPyStructSequence_Field fields[] = { { "x", NULL }, { "y", NULL }, { NULL, NULL } };
    static HPyStructSequence_Desc desc = { "hpy09_node.Point", "a point", fields };
    HPy type = HPyStructSequence_NewType(ctx, &desc);
    if (HPy_IsNull(type))
        return HPy_NULL;
    HPy items[2] = { ctx->h_True, ctx->h_False };
    HPy result = HPyStructSequence_New(ctx, type, 2, items);
    HPy_Close(ctx, type);
    return result;
}
HPyDef_SLOT(init, HPy_mod_exec)
static int init_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Node", &Node_spec, NULL) ? 0 : -1;
}
static HPyDef *defines[] = { &noargs, &o, &varargs, &keywords, &keep, &capsule, &call, &point, &init, NULL };
static HPyGlobal *globals[] = { &kept, NULL };
static HPyModuleDef moddef = { .doc = "built by HPy 0.9", .defines = defines, .globals = globals };
HPy_MODINIT(hpy09_node, moddef)
