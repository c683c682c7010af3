/* Reads as many numbers as the difference of two lengths, which may be less than none.
 *
 * run: mod.behind([1, 2, 3], [1, 2, 3, 4])
 * expect: out-of-range
 * api: HPySequence_ReadDouble
 * function: behind
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(behind, "behind", HPyFunc_VARARGS)
static HPy behind_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t n, length = HPy_Length(ctx, args[0]), start = HPy_Length(ctx, args[1]);
    double numbers[10];

    if (length < 0 || start < 0)
        return HPy_NULL;
    n = HPySequence_ReadDouble(ctx, args[0], start, length - start, numbers); /* USE */
    if (n < 0)
        return HPy_NULL;
    return HPyTuple_FromDoubleArray(ctx, numbers, n);
}

static HPyDef *module_defines[] = {&behind, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
