/* Goes on with the memory that was there before there was more of it.
 *
 * run: mod.f(10)
 * expect: memory-after-close
 * function: f
 * opened: OPEN
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *buf;
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, HPyLong_AsLong(ctx, arg), &buf); /* OPEN */

    HPyBytesBuilder_Resize(ctx, &b, 100000, NULL);
    if (buf != NULL)
        *(volatile char *)buf = '!'; /* USE */
    return HPyBytesBuilder_Build(ctx, &b, 1);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
