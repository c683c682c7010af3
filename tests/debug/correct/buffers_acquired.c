/* Acquires buffers in each way that is right: refused ones, empty ones released, one behind the other in the same struct,
 * released with an exception pending, used while the thread state is away, handed to a helper by address, filled in place
 * of a view that it was given.
 *
 * run: data = bytearray(b'abc')
 *      for source in data, b'abc', memoryview(b'abcdef')[:3]:
 *          assert mod.total(source) == 97 + 98 + 99
 *      for wrong in 'text', None, memoryview(b'abcdef')[::2]:
 *          try:
 *              mod.total(wrong)
 *          except (TypeError, BufferError):
 *              pass
 *          else:
 *              raise AssertionError('no exception')
 *      assert mod.lengths(data, b'', b'ab', data) == 8
 *      try:
 *          mod.lengths(data, 'text')
 *      except TypeError:
 *          pass
 *      try:
 *          mod.fail(data)
 *      except KeyError:
 *          pass
 *      data.append(100)
 *      assert mod.overwrite(data) is data and data == bytearray(b'xxxx')
 *      shown = memoryview(mod.Shown(data))
 *      assert shown.obj is data and bytes(shown) == b'xxxx'
 *      shown.release()
 *      assert mod.total(mod.Shown(b'abc')) == 97 + 98 + 99
 *      data.append(100)
 * minor: 2
 */
#include "hpy.h"

static void add(const HPy_buffer *view, long *sum)
{
    HPy_ssize_t i;

    for (i = 0; i < view->len; i++)
        *sum += ((const unsigned char *)view->buf)[i];
}

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPyThreadState state;
    HPy result = HPy_NULL;
    long sum = 0;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0)
        goto done;
    state = HPy_LeavePythonExecution(ctx);
    add(&view, &sum);
    HPy_ReenterPythonExecution(ctx, state);
    result = HPyLong_FromLong(ctx, sum);
done:
    HPyBuffer_Release(ctx, &view); /* nothing, when it was refused */
    return result;
}

HPyDef_METH(lengths, "lengths", HPyFunc_VARARGS)
static HPy lengths_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_buffer view;
    HPy_ssize_t sum = 0;
    size_t i;

    for (i = 0; i < nargs; i++) {
        if (HPy_GetBuffer(ctx, args[i], &view, HPyBUF_CONTIG_RO) < 0)
            return HPy_NULL;
        sum += view.len;
        HPyBuffer_Release(ctx, &view);
    }
    return HPyLong_FromSsize_t(ctx, sum);
}

HPyDef_METH(fail, "fail", HPyFunc_O)
static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view, other = {0};

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) == 0)
        HPyErr_SetString(ctx, ctx->h_KeyError, "as expected");
    HPyBuffer_Release(ctx, &other);
    HPyBuffer_Release(ctx, &view);
    return HPy_NULL;
}

static void fill(HPyContext *ctx, HPy_buffer *view)
{
    memset(view->buf, 'x', (size_t)view->len);
    HPyBuffer_Release(ctx, view);
}

HPyDef_METH(overwrite, "overwrite", HPyFunc_O)
static HPy overwrite_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPy result;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_WRITABLE) < 0)
        return HPy_NULL;
    result = HPy_Dup(ctx, view.obj);
    fill(ctx, &view);
    return result;
}

typedef struct { HPyField base; } Shown;
HPyType_HELPERS(Shown)

HPyDef_SLOT(Shown_traverse, HPy_tp_traverse)
static int Shown_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Shown *)self)->base);
    return 0;
}

HPyDef_SLOT(Shown_new, HPy_tp_new)
static HPy Shown_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Shown *shown;
    HPy h = HPy_New(ctx, cls, &shown);

    if (!HPy_IsNull(h))
        HPyField_Store(ctx, h, &shown->base, args[0]);
    return h;
}

HPyDef_SLOT(Shown_getbuffer, HPy_bf_getbuffer)
static int Shown_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
{
    HPy base = HPyField_Load(ctx, self, Shown_AsStruct(ctx, self)->base);
    int result = HPy_GetBuffer(ctx, base, view, flags);

    HPy_Close(ctx, base);
    return result;
}

static HPyDef *shown_defines[] = {&Shown_new, &Shown_traverse, &Shown_getbuffer, NULL};
static HPyType_Spec shown_spec = {
    .name = "mod.Shown", .basicsize = sizeof(Shown), .builtin_shape = SHAPE(Shown),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = shown_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Shown", &shown_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &total, &lengths, &fail, &overwrite, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
