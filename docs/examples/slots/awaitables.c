/* Slots of awaitables and asynchronous iterators: a countdown, each of whose numbers is awaited.
 *
 * run: async def numbers(n):
 *          return [number async for number in mod.Countdown(n)]
 *      def result(coroutine):
 *          try:
 *              while True: coroutine.send(None)
 *          except StopIteration as end:
 *              return end.value
 *      assert result(numbers(3)) == [3, 2, 1]
 */
#include "hpy.h"

static HPyGlobal ready_type;

/* ---- an awaitable that is ready ---- */

typedef struct {
    long value;
} Ready;

HPyType_HELPERS(Ready)

HPyDef_SLOT(Ready_await, HPy_am_await)
static HPy Ready_await_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self); /* it is its own iterator */
}

HPyDef_SLOT(Ready_iternext, HPy_tp_iternext)
static HPy Ready_iternext_impl(HPyContext *ctx, HPy self)
{
    HPy value = HPyLong_FromLong(ctx, Ready_AsStruct(ctx, self)->value);

    if (!HPy_IsNull(value))
        HPyErr_SetObject(ctx, ctx->h_StopIteration, value); /* the end has the result */
    HPy_Close(ctx, value);
    return HPy_NULL;
}

HPyDef_SLOT(Ready_iter, HPy_tp_iter)
static HPy Ready_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Ready_send, HPy_am_send)
static HPy_SendResult Ready_send_impl(HPyContext *ctx, HPy self, HPy arg, HPy *result)
{
    (void)arg;
    *result = HPyLong_FromLong(ctx, Ready_AsStruct(ctx, self)->value);
    return HPy_IsNull(*result) ? HPy_SEND_ERROR : HPy_SEND_RETURN;
}

static HPyDef *ready_defines[] = {&Ready_await, &Ready_iter, &Ready_iternext, &Ready_send, NULL};

static HPyType_Spec ready_spec = {
    .name = "slots_awaitables.Ready",
    .basicsize = sizeof(Ready),
    .builtin_shape = SHAPE(Ready),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_DISALLOW_INSTANTIATION,
    .defines = ready_defines,
};

/* ---- the iterator ---- */

typedef struct {
    long left;
} Countdown;

HPyType_HELPERS(Countdown)

HPyDef_SLOT(Countdown_vectorcall, HPy_tp_vectorcall)
static HPy Countdown_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"start", NULL};
    Countdown *self;
    long start;
    HPy result;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "l:Countdown", names, &start))
        return HPy_NULL;
    result = HPy_New(ctx, type, &self);
    if (!HPy_IsNull(result))
        self->left = start;
    return result;
}

HPyDef_SLOT(Countdown_aiter, HPy_am_aiter)
static HPy Countdown_aiter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Countdown_anext, HPy_am_anext)
static HPy Countdown_anext_impl(HPyContext *ctx, HPy self)
{
    Countdown *countdown = Countdown_AsStruct(ctx, self);
    Ready *ready;
    HPy type, result;

    if (countdown->left <= 0) {
        HPyErr_SetString(ctx, ctx->h_StopAsyncIteration, "");
        return HPy_NULL;
    }
    type = HPyGlobal_Load(ctx, ready_type);
    result = HPy_New(ctx, type, &ready);
    HPy_Close(ctx, type);
    if (!HPy_IsNull(result))
        ready->value = countdown->left--;
    return result;
}

static HPyDef *countdown_defines[] = {&Countdown_vectorcall, &Countdown_aiter, &Countdown_anext, NULL};

static HPyType_Spec countdown_spec = {
    .name = "slots_awaitables.Countdown",
    .basicsize = sizeof(Countdown),
    .builtin_shape = SHAPE(Countdown),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = countdown_defines,
};

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &ready_spec, NULL);

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &ready_type, type);
    HPy_Close(ctx, type);
    return HPyHelpers_AddType(ctx, module, "Countdown", &countdown_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&execute, NULL};
static HPyGlobal *module_globals[] = {&ready_type, NULL};
static HPyModuleDef module_def = {.doc = "Slots of awaitables.", .defines = module_defines, .globals = module_globals};

HPy_MODINIT(slots_awaitables, module_def)
