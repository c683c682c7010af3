/* An awaitable that sends values on: results by a pointer, and null without an exception at the end.
 *
 * run: class Waiting:
 *          def __await__(self):
 *              got = yield 'asked'
 *              return got * 2
 *      async def main():
 *          return await mod.Once(Waiting().__await__())
 *      coroutine = main()
 *      assert coroutine.send(None) == 'asked'
 *      try:
 *          coroutine.send(21)
 *      except StopIteration as stop:
 *          assert stop.value == 42
 *      else:
 *          raise AssertionError('no end')
 * minor: 1
 */
#include "hpy.h"

typedef struct { HPyField inner; } Once;
HPyType_HELPERS(Once)

HPyDef_SLOT(Once_traverse, HPy_tp_traverse)
static int Once_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Once *)self)->inner);
    return 0;
}

HPyDef_SLOT(Once_init, HPy_tp_init)
static int Once_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy inner;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Once", &inner))
        return -1;
    HPyField_Store(ctx, self, &Once_AsStruct(ctx, self)->inner, inner);
    return 0;
}

HPyDef_SLOT(Once_await, HPy_am_await)
static HPy Once_await_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Once_send, HPy_am_send)
static HPy_SendResult Once_send_impl(HPyContext *ctx, HPy self, HPy value, HPy *result)
{
    HPy inner = HPyField_Load(ctx, self, Once_AsStruct(ctx, self)->inner), stop, error;
    HPy send = HPy_GetAttr_s(ctx, inner, "send");

    HPy_Close(ctx, inner);
    if (HPy_IsNull(send))
        return HPy_SEND_ERROR;
    *result = HPy_Call(ctx, send, &value, 1, HPy_NULL);
    HPy_Close(ctx, send);
    if (!HPy_IsNull(*result))
        return HPy_SEND_NEXT;
    if (!HPyErr_ExceptionMatches(ctx, ctx->h_StopIteration))
        return HPy_SEND_ERROR;
    HPyErr_Clear(ctx);
    stop = HPyLong_FromLong(ctx, 21);
    error = HPyLong_FromLong(ctx, 2);
    *result = HPy_IsNull(stop) || HPy_IsNull(error) ? HPy_NULL : HPy_Multiply(ctx, stop, error);
    HPy_Close(ctx, stop);
    HPy_Close(ctx, error);
    return HPy_IsNull(*result) ? HPy_SEND_ERROR : HPy_SEND_RETURN;
}

HPyDef_SLOT(Once_iternext, HPy_tp_iternext)
static HPy Once_iternext_impl(HPyContext *ctx, HPy self)
{
    HPy result;
    HPy_SendResult how = Once_send_impl(ctx, self, ctx->h_None, &result);

    if (how == HPy_SEND_NEXT)
        return result;
    if (how == HPy_SEND_RETURN) {
        HPyErr_SetObject(ctx, ctx->h_StopIteration, result);
        HPy_Close(ctx, result);
    }
    return HPy_NULL;
}

static HPyDef *once_defines[] = {&Once_traverse, &Once_init, &Once_await, &Once_send, &Once_iternext, NULL};
static HPyType_Spec once_spec = {
    .name = "mod.Once", .basicsize = sizeof(Once), .builtin_shape = SHAPE(Once),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = once_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Once", &once_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
