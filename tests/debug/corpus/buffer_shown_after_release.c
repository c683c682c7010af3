/* Makes a memoryview of a buffer that it has released.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except Exception:
 *          pass
 * expect: use-after-close
 * api: HPyMemoryView_FromBuffer
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
    HPy_buffer view;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_FULL_RO) < 0) /* OPEN */
        return HPy_NULL;
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    return HPyMemoryView_FromBuffer(ctx, &view); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
