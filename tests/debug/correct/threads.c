/* Is called from several of Python's threads at a time, and leaves Python while it computes.
 *
 * run: import threading
 *      results = []
 *      def work(n):
 *          for _ in range(20):
 *              results.append(mod.total(list(range(n))))
 *      threads = [threading.Thread(target=work, args=(n,)) for n in (10, 20, 30, 40)]
 *      for thread in threads:
 *          thread.start()
 *      for thread in threads:
 *          thread.join()
 *      assert sorted(set(results)) == [45, 190, 435, 780] and len(results) == 80
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list);
    long *values, sum = 0;

    if (n < 0)
        return HPy_NULL;
    values = (long *)malloc((size_t)n * sizeof(long) + 1);
    if (values == NULL)
        return HPyErr_NoMemory(ctx);
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        values[i] = HPy_IsNull(item) ? -1 : HPyLong_AsLong(ctx, item);
        HPy_Close(ctx, item);
        if (values[i] == -1 && HPyErr_Occurred(ctx)) {
            free(values);
            return HPy_NULL;
        }
    }
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    for (i = 0; i < n; i++)
        sum += values[i];
    HPy_END_LEAVE_PYTHON(ctx);
    free(values);
    return HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&total, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
