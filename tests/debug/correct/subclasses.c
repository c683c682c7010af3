/* Reads the struct of instances of subclasses written in Python, of builtin bases too.
 *
 * run: class Deep(mod.Counter):
 *          def __init__(self, *args):
 *              super().__init__(*args)
 *              self.extra = 1
 *      class Deeper(Deep):
 *          __slots__ = ('more',)
 *      counter = Deeper([1, 2])
 *      assert counter.bump() == 1 and counter.bump() == 2 and list(counter) == [1, 2]
 *      assert mod.Counter().bump() == 1
 */
#include "hpy.h"

typedef struct { long count; } Counter;
HPyType_HELPERS(Counter, HPyType_BuiltinShape_List)

HPyDef_METH(Counter_bump, "bump", HPyFunc_NOARGS)
static HPy Counter_bump_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, ++Counter_AsStruct(ctx, self)->count);
}

static HPyDef *counter_defines[] = {&Counter_bump, NULL};
static HPyType_Spec counter_spec = {
    .name = "mod.Counter", .basicsize = sizeof(Counter), .builtin_shape = SHAPE(Counter),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = counter_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Base, ctx->h_ListType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
    };
    return HPyHelpers_AddType(ctx, mod, "Counter", &counter_spec, params) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
