/* Uses the object of a buffer after the buffer was released.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except TypeError:
 *          pass
 * expect: use-after-close
 * api: HPy_Repr
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
    HPy owner;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    owner = view.obj;
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    return HPy_Repr(ctx, owner); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
