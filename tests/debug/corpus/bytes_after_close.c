/* Reads the content of a bytes object that it has closed.
 *
 * run: mod.checksum(memoryview(b'abc'))
 * expect: memory-after-close
 * function: checksum
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(checksum, "checksum", HPyFunc_O)
static HPy checksum_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy bytes = HPy_Bytes(ctx, arg); /* OPEN */
    const char *data;
    HPy_ssize_t i, n;
    long sum = 0;

    if (HPy_IsNull(bytes))
        return HPy_NULL;
    data = HPyBytes_AsString(ctx, bytes);
    n = HPyBytes_Size(ctx, bytes);
    HPy_Close(ctx, bytes); /* CLOSE */
    if (data == NULL)
        return HPy_NULL;
    for (i = 0; i < n; i++)
        sum += data[i]; /* USE */
    return HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&checksum, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
