/* Reads the last numbers of a list with a negative index, as Python has it.
 *
 * run: mod.last_two([1, 2, 3])
 * expect: out-of-range
 * api: HPySequence_ReadInt64
 * function: last_two
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(last_two, "last_two", HPyFunc_O)
static HPy last_two_impl(HPyContext *ctx, HPy self, HPy seq)
{
    int64_t numbers[2];
    HPy_ssize_t n = HPySequence_ReadInt64(ctx, seq, -2, 2, numbers); /* USE */

    if (n < 0)
        return HPy_NULL;
    return HPyTuple_FromInt64Array(ctx, numbers, n);
}

static HPyDef *module_defines[] = {&last_two, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
