/* Fields in memory of their own, declared by pointer and number: they get a new place by HPyField_MoveN before the struct
 * points there.
 *
 * run: stack = mod.Stack()
 *      for i in range(100): stack.push([i])
 * minor: 2
 */
#include "hpy.h"

typedef struct { HPyField *items; HPy_ssize_t size, room; } Stack;
HPyType_HELPERS(Stack)
HPyDef_FIELDS_AT(Stack_items, offsetof(Stack, items), offsetof(Stack, size))

HPyDef_SLOT(Stack_destroy, HPy_tp_destroy)
static void Stack_destroy_impl(void *self)
{
    free(((Stack *)self)->items);
}

HPyDef_METH(Stack_push, "push", HPyFunc_O)
static HPy Stack_push_impl(HPyContext *ctx, HPy self, HPy item)
{
    Stack *stack = Stack_AsStruct(ctx, self);

    if (stack->size == stack->room) {
        HPy_ssize_t room = 2 * stack->room + 4;
        HPyField *items = (HPyField *)calloc((size_t)room, sizeof(HPyField)), *old = stack->items;
        if (items == NULL)
            return HPyErr_NoMemory(ctx);
        HPyField_MoveN(ctx, self, items, self, old, stack->size);
        stack->items = items;
        stack->room = room;
        free(old);
    }
    HPyField_Store(ctx, self, &stack->items[stack->size++], item);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *stack_defines[] = {&Stack_items, &Stack_destroy, &Stack_push, NULL};
static HPyType_Spec stack_spec = {
    .name = "mod.Stack", .basicsize = sizeof(Stack), .builtin_shape = SHAPE(Stack),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = stack_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Stack", &stack_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
