/* Closes the value of a keyword argument, which lies in the caller's array.
 *
 * run: mod.f(1, key='value')
 * expect: close-borrowed
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_KEYWORDS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_ssize_t i, n = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
    HPy list = HPyList_New(ctx, 0);

    if (n < 0 || HPy_IsNull(list))
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        if (HPyList_Append(ctx, list, args[nargs + (size_t)i]) < 0) {
            HPy_Close(ctx, list);
            return HPy_NULL;
        }
        HPy_Close(ctx, args[nargs + (size_t)i]); /* USE */
    }
    return list;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
