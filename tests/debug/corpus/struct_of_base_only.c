/* Takes the struct of an exception class from any exception.
 *
 * minor: 2
 * run: mod.code(mod.Failure()); mod.code(ValueError())
 * expect: wrong-struct
 * function: code
 * used: USE
 * native: undefined
 */
#include "hpy.h"

typedef struct { long code; } Failure;
HPyType_HELPERS(Failure, HPyType_BuiltinShape_Any)

HPyDef_METH(code, "code", HPyFunc_O)
static HPy code_impl(HPyContext *ctx, HPy self, HPy error)
{
    Failure *failure = Failure_AsStruct(ctx, error); /* USE */
    long code = failure->code;

    return HPyLong_FromLong(ctx, code);
}

static HPyDef *failure_defines[] = {&Failure_payload, NULL};
static HPyType_Spec failure_spec = {
    .name = "mod.Failure", .basicsize = sizeof(Failure), .builtin_shape = SHAPE(Failure),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = failure_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Base, ctx->h_ValueError}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
    };
    return HPyHelpers_AddType(ctx, mod, "Failure", &failure_spec, params) ? 0 : -1;
}

static HPyDef *module_defines[] = {&code, &exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
