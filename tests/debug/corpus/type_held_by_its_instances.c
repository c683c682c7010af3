/* A type without HPy_TPFLAGS_HAVE_GC has instances of itself as attributes, and is released.
 *
 * run: def lose():
 *          T = mod.make()
 *          T.default = T()
 *          T.others = [T(), (T(),)]
 *      lose()
 * expect: type-cycle
 * api: HPyType_FromSpec
 * function: make
 * opened: MADE
 * alone: yes
 */
#include "hpy.h"

typedef struct { long number; } Thing;
HPyType_HELPERS(Thing)

static HPyType_Spec thing_spec = {
    .name = "mod.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing), .flags = HPy_TPFLAGS_DEFAULT,
};

HPyDef_METH(make, "make", HPyFunc_NOARGS)
static HPy make_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPyType_FromSpec(ctx, &thing_spec, NULL); /* MADE */
    return type;
}

static HPyDef *module_defines[] = {&make, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
