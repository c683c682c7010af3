/* Arguments of all kinds: buffers of texts and bytes, that are released when parsing fails, groups whose items a tracker
 * owns, definitions without a tracker and with keywords in a dict, names that are listed, calls of all lengths.
 *
 * run: assert mod.views('text', b'bytes') == (4, 5)
 *      for wrong in [('text', b'bytes', 'x'), ('text', 5), ('text', b'bytes', 1, 2), (5, b'bytes')]:
 *          try: mod.views(*wrong)
 *          except TypeError: pass
 *          else: assert False
 *      assert mod.group(['a', (1, 'b')]) == 'ab1'
 *      for wrong in [(['a', (1, 5)],), (['a', 1],), ([5, (1, 'b')],)]:
 *          try: mod.group(*wrong)
 *          except TypeError: pass
 *          else: assert False
 *      assert mod.defined(1, c=[2], b='x') == (1, 'x', [2])
 *      for wrong in [dict(a=1), dict(a=1, b=2), dict(a=1, b='x', c=()), dict(a=1, b='x', d=2)]:
 *          try: mod.defined(**wrong)
 *          except TypeError: pass
 *          else: assert False
 *      assert mod.Thing(1, b='x', c=[2]).__init__(a=3, b='y') is None
 *      assert mod.upper('text') == mod.upper('text') == 'TEXT'
 *      assert mod.calls(dict) == ({}, {1: 2})
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(views, "views", HPyFunc_VARARGS)
static HPy views_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_buffer text, data;
    long n = 0;
    HPy result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "s*y*|l:views", &text, &data, &n))
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "nn", text.len, data.len);
    HPyBuffer_Release(ctx, &text);
    HPyBuffer_Release(ctx, &data);
    return result;
}

HPyDef_METH(group, "group", HPyFunc_VARARGS)
static HPy group_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyTracker tracker;
    const char *a, *b;
    long n;
    HPy result;

    if (!HPyArg_Parse(ctx, &tracker, args, nargs, "(s(ls)):group", &a, &n, &b))
        return HPy_NULL;
    result = HPyUnicode_FromFormat(ctx, "%s%s%ld", a, b, n);
    HPyTracker_Close(ctx, tracker);
    return result;
}

HPyArg_PARSER(abc, "OU|O!:defined", "a", "b", "c")

HPyDef_METH(defined, "defined", HPyFunc_KEYWORDS)
static HPy defined_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy a, b, c = ctx->h_None;

    if (!HPyArg_ParseWith(ctx, &abc, NULL, args, nargs, kwnames, &a, &b, ctx->h_ListType, &c))
        return HPy_NULL;
    return HPy_BuildValue(ctx, "OOO", a, b, c);
}

HPyDef_SLOT(Thing_init, HPy_tp_init)
static int Thing_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPyTracker tracker;
    HPy a, b, c = ctx->h_None;
    int status;

    if (!HPyArg_ParseWith(ctx, &abc, &tracker, args, (size_t)nargs, kw, &a, &b, ctx->h_ListType, &c))
        return -1;
    status = HPyUnicode_Check(ctx, b) && !HPy_Is(ctx, a, c) ? 0 : -1;
    HPyTracker_Close(ctx, tracker);
    return status;
}

static HPyDef *thing_defines[] = {&Thing_init, NULL};
static HPyType_Spec thing_spec = {
    .name = "mod.Thing", .builtin_shape = HPyType_BuiltinShape_Object, .flags = HPy_TPFLAGS_DEFAULT,
    .defines = thing_defines,
};

static HPyName upper_name = HPyName_INIT("upper");

HPyDef_METH(upper, "upper", HPyFunc_O)
static HPy upper_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPy_CallMethod_n(ctx, &upper_name, &arg, 1, HPy_NULL);
}

HPyDef_METH(calls, "calls", HPyFunc_O)
static HPy calls_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy empty = HPy_CallNoArgs(ctx, arg), pairs = HPy_BuildValue(ctx, "[(ii)]", 1, 2);
    HPy filled = HPy_CallOneArg(ctx, arg, pairs);
    HPy result = HPy_BuildValue(ctx, "OO", empty, filled);

    HPy_Close(ctx, empty);
    HPy_Close(ctx, pairs);
    HPy_Close(ctx, filled);
    return result;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Thing", &thing_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &views, &group, &defined, &upper, &calls, NULL};
static HPyGlobal *module_globals[] = {&upper_name.global, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
