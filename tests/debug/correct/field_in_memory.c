/* Fills fields in allocated memory first and links the memory to the object after the stores, as a growing array
 * does.
 *
 * run: import gc, weakref
 *      stack = mod.Stack()
 *      class Item:
 *          pass
 *      items = [Item() for _ in range(40)]
 *      for item in items:
 *          stack.push(item)
 *      assert gc.is_tracked(stack)
 *      assert stack.top() is items[-1]
 *      watch = weakref.ref(items[0])
 *      items[0].stack = stack
 *      del items, item, stack
 *      gc.collect()
 *      assert watch() is None
 */
#include "hpy.h"

typedef struct {
    HPy_ssize_t used;
    HPy_ssize_t size;
    HPyField *items;
} Stack;
HPyType_HELPERS(Stack)

HPyDef_SLOT(Stack_traverse, HPy_tp_traverse)
static int Stack_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Stack *stack = (Stack *)self;
    HPy_ssize_t i;

    for (i = 0; i < stack->used; i++)
        HPy_VISIT(&stack->items[i]);
    return 0;
}

HPyDef_SLOT(Stack_destroy, HPy_tp_destroy)
static void Stack_destroy_impl(void *self)
{
    free(((Stack *)self)->items);
}

/* Move the items to a larger array; -1 with an exception set. */
static int grow(HPyContext *ctx, HPy self, Stack *stack)
{
    HPy_ssize_t i, size = stack->size == 0 ? 4 : 2 * stack->size;
    HPyField *old = stack->items, *items = (HPyField *)calloc((size_t)size, sizeof(HPyField));

    if (items == NULL) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    for (i = 0; i < stack->used; i++) {
        HPy item = HPyField_Load(ctx, self, old[i]);
        HPyField_Store(ctx, self, &items[i], item);
        HPyField_Store(ctx, self, &old[i], HPy_NULL);
        HPy_Close(ctx, item);
    }
    stack->items = items;
    stack->size = size;
    free(old);
    return 0;
}

HPyDef_METH(Stack_push, "push", HPyFunc_O)
static HPy Stack_push_impl(HPyContext *ctx, HPy self, HPy item)
{
    Stack *stack = Stack_AsStruct(ctx, self);

    if (stack->used == stack->size && grow(ctx, self, stack) < 0)
        return HPy_NULL;
    HPyField_Store(ctx, self, &stack->items[stack->used], item);
    stack->used++;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Stack_top, "top", HPyFunc_NOARGS)
static HPy Stack_top_impl(HPyContext *ctx, HPy self)
{
    Stack *stack = Stack_AsStruct(ctx, self);

    if (stack->used == 0)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "empty");
    return HPyField_Load(ctx, self, stack->items[stack->used - 1]);
}

static HPyDef *stack_defines[] = {&Stack_traverse, &Stack_destroy, &Stack_push, &Stack_top, NULL};
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
