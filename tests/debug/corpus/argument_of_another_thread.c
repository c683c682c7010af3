/* Keeps an argument's handle where a call in another thread finds it while the first one lasts.
 *
 * run: import threading
 *      def work():
 *          try:
 *              mod.step()
 *          except Exception:
 *              pass
 *      def wait():
 *          thread = threading.Thread(target=work)
 *          thread.start()
 *          thread.join()
 *      mod.run([wait])
 * expect: other-thread
 * api: HPyList_Append
 * function: step
 * used: USE
 */
#include "hpy.h"

static HPy queue;

HPyDef_METH(run, "run", HPyFunc_O)
static HPy run_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy wait, result;

    wait = HPy_GetItem_i(ctx, list, 0);
    if (HPy_IsNull(wait))
        return HPy_NULL;
    queue = list;
    result = HPy_Call(ctx, wait, NULL, 0, HPy_NULL);
    HPy_Close(ctx, wait);
    return result;
}

HPyDef_METH(step, "step", HPyFunc_NOARGS)
static HPy step_impl(HPyContext *ctx, HPy self)
{
    if (HPyList_Append(ctx, queue, ctx->h_True) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&run, &step, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
