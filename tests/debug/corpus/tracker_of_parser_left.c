/* Parses keyword arguments with a tracker and does not close it.
 *
 * run: assert mod.f('a', second='b') == 'ab'
 * expect: tracker-unfinished
 * function: f
 * opened: OPEN
 * allow: leak
 * options: stack=8
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_KEYWORDS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"first", "second", NULL};
    HPyTracker tracker;
    HPy first, second;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "OO:f", names, &first, &second)) /* OPEN */
        return HPy_NULL;
    return HPy_Add(ctx, first, second);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
