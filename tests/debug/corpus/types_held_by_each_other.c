/* Two types without HPy_TPFLAGS_HAVE_GC have an instance of the other, one of a subclass, when the module goes.
 *
 * run: class Derived(mod.First):
 *          __slots__ = ()
 *      mod.First.second = mod.Second()
 *      mod.Second.first = Derived()
 *      del Derived
 *      del mod.First, mod.Second
 * expect: type-cycle
 * api: HPyType_FromSpec
 * function: (exec)
 * opened: MADE
 * alone: yes
 */
#include "hpy.h"

typedef struct { long number; } Thing;
HPyType_HELPERS(Thing)

static HPyType_Spec specs[] = {
    {.name = "mod.First", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
     .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE},
    {.name = "mod.Second", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing), .flags = HPy_TPFLAGS_DEFAULT},
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    static const char *const names[] = {"First", "Second"};
    int i;

    for (i = 0; i < 2; i++)
        if (!HPyHelpers_AddType(ctx, mod, names[i], &specs[i], NULL)) /* MADE */
            return -1;
    return 0;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
