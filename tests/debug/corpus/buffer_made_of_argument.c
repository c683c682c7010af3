/* Describes memory of its own in the name of an argument without a duplicate, and releases that.
 *
 * run: mod.f([])
 * expect: close-borrowed
 * api: HPyBuffer_Release
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    static char bytes[] = "abc";
    HPy_buffer view = {0};
    HPy result;

    view.buf = bytes;
    view.obj = arg;
    view.len = 3;
    result = HPyBytes_FromStringAndSize(ctx, (const char *)view.buf, view.len);
    HPyBuffer_Release(ctx, &view); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
