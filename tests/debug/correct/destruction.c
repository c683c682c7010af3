/* Finalisers, destroy functions and objects that die while another call is in progress, with an exception set.
 *
 * run: import gc
 *      log = []
 *      class Node(mod.Node):
 *          def died(self):
 *              log.append(1)
 *      def fail():
 *          nodes = [Node() for _ in range(3)]
 *          nodes[0].me = nodes[0]
 *          return mod.call(lambda: nodes.pop() and {}['missing'])
 *      try:
 *          fail()
 *      except KeyError:
 *          pass
 *      gc.collect()
 *      assert len(log) == 3, log
 *      assert mod.destroyed() == 3
 */
#include "hpy.h"

typedef struct { char *memory; } Node;
HPyType_HELPERS(Node)

static int destroyed_count;

HPyDef_SLOT(Node_finalize, HPy_tp_finalize)
static void Node_finalize_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPy_CallMethodTupleDict_s(ctx, "died", self, HPy_NULL, HPy_NULL);

    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, self);
    HPy_Close(ctx, result);
}

HPyDef_SLOT(Node_destroy, HPy_tp_destroy)
static void Node_destroy_impl(void *self)
{
    free(((Node *)self)->memory);
    destroyed_count++;
}

HPyDef_METH(call, "call", HPyFunc_O)
static HPy call_impl(HPyContext *ctx, HPy self, HPy function)
{
    return HPy_Call(ctx, function, NULL, 0, HPy_NULL);
}

HPyDef_METH(destroyed, "destroyed", HPyFunc_NOARGS)
static HPy destroyed_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, destroyed_count);
}

static HPyDef *node_defines[] = {&Node_finalize, &Node_destroy, NULL};
static HPyType_Spec node_spec = {
    .name = "mod.Node", .basicsize = sizeof(Node), .builtin_shape = SHAPE(Node),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = node_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Node", &node_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &call, &destroyed, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
