/* Exports its memory, and refuses to do so for writing.
 *
 * run: import io
 *      memory = mod.Memory()
 *      view = memoryview(memory)
 *      assert bytes(view) == b'abcdefgh' and view.readonly
 *      del memory
 *      assert view[0] == 97 and mod.exported() == 1
 *      view.release()
 *      assert mod.exported() == 0
 *      try:
 *          io.BytesIO(b'12345678').readinto(mod.Memory())
 *      except (BufferError, TypeError):
 *          pass
 *      else:
 *          raise AssertionError('no exception')
 */
#include "hpy.h"

typedef struct { char bytes[8]; } Memory;
HPyType_HELPERS(Memory)

static int exported_count;

HPyDef_SLOT(Memory_new, HPy_tp_new)
static HPy Memory_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Memory *memory;
    HPy h = HPy_New(ctx, cls, &memory);

    if (!HPy_IsNull(h))
        memcpy(memory->bytes, "abcdefgh", 8);
    return h;
}

HPyDef_SLOT(Memory_getbuffer, HPy_bf_getbuffer)
static int Memory_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
{
    static HPy_ssize_t shape[] = {8}, strides[] = {1};
    Memory *memory = Memory_AsStruct(ctx, self);

    if (flags & 1) { /* writable */
        HPyErr_SetString(ctx, ctx->h_BufferError, "for reading only");
        return -1;
    }
    buffer->buf = memory->bytes;
    buffer->obj = HPy_Dup(ctx, self);
    buffer->len = 8;
    buffer->itemsize = 1;
    buffer->readonly = 1;
    buffer->ndim = 1;
    buffer->format = (char *)"B";
    buffer->shape = shape;
    buffer->strides = strides;
    buffer->suboffsets = NULL;
    buffer->internal = NULL;
    exported_count++;
    return 0;
}

HPyDef_SLOT(Memory_releasebuffer, HPy_bf_releasebuffer)
static void Memory_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer)
{
    exported_count--;
}

HPyDef_METH(exported, "exported", HPyFunc_NOARGS)
static HPy exported_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, exported_count);
}

static HPyDef *memory_defines[] = {&Memory_new, &Memory_getbuffer, &Memory_releasebuffer, NULL};
static HPyType_Spec memory_spec = {
    .name = "mod.Memory", .basicsize = sizeof(Memory), .builtin_shape = SHAPE(Memory),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = memory_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Memory", &memory_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &exported, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
