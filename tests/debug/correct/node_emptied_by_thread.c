/* Stores to a field of a node outside of the object's struct, then calls back; meanwhile another thread takes the node
 * out, empties it and gives it back, or puts another in its place. Old items end while a field is stored, and call back
 * as well. Threads load fields of an array that others empty.
 *
 * run: import threading
 *      def in_threads(*functions):
 *          threads = [threading.Thread(target=function) for function in functions]
 *          for thread in threads:
 *              thread.start()
 *          for thread in threads:
 *              thread.join()
 *      for i in range(40):
 *          queue = mod.Queue()
 *          queue.push([i], lambda: in_threads(queue.pop))
 *          assert queue.first() is None
 *          queue.push([i], lambda: in_threads(lambda: (queue.pop(), queue.push({i}, int))))
 *          assert queue.first() == {i}
 *          def push_on():
 *              queue.pop()
 *              queue.push([i], lambda: in_threads(queue.pop))
 *          queue.push([i], lambda: in_threads(push_on))
 *          assert queue.first() == {i}
 *      class Last:
 *          def __del__(self):
 *              in_threads(queue.pop)
 *      for i in range(40):
 *          queue = mod.Queue()
 *          queue.push(Last(), int)
 *          queue.set([i])
 *          assert queue.first() is None
 *      queue = mod.Queue()
 *      queue.push([1], int)
 *      def load():
 *          for i in range(3000):
 *              queue.first()
 *      def store():
 *          for i in range(3000):
 *              queue.set(None)
 *              queue.set([i])
 *      in_threads(load, store, load, store)
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

/* push(item, f): puts the item in front, and calls f() */
HPyDef_METH(Queue_push, "push", HPyFunc_VARARGS)
static HPy Queue_push_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    Queue *queue = Queue_AsStruct(ctx, self);
    Node *node;
    HPy item, f;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:push", &item, &f))
        return HPy_NULL;
    node = (Node *)calloc(1, sizeof(*node));
    if (node == NULL)
        return HPyErr_NoMemory(ctx);
    node->next = queue->first;
    queue->first = node;
    HPyField_Store(ctx, self, &node->item, item);
    return HPy_Call(ctx, f, NULL, 0, HPy_NULL);
}

HPyDef_METH(Queue_pop, "pop", HPyFunc_NOARGS)
static HPy Queue_pop_impl(HPyContext *ctx, HPy self)
{
    Queue *queue = Queue_AsStruct(ctx, self);
    Node *node = queue->first;

    queue->first = node->next;
    HPyField_Store(ctx, self, &node->item, HPy_NULL);
    free(node);
    return HPy_Dup(ctx, ctx->h_None);
}

/* set(item): in place of the first one; None empties it */
HPyDef_METH(Queue_set, "set", HPyFunc_O)
static HPy Queue_set_impl(HPyContext *ctx, HPy self, HPy item)
{
    HPyField *field = &Queue_AsStruct(ctx, self)->first->item;

    HPyField_Store(ctx, self, field, HPy_Is(ctx, item, ctx->h_None) ? HPy_NULL : item);
    return HPy_Dup(ctx, ctx->h_None);
}

/* first(): the first item; None where there is none */
HPyDef_METH(Queue_first, "first", HPyFunc_NOARGS)
static HPy Queue_first_impl(HPyContext *ctx, HPy self)
{
    Node *node = Queue_AsStruct(ctx, self)->first;
    HPy item = node != NULL ? HPyField_LoadOrNull(ctx, self, &node->item) : HPy_NULL;

    return HPy_IsNull(item) ? HPy_Dup(ctx, ctx->h_None) : item;
}

static HPyDef *queue_defines[] = {&Queue_new, &Queue_traverse, &Queue_destroy, &Queue_push, &Queue_pop, &Queue_set,
                                  &Queue_first, NULL};
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

HPyModule_DECLARE(mod, HPY_MOD_GIL_NOT_USED, HPY_MOD_MULTIPLE_INTERPRETERS_SUPPORTED)
HPy_MODINIT(mod, moduledef)
