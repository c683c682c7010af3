/* Reads the text of a group's item after the tracker that owns the item is closed.
 *
 * run: mod.f(['abc' * 20, 1])
 * expect: memory-after-close
 * api: HPyUnicode_FromString
 * function: f
 * used: USE
 * native: undefined
 * options: protect=all
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyTracker tracker;
    const char *text;
    long n;
    HPy result;

    if (!HPyArg_Parse(ctx, &tracker, args, nargs, "(sl):f", &text, &n))
        return HPy_NULL;
    HPyTracker_Close(ctx, tracker);
    result = HPyUnicode_FromString(ctx, text + n); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
