/* Reads the struct of a list with the function for plain objects.
 *
 * run: mod.Stack().depth()
 * expect: wrong-struct
 * function: Stack.depth
 * used: USE
 * native: undefined
 */
#include "hpy.h"

typedef struct { long depth; } Stack;
HPyType_HELPERS(Stack)

HPyDef_METH(Stack_depth, "depth", HPyFunc_NOARGS)
static HPy Stack_depth_impl(HPyContext *ctx, HPy self)
{
    Stack *stack = Stack_AsStruct(ctx, self); /* USE */
    long depth = stack->depth;

    return HPyLong_FromLong(ctx, depth);
}

static HPyDef *stack_defines[] = {&Stack_depth, NULL};
static HPyType_Spec stack_spec = {
    .name = "mod.Stack", .basicsize = sizeof(Stack), .builtin_shape = HPyType_BuiltinShape_List,
    .flags = HPy_TPFLAGS_DEFAULT, .defines = stack_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Base, ctx->h_ListType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
    };
    return HPyHelpers_AddType(ctx, mod, "Stack", &stack_spec, params) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
