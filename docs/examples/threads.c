/* Calls Python where C gives no context: in a callback, here the comparison of qsort.
 *
 * A reference to the interpreter, got while the module is executed, leads to a context wherever the code runs: in a
 * callback, in a thread that C has made, in both. When Python has ended, or ends, there is none.
 *
 * run: assert mod.order([3, 1, 2], lambda a, b: b - a) == [3, 2, 1]
 */
#include "hpy.h"

static HPyInterpreter python;
static HPyGlobal compare;

/* What 'compare' says of two numbers; 0 without Python, and where it fails. */
static int ask(const void *a, const void *b)
{
    HPyThreadToken token;
    HPyContext *ctx = HPyThread_Enter(python, &token);
    HPy function, args, result;
    long order = 0;

    if (ctx == NULL)
        return 0;
    function = HPyGlobal_Load(ctx, compare);
    args = HPy_BuildValue(ctx, "(LL)", (long long)*(const int64_t *)a, (long long)*(const int64_t *)b);
    result = HPy_IsNull(args) ? HPy_NULL : HPy_CallTupleDict(ctx, function, args, HPy_NULL);
    if (!HPy_IsNull(result))
        order = HPyLong_AsLong(ctx, result);
    if (HPyErr_Occurred(ctx)) /* nobody could pass it on from here */
        HPyErr_WriteUnraisable(ctx, function);
    HPy_Close(ctx, result);
    HPy_Close(ctx, args);
    HPy_Close(ctx, function);
    HPyThread_Exit(ctx, &token);
    return (order > 0) - (order < 0);
}

HPyDef_METH(order, "order", HPyFunc_VARARGS, .doc = "order(numbers, compare, /)\n--\n\nThree numbers in order.")
static HPy order_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int64_t numbers[3];
    HPy function, list;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:order", &list, &function)
            || HPySequence_UnpackInt64(ctx, list, 3, numbers) < 0)
        return HPy_NULL;
    HPyGlobal_Store(ctx, &compare, function);
    qsort(numbers, 3, sizeof(*numbers), ask);
    return HPy_BuildValue(ctx, "[LLL]", (long long)numbers[0], (long long)numbers[1], (long long)numbers[2]);
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    if (HPyInterpreter_IsNull(python)) /* it stays: a later import may run in another interpreter */
        python = HPyInterpreter_Get(ctx);
    return HPyInterpreter_IsNull(python) ? -1 : 0;
}

static HPyDef *defines[] = {&start, &order, NULL};
static HPyGlobal *globals[] = {&compare, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPyModule_DECLARE(threads, HPY_MOD_GIL_USED, HPY_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED)
HPy_MODINIT(threads, module)
