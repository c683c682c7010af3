/* Lets a function that another thread runs use a handle that is open in this one.
 *
 * run: import threading
 *      def wait():
 *          thread = threading.Thread(target=peek)
 *          thread.start()
 *          thread.join()
 *      def peek():
 *          try:
 *              mod.peek()
 *          except Exception:
 *              pass
 *      mod.run(wait, 'text')
 * expect: other-thread
 * api: HPy_Length
 * function: peek
 * opened: OPEN
 * used: USE
 */
#include "hpy.h"

static HPy shared;

HPyDef_METH(run, "run", HPyFunc_VARARGS)
static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy wait, value, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:run", &wait, &value))
        return HPy_NULL;
    shared = HPy_Repr(ctx, value); /* OPEN */
    if (HPy_IsNull(shared))
        return HPy_NULL;
    result = HPy_Call(ctx, wait, NULL, 0, HPy_NULL);
    HPy_Close(ctx, shared);
    return result;
}

HPyDef_METH(peek, "peek", HPyFunc_NOARGS)
static HPy peek_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t length = HPy_Length(ctx, shared); /* USE */
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&run, &peek, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
