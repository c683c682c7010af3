/* The module's state has a field, and the module has no traverse slot.
 *
 * run: mod.set_default([1])
 * expect: field-not-visited
 * api: HPyField_Store
 * function: set_default
 * used: USE
 * minor: 2
 */
#include "hpy.h"

typedef struct {
    HPyField fallback;
} State;

HPyDef_METH(set_default, "set_default", HPyFunc_O)
static HPy set_default_impl(HPyContext *ctx, HPy self, HPy arg)
{
    State *state = (State *)HPy_ModuleState(ctx, self);

    if (state == NULL)
        return HPy_NULL;
    HPyField_Store(ctx, self, &state->fallback, arg); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&set_default, NULL};
static HPyModuleDef moduledef = {.size = sizeof(State), .defines = module_defines};

HPy_MODINIT(mod, moduledef)
