/* Changes bytes of which an object was made already.
 *
 * run: mod.f(10)
 * expect: memory-after-close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *buf;
    long n = HPyLong_AsLong(ctx, arg);
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, n, &buf); /* OPEN */
    HPy bytes;

    if (buf != NULL)
        memset(buf, 'x', (size_t)n);
    bytes = HPyBytesBuilder_Build(ctx, &b, -1); /* CLOSE */
    if (buf != NULL)
        *(volatile char *)buf = '!'; /* USE */
    return bytes;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
