/* An exception class with a number of its own in C, which its base knows nothing of.
 *
 * run: try: raise mod.Failure(404, "not there")
 *      except OSError as error: assert error.args == ("not there",) and error.code == 404
 *      else: raise AssertionError
 *      assert str(mod.Failure(1, "x")) == "failure 1: x"
 */
#include "hpy.h"

typedef struct { long code; } Failure;
HPyType_HELPERS(Failure, HPyType_BuiltinShape_Any) /* the struct lies behind whatever OSError has */

HPyDef_SLOT(Failure_new, HPy_tp_new)
static HPy Failure_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    long code;
    HPy self;

    if (nargs < 1)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "Failure needs a code");
    code = HPyLong_AsLong(ctx, args[0]);
    if (code == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    self = HPyType_CallNew(ctx, ctx->h_OSError, cls, args + 1, nargs - 1, kw);
    if (!HPy_IsNull(self))
        Failure_AsStruct(ctx, self)->code = code;
    return self;
}

HPyDef_SLOT(Failure_init, HPy_tp_init)
static int Failure_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    return HPyType_CallInit(ctx, ctx->h_OSError, self, args + 1, nargs - 1, kw);
}

HPyDef_SLOT(Failure_str, HPy_tp_str)
static HPy Failure_str_impl(HPyContext *ctx, HPy self)
{
    HPy args = HPy_GetAttr_s(ctx, self, "args"), text = HPy_IsNull(args) ? HPy_NULL : HPy_GetItem_i(ctx, args, 0);
    HPy result = HPy_NULL;

    if (!HPy_IsNull(text))
        result = HPyUnicode_FromFormat(ctx, "failure %ld: %S", Failure_AsStruct(ctx, self)->code, text);
    HPy_Close(ctx, args);
    HPy_Close(ctx, text);
    return result;
}

HPyDef_MEMBER(Failure_code, "code", HPyMember_LONG, offsetof(Failure, code))

static HPyDef *Failure_defines[] = {
    &Failure_payload, &Failure_new, &Failure_init, &Failure_str, &Failure_code, NULL
};
static HPyType_Spec Failure_spec = {
    .name = "calling_the_base.Failure", .basicsize = sizeof(Failure), .builtin_shape = SHAPE(Failure),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = Failure_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, ctx->h_OSError}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};

    return HPyHelpers_AddType(ctx, mod, "Failure", &Failure_spec, params) ? 0 : -1;
}

static HPyDef *defines[] = {&exec, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(calling_the_base, module)
