/* Takes nodes out of a list before it loads and empties what is in them, calls back in between, and gives them back.
 *
 * run: queue = mod.Queue()
 *      for i in range(100):
 *          for j in range(5):
 *              queue.push([i, j])
 *          assert queue.pop(len) == 2
 *          assert queue.pop(lambda item: queue.pop(len)) == 2
 *          while True:
 *              try:
 *                  queue.pop(lambda item: queue.push(item) if item[0] is None else None)
 *              except IndexError:
 *                  break
 */
#include "hpy.h"

typedef struct Node {
    struct Node *next;
    HPyField item;
} Node;

typedef struct { Node *first; } Queue;
HPyType_HELPERS(Queue)

HPyDef_SLOT(Queue_traverse, HPy_tp_traverse)
static int Queue_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Node *node;

    for (node = ((Queue *)self)->first; node != NULL; node = node->next)
        HPy_VISIT(&node->item);
    return 0;
}

HPyDef_SLOT(Queue_destroy, HPy_tp_destroy)
static void Queue_destroy_impl(void *self)
{
    Node *node = ((Queue *)self)->first;

    while (node != NULL) {
        Node *next = node->next;
        free(node);
        node = next;
    }
}

HPyDef_SLOT(Queue_new, HPy_tp_new)
static HPy Queue_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Queue *queue;

    return HPy_New(ctx, cls, &queue);
}

HPyDef_METH(Queue_push, "push", HPyFunc_O)
static HPy Queue_push_impl(HPyContext *ctx, HPy self, HPy item)
{
    Queue *queue = Queue_AsStruct(ctx, self);
    Node *node = (Node *)calloc(1, sizeof(*node));

    if (node == NULL)
        return HPyErr_NoMemory(ctx);
    HPyField_Store(ctx, self, &node->item, item);
    node->next = queue->first;
    queue->first = node;
    return HPy_Dup(ctx, ctx->h_None);
}

/* pop(f): f(item) of the last item */
HPyDef_METH(Queue_pop, "pop", HPyFunc_O)
static HPy Queue_pop_impl(HPyContext *ctx, HPy self, HPy f)
{
    Queue *queue = Queue_AsStruct(ctx, self);
    Node *node = queue->first;
    HPy item, result;

    if (node == NULL)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "the queue is empty");
    queue->first = node->next;
    item = HPyField_Load(ctx, self, node->item);
    HPyField_Store(ctx, self, &node->item, HPy_NULL);
    free(node);
    result = HPy_Call(ctx, f, &item, 1, HPy_NULL);
    HPy_Close(ctx, item);
    return result;
}

static HPyDef *queue_defines[] = {&Queue_new, &Queue_traverse, &Queue_destroy, &Queue_push, &Queue_pop, NULL};
static HPyType_Spec queue_spec = {
    .name = "mod.Queue", .basicsize = sizeof(Queue), .builtin_shape = SHAPE(Queue),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = queue_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Queue", &queue_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
