/* Keeps an argument's handle in the object's struct, where an HPyField belongs.
 *
 * run: items = [3]
 *      stack = mod.Stack(items)
 *      stack.size()
 * expect: kept-argument
 * api: HPy_Length
 * function: Stack.size
 * used: USE
 */
#include "hpy.h"

typedef struct { HPy items; } Stack;
HPyType_HELPERS(Stack)

HPyDef_SLOT(Stack_init, HPy_tp_init)
static int Stack_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy items;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Stack", &items))
        return -1;
    Stack_AsStruct(ctx, self)->items = items;
    return 0;
}

HPyDef_METH(Stack_size, "size", HPyFunc_NOARGS)
static HPy Stack_size_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t size = HPy_Length(ctx, Stack_AsStruct(ctx, self)->items); /* USE */
    return size < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, size);
}

static HPyDef *stack_defines[] = {&Stack_init, &Stack_size, NULL};
static HPyType_Spec stack_spec = {
    .name = "mod.Stack", .basicsize = sizeof(Stack), .builtin_shape = SHAPE(Stack),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = stack_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Stack", &stack_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
