/* Compiles and runs code, makes struct sequences and exceptions, calls with keywords.
 *
 * run: assert mod.evaluate('6 * 7') == 42
 *      try:
 *          mod.evaluate('6 *')
 *      except SyntaxError:
 *          pass
 *      assert tuple(mod.pair(1, 'b')) == (1, 'b') and mod.pair(1, 2).first == 1
 *      assert mod.keywords(dict) == {'x': 1, 'y': None}
 *      assert mod.keywords(lambda x, y: (x, y)) == (1, None)
 *      try:
 *          mod.fail()
 *      except mod.Failure as error:
 *          assert error.args == ('some', 3)
 */
#include "hpy.h"

static HPyGlobal pair_type, failure_type;
static HPyStructSequence_Field fields[] = {{"first", NULL}, {"second", NULL}, {NULL, NULL}};
static HPyStructSequence_Desc description = {"mod.Pair", NULL, fields};

HPyDef_METH(evaluate, "evaluate", HPyFunc_VARARGS)
static HPy evaluate_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy code, scope, result;
    const char *source;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "s:evaluate", &source))
        return HPy_NULL;
    code = HPy_Compile_s(ctx, source, "<text>", HPy_SourceKind_Expr);
    if (HPy_IsNull(code))
        return HPy_NULL;
    scope = HPyDict_New(ctx);
    result = HPy_IsNull(scope) ? HPy_NULL : HPy_EvalCode(ctx, code, scope, scope);
    HPy_Close(ctx, scope);
    HPy_Close(ctx, code);
    return result;
}

HPyDef_METH(pair, "pair", HPyFunc_VARARGS)
static HPy pair_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy type = HPyGlobal_Load(ctx, pair_type);
    HPy items[2], result;

    if (nargs != 2) {
        HPy_Close(ctx, type);
        return HPyErr_SetString(ctx, ctx->h_TypeError, "two arguments are required");
    }
    items[0] = args[0];
    items[1] = args[1];
    result = HPyStructSequence_New(ctx, type, 2, items);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_METH(keywords, "keywords", HPyFunc_O)
static HPy keywords_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy names = HPy_BuildValue(ctx, "(ss)", "x", "y"), values[2], result = HPy_NULL;

    if (HPy_IsNull(names))
        return HPy_NULL;
    values[0] = HPyLong_FromLong(ctx, 1);
    values[1] = ctx->h_None;
    if (!HPy_IsNull(values[0]))
        result = HPy_Call(ctx, function, values, 0, names);
    HPy_Close(ctx, values[0]);
    HPy_Close(ctx, names);
    return result;
}

HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
static HPy fail_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPyGlobal_Load(ctx, failure_type), value = HPy_BuildValue(ctx, "(si)", "some", 3);

    if (!HPy_IsNull(value))
        HPyErr_SetObject(ctx, type, value);
    HPy_Close(ctx, value);
    HPy_Close(ctx, type);
    return HPy_NULL;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy type = HPyStructSequence_NewType(ctx, &description), failure;
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &pair_type, type);
    HPy_Close(ctx, type);
    failure = HPyErr_NewExceptionWithDoc(ctx, "mod.Failure", "What fails.", ctx->h_ValueError, HPy_NULL);
    if (HPy_IsNull(failure))
        return -1;
    HPyGlobal_Store(ctx, &failure_type, failure);
    result = HPy_SetAttr_s(ctx, mod, "Failure", failure);
    HPy_Close(ctx, failure);
    return result;
}

static HPyDef *module_defines[] = {&evaluate, &pair, &keywords, &fail, &exec, NULL};
static HPyGlobal *module_globals[] = {&pair_type, &failure_type, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
