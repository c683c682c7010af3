/* Asks the interpreter about itself and the code that calls, and has something done at its end and a little later.
 *
 * run: import sys
 *      assert mod.version() == (sys.version_info[0], sys.version_info[1])
 *      def caller(secret=42): return mod.who_calls()
 *      assert caller() == ("caller", {"secret": 42})
 *      before = mod.count()
 *      mod.count_later()
 *      while mod.count() == before: pass
 */
#include "hpy.h"

static long counter;

/* Called when the interpreter ends, with a context and while Python can still be used. */
static void at_exit(HPyContext *ctx, void *data)
{
    *(long *)data = 0;
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy self)
{
    return HPy_AtExit(ctx, at_exit, &counter);
}

HPyDef_METH(version, "version", HPyFunc_NOARGS, .doc = "version()\n--\n\nMajor and minor version of Python.")
static HPy version_impl(HPyContext *ctx, HPy self)
{
    uint32_t version = HPy_PythonVersion(ctx);

    return HPy_BuildValue(ctx, "II", (unsigned int)(version >> 24), (unsigned int)(version >> 16 & 0xFF));
}

HPyDef_METH(who_calls, "who_calls", HPyFunc_NOARGS, .doc = "who_calls()\n--\n\nName and variables of the caller.")
static HPy who_calls_impl(HPyContext *ctx, HPy self)
{
    HPy frame = HPyEval_GetFrame(ctx), code, name = HPy_NULL, locals = HPy_NULL, result = HPy_NULL;

    if (HPy_IsNull(frame)) /* no Python code runs: no error */
        return HPy_Dup(ctx, ctx->h_None);
    code = HPy_GetAttr_s(ctx, frame, "f_code");
    HPy_Close(ctx, frame);
    if (!HPy_IsNull(code))
        name = HPy_GetAttr_s(ctx, code, "co_name");
    HPy_Close(ctx, code);
    if (!HPy_IsNull(name))
        locals = HPyEval_GetLocals(ctx);
    if (!HPy_IsNull(locals))
        result = HPy_BuildValue(ctx, "OO", name, locals);
    HPy_Close(ctx, locals);
    HPy_Close(ctx, name);
    return result;
}

/* Called by the main thread, between two instructions of Python. */
static int increase(HPyContext *ctx, void *data)
{
    *(long *)data += 1;
    return 0;
}

HPyDef_METH(count_later, "count_later", HPyFunc_NOARGS, .doc = "count_later()\n--\n\nIncrease the count soon.")
static HPy count_later_impl(HPyContext *ctx, HPy self)
{
    return HPy_AddPendingCall(ctx, increase, &counter) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(count, "count", HPyFunc_NOARGS, .doc = "count()\n--\n\nHow often that was.")
static HPy count_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, counter);
}

static HPyDef *defines[] = {&start, &version, &who_calls, &count_later, &count, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(the_interpreter, module)
