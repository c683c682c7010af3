/* Methods that are told their class and data, class and static methods, functions and descriptors made at run time.
 *
 * run: class Sub(mod.T):
 *          pass
 *      assert Sub().told(1, a=2) == (mod.T, 'data', 1)
 *      assert Sub.made() is Sub and mod.T.stat(4) == 4
 *      assert mod.function('self', 3)() == 'self'
 *      Sub.told = mod.descriptor(Sub)
 *      assert Sub().told() == (Sub, 'data', 0)
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(told, "told", HPyFunc_METHOD, .data = (void *)"data")
static HPy told_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
{
    HPy again = HPy_Dup(ctx, cls);
    HPy result = HPy_BuildValue(ctx, "(Osi)", again, (const char *)data, (int)nargs);

    HPy_Close(ctx, again);
    return result;
}

HPyDef_CLASSMETH(made, "made", HPyFunc_NOARGS)
static HPy made_impl(HPyContext *ctx, HPy cls)
{
    return HPy_Dup(ctx, cls);
}

HPyDef_STATICMETH(stat_meth, "stat", HPyFunc_O)
static HPy stat_meth_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPy_Dup(ctx, HPy_IsNull(self) ? arg : self);
}

static HPyDef *type_defines[] = {&told, &made, &stat_meth, NULL};
static HPyType_Spec spec = {
    .name = "mod.T", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = type_defines,
};

HPyDef_METH(self_of, "self_of", HPyFunc_NOARGS)
static HPy self_of_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(function, "function", HPyFunc_VARARGS)
static HPy function_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return HPyFunction_New(ctx, &self_of, args[0], self);
}

HPyDef_METH(descriptor, "descriptor", HPyFunc_O)
static HPy descriptor_impl(HPyContext *ctx, HPy self, HPy type)
{
    return HPyDescr_New(ctx, type, &told);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "T", &spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&function, &descriptor, &exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
