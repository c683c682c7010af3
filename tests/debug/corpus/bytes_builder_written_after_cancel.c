/* Appends to bytes that were given up.
 *
 * run: mod.f(b'abc')
 * expect: builder-after-build
 * api: HPyBytesBuilder_Write
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * raises: SystemError
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL); /* OPEN */

    HPyBytesBuilder_Cancel(ctx, &b); /* CLOSE */
    HPyBytesBuilder_Write(ctx, &b, HPyBytes_AsString(ctx, arg), HPyBytes_Size(ctx, arg)); /* USE */
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
