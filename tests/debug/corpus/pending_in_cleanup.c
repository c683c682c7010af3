/* Calls a method for cleaning up while the exception that led there is set.
 *
 * run: class Resource:
 *          def use(self):
 *              raise OSError('broken')
 *          def close(self):
 *              pass
 *      mod.f(Resource())
 * expect: exception-pending
 * api: HPy_GetAttr_s
 * function: f
 * raised: RAISE
 * used: USE
 * raises: OSError, SystemError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy resource)
{
    HPy result, done, close, use = HPy_GetAttr_s(ctx, resource, "use");

    if (HPy_IsNull(use))
        return HPy_NULL;
    result = HPy_Call(ctx, use, NULL, 0, HPy_NULL); /* RAISE */
    HPy_Close(ctx, use);
    close = HPy_GetAttr_s(ctx, resource, "close"); /* USE */
    if (HPy_IsNull(close)) {
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    done = HPy_Call(ctx, close, NULL, 0, HPy_NULL);
    HPy_Close(ctx, close);
    HPy_Close(ctx, done);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
