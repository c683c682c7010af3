/* Acquires a buffer into its struct whenever __init__ is called, over the one that is there.
 *
 * run: reader = mod.Reader(bytearray(b'abc'))
 *      reader.__init__(bytearray(b'abcd'))
 *      assert len(reader) == 4
 *      del reader
 * expect: buffer-unreleased
 * function: Reader.__init__
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

typedef struct { HPy_buffer view; } Reader;
HPyType_HELPERS(Reader)

HPyDef_SLOT(Reader_init, HPy_tp_init)
static int Reader_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Reader *reader = Reader_AsStruct(ctx, self);

    return HPy_GetBuffer(ctx, args[0], &reader->view, HPyBUF_SIMPLE); /* OPEN */
}

HPyDef_SLOT(Reader_length, HPy_sq_length)
static HPy_ssize_t Reader_length_impl(HPyContext *ctx, HPy self)
{
    return Reader_AsStruct(ctx, self)->view.len;
}

HPyDef_SLOT(Reader_finalize, HPy_tp_finalize)
static void Reader_finalize_impl(HPyContext *ctx, HPy self)
{
    Reader *reader = Reader_AsStruct(ctx, self);

    HPyBuffer_Release(ctx, &reader->view);
}

static HPyDef *reader_defines[] = {&Reader_init, &Reader_length, &Reader_finalize, NULL};
static HPyType_Spec reader_spec = {
    .name = "mod.Reader", .basicsize = sizeof(Reader), .builtin_shape = SHAPE(Reader),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = reader_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Reader", &reader_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
