/* Uses more bytes than there are.
 *
 * run: mod.f(10)
 * expect: builder-overrun
 * api: HPyBytesBuilder_Build
 * function: f
 * opened: OPEN
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *buf;
    long n = HPyLong_AsLong(ctx, arg);
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, n, &buf); /* OPEN */

    if (buf != NULL)
        memset(buf, 'x', (size_t)n);
    return HPyBytesBuilder_Build(ctx, &b, n + 1); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
