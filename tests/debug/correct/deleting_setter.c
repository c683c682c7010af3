/* A setter that allows deletion, members that are fields, and an object kept alive by itself.
 *
 * run: import gc, weakref
 *      node = mod.Node()
 *      node.value = node
 *      node.other = 5
 *      assert node.value is node and node.other == 5
 *      del node.value
 *      assert node.value is None
 *      node.value = node
 *      class Sub(mod.Node):
 *          pass
 *      sub = Sub()
 *      sub.value = sub
 *      watch = weakref.ref(sub)
 *      del sub, node
 *      gc.collect()
 *      assert watch() is None
 */
#include "hpy.h"

typedef struct { HPyField value; HPyField other; } Node;
HPyType_HELPERS(Node)

HPyDef_MEMBER(Node_other, "other", HPyMember_OBJECT, offsetof(Node, other))

HPyDef_SLOT(Node_traverse, HPy_tp_traverse)
static int Node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Node *)self)->value);
    HPy_VISIT(&((Node *)self)->other);
    return 0;
}

HPyDef_GETSET(Node_value, "value")
static HPy Node_value_get(HPyContext *ctx, HPy self, void *closure)
{
    Node *node = Node_AsStruct(ctx, self);
    return HPyField_IsNull(node->value) ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, self, node->value);
}

static int Node_value_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    HPyField_Store(ctx, self, &Node_AsStruct(ctx, self)->value, value);
    return 0;
}

static HPyDef *node_defines[] = {&Node_traverse, &Node_value, &Node_other, NULL};
static HPyType_Spec node_spec = {
    .name = "mod.Node", .basicsize = sizeof(Node), .builtin_shape = SHAPE(Node),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE, .defines = node_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Node", &node_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
