/* Objects that are called: by the type's slot, and by a function that each object is given.
 *
 * run: assert mod.Adder(3)(4) == 7
 *      assert mod.Adder(3)(4, plus=5) == 12
 *      assert mod.Adder(0)(4) == -4
 */
#include "hpy.h"

typedef struct { HPyCallFunction call; long value; } Adder;
HPyType_HELPERS(Adder)

static long sum_of(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"", "plus", NULL};
    long value, plus = 0;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "l|l:Adder", names, &value, &plus))
        return -1;
    return Adder_AsStruct(ctx, self)->value + value + plus;
}

HPyDef_CALL_FUNCTION(negated)
static HPy negated_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    long sum = sum_of(ctx, self, args, nargs, kwnames);
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, -sum);
}

HPyDef_SLOT(Adder_call, HPy_tp_call)
static HPy Adder_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    long sum = sum_of(ctx, self, args, nargs, kwnames);
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, sum);
}

HPyDef_SLOT(Adder_new, HPy_tp_new)
static HPy Adder_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Adder *adder;
    long value;
    HPy h;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "l:Adder", &value))
        return HPy_NULL;
    h = HPy_New(ctx, cls, &adder);
    if (HPy_IsNull(h))
        return HPy_NULL;
    adder->value = value;
    if (value == 0 && HPy_SetCallFunction(ctx, h, &negated) < 0) {
        HPy_Close(ctx, h);
        return HPy_NULL;
    }
    return h;
}

static HPyDef *adder_defines[] = {&Adder_call, &Adder_new, NULL};
static HPyType_Spec adder_spec = {
    .name = "mod.Adder", .basicsize = sizeof(Adder), .builtin_shape = SHAPE(Adder),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = adder_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Adder", &adder_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
