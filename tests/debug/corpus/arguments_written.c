/* Uses the array of its arguments to sort them, which is the caller's.
 *
 * run: assert mod.largest(3, 7, 5) == 7
 * expect: memory-written
 * function: largest
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(largest, "largest", HPyFunc_VARARGS)
static HPy largest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy *items = (HPy *)(uintptr_t)args;
    size_t i;

    for (i = 1; i < nargs; i++) {
        int less = HPy_RichCompareBool(ctx, items[0], items[i], HPy_LT);
        if (less < 0)
            return HPy_NULL;
        if (less) {
            HPy other = items[0];
            items[0] = items[i];
            items[i] = other;
        }
    }
    return HPy_Dup(ctx, items[0]);
}

static HPyDef *module_defines[] = {&largest, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
