/* Compiles an expression once, and evaluates it for each of some values of x.
 *
 * run: assert mod.table("x * x", [1, 2, 3]) == [1, 4, 9]
 *      try: mod.table("x +", [])
 *      except SyntaxError as error: assert error.filename == "<formula>"
 *      else: raise AssertionError
 */
#include "hpy.h"

/* Append the value of 'code' with x as 'value' to 'list': 0, or -1 with an exception. */
static int add_value(HPyContext *ctx, HPy list, HPy code, HPy names, HPy value)
{
    HPy result;
    int failed;

    if (HPy_SetItem_s(ctx, names, "x", value) < 0)
        return -1;
    result = HPy_EvalCode(ctx, code, names, names);
    if (HPy_IsNull(result))
        return -1;
    failed = HPyList_Append(ctx, list, result);
    HPy_Close(ctx, result);
    return failed;
}

HPyDef_METH(table, "table", HPyFunc_VARARGS, .doc = "table(formula, values, /)\n--\n\nWhat it gives for each x.")
static HPy table_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    const char *formula;
    HPy values, value, code, names, iterator, list;
    int failed = 0;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "sO:table", &formula, &values))
        return HPy_NULL;
    code = HPy_Compile_s(ctx, formula, "<formula>", HPy_SourceKind_Expr);
    if (HPy_IsNull(code))
        return HPy_NULL;
    names = HPyDict_New(ctx);
    list = HPyList_New(ctx, 0);
    iterator = HPy_IsNull(names) || HPy_IsNull(list) ? HPy_NULL : HPy_GetIter(ctx, values);
    failed = HPy_IsNull(iterator);
    while (!failed && !HPy_IsNull(value = HPyIter_Next(ctx, iterator))) {
        failed = add_value(ctx, list, code, names, value) < 0;
        HPy_Close(ctx, value);
    }
    if (failed || HPyErr_Occurred(ctx)) { /* an iterator ends with HPy_NULL, and with an exception if it failed */
        HPy_Close(ctx, list);
        list = HPy_NULL;
    }
    HPy_Close(ctx, iterator);
    HPy_Close(ctx, names);
    HPy_Close(ctx, code);
    return list;
}

static HPyDef *defines[] = {&table, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(compiling_and_running, module)
