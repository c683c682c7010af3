/* Keeps buffers where they may be: in structs of objects, of which one is alive when the process ends, in memory of its own
 * and in a variable; released by close(), by the finalizer, by another call, or by nobody.
 *
 * run: import sys
 *      data = bytearray(b'abc')
 *      reader = mod.Reader(data)
 *      assert reader.length() == 3 and reader.owner() is data
 *      reader.close()
 *      reader.close()
 *      data.append(100)
 *      del reader
 *      for n in range(20):
 *          mod.Reader(data)
 *      sys.hpy_kept_reader = mod.Reader(data)
 *      assert sys.hpy_kept_reader.length() == 4
 *      for source in data, b'bytes', memoryview(b'view'):
 *          mod.push(source)
 *      assert [mod.pop(), mod.pop(), mod.pop()] == [b'view', b'bytes', b'abcd']
 *      mod.keep(b'for ever')
 * minor: 2
 */
#include "hpy.h"

typedef struct { HPy_buffer view; } Reader;
HPyType_HELPERS(Reader)

HPyDef_SLOT(Reader_new, HPy_tp_new)
static HPy Reader_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Reader *reader;
    HPy h = HPy_New(ctx, cls, &reader);

    if (!HPy_IsNull(h) && HPy_GetBuffer(ctx, args[0], &reader->view, HPyBUF_SIMPLE) < 0) {
        HPy_Close(ctx, h);
        return HPy_NULL;
    }
    return h;
}

HPyDef_METH(Reader_length, "length", HPyFunc_NOARGS)
static HPy Reader_length_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromSsize_t(ctx, Reader_AsStruct(ctx, self)->view.len);
}

HPyDef_METH(Reader_owner, "owner", HPyFunc_NOARGS)
static HPy Reader_owner_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, Reader_AsStruct(ctx, self)->view.obj);
}

HPyDef_METH(Reader_close, "close", HPyFunc_NOARGS)
static HPy Reader_close_impl(HPyContext *ctx, HPy self)
{
    HPyBuffer_Release(ctx, &Reader_AsStruct(ctx, self)->view);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(Reader_finalize, HPy_tp_finalize)
static void Reader_finalize_impl(HPyContext *ctx, HPy self)
{
    HPyBuffer_Release(ctx, &Reader_AsStruct(ctx, self)->view);
}

static HPyDef *reader_defines[] = {&Reader_new, &Reader_length, &Reader_owner, &Reader_close, &Reader_finalize, NULL};
static HPyType_Spec reader_spec = {
    .name = "mod.Reader", .basicsize = sizeof(Reader), .builtin_shape = SHAPE(Reader),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = reader_defines,
};

typedef struct Node { HPy_buffer view; struct Node *next; } Node;
static Node *top;

HPyDef_METH(push, "push", HPyFunc_O)
static HPy push_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Node *node = (Node *)malloc(sizeof(*node));

    if (node == NULL)
        return HPyErr_NoMemory(ctx);
    if (HPy_GetBuffer(ctx, arg, &node->view, HPyBUF_SIMPLE) < 0) {
        free(node);
        return HPy_NULL;
    }
    node->next = top;
    top = node;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(pop, "pop", HPyFunc_NOARGS)
static HPy pop_impl(HPyContext *ctx, HPy self)
{
    Node *node = top;
    HPy result = HPyBytes_FromStringAndSize(ctx, (const char *)node->view.buf, node->view.len);

    HPyBuffer_Release(ctx, &node->view);
    top = node->next;
    free(node);
    return result;
}

HPyDef_METH(keep, "keep", HPyFunc_O)
static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
{
    static HPy_buffer kept;

    if (HPy_GetBuffer(ctx, arg, &kept, HPyBUF_SIMPLE) < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Reader", &reader_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &push, &pop, &keep, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
