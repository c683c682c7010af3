/* Hands out a buffer whose owner is self without a duplicate.
 *
 * run: bytes(memoryview(mod.Memory()))
 * expect: return-borrowed
 * function: Memory.__buffer__
 * native: undefined
 */
#include "hpy.h"

typedef struct { char bytes[8]; } Memory;
HPyType_HELPERS(Memory)

HPyDef_SLOT(Memory_getbuffer, HPy_bf_getbuffer)
static int Memory_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
{
    static HPy_ssize_t shape[] = {8}, strides[] = {1};
    Memory *memory = Memory_AsStruct(ctx, self);

    buffer->buf = memory->bytes;
    buffer->obj = self;
    buffer->len = 8;
    buffer->itemsize = 1;
    buffer->readonly = 1;
    buffer->ndim = 1;
    buffer->format = (char *)"B";
    buffer->shape = shape;
    buffer->strides = strides;
    buffer->suboffsets = NULL;
    buffer->internal = NULL;
    return 0;
}

static HPyDef *memory_defines[] = {&Memory_getbuffer, NULL};
static HPyType_Spec memory_spec = {
    .name = "mod.Memory", .basicsize = sizeof(Memory), .builtin_shape = SHAPE(Memory),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = memory_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Memory", &memory_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
