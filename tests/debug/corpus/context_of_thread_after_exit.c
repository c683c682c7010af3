/* Uses the context of HPyThread_Enter behind HPyThread_Exit.
 *
 * run: mod.f()
 * expect: wrong-context
 * api: HPyLong_FromInt32_t
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPyInterpreter interp = HPyInterpreter_Get(ctx);
    HPyThreadToken token;
    HPyContext *entered = HPyThread_Enter(interp, &token);
    HPy number;

    HPyInterpreter_Close(interp);
    if (entered == NULL)
        return HPy_NULL;
    HPyThread_Exit(entered, &token);
    number = HPyLong_FromInt32_t(entered, 5); /* USE */
    return number;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
