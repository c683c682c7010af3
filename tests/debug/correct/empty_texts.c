/* Texts and arrays of no items may lie nowhere; operations and objects are of the last sorts that are allowed.
 *
 * run: assert mod.f() == ("", "", "", (), 8)
 *      assert mod.compare(1, 2) == [True, True, False, True, False, False]
 *      assert mod.call("upper", "a") == "A"
 *      class Names(dict): pass
 *      assert mod.run(Names(x=5)) == 5
 *      assert mod.new_error(Names(code=3)).code == 3
 * minor: 1
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy items[5];
    HPy result;
    size_t i;

    items[0] = HPyUnicode_FromWideChar(ctx, NULL, 0);
    items[1] = HPyUnicode_DecodeASCII(ctx, NULL, 0, NULL);
    items[2] = HPyUnicode_DecodeLatin1(ctx, NULL, 0, NULL);
    items[3] = HPyTuple_FromArray(ctx, NULL, 0);
    items[4] = HPyLong_FromLong(ctx, 8);
    result = HPyTuple_FromArray(ctx, items, 5);
    for (i = 0; i < 5; i++)
        HPy_Close(ctx, items[i]);
    return result;
}

HPyDef_METH(compare, "compare", HPyFunc_VARARGS)
static HPy compare_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, 6);
    int op;

    for (op = HPy_LT; op <= HPy_GE; op++) {
        HPy item = HPy_RichCompare(ctx, args[0], args[1], op);
        HPyListBuilder_Set(ctx, builder, op, item);
        HPy_Close(ctx, item);
    }
    return HPyListBuilder_Build(ctx, builder);
}

HPyDef_METH(call, "call", HPyFunc_VARARGS)
static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return HPy_CallMethod(ctx, args[0], &args[1], 1, HPy_NULL);
}

HPyDef_METH(run, "run", HPyFunc_O)
static HPy run_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy code = HPy_Compile_s(ctx, "x", "<run>", HPy_SourceKind_Expr);
    HPy result = HPy_IsNull(code) ? HPy_NULL : HPy_EvalCode(ctx, code, arg, arg);

    HPy_Close(ctx, code);
    return result;
}

HPyDef_METH(new_error, "new_error", HPyFunc_O)
static HPy new_error_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPyErr_NewException(ctx, "mod.Error", HPy_NULL, arg);
}

static HPyDef *module_defines[] = {&f, &compare, &call, &run, &new_error, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
