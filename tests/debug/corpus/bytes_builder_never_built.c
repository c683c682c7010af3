/* Fills bytes in and forgets to make an object of them.
 *
 * run: mod.f(10)
 * expect: builder-unfinished
 * function: f
 * opened: OPEN
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
        memset(buf, 0, (size_t)n);
    (void)b;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
