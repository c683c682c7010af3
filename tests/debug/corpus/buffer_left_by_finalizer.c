/* Keeps a buffer in its struct, and forgets it at its end.
 *
 * run: reader = mod.Reader(bytearray(b'abc'))
 *      assert len(reader) == 3
 *      del reader
 * expect: buffer-unreleased
 * function: Reader.__new__
 * opened: OPEN
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

    if (!HPy_IsNull(h) && HPy_GetBuffer(ctx, args[0], &reader->view, HPyBUF_SIMPLE) < 0) { /* OPEN */
        HPy_Close(ctx, h);
        return HPy_NULL;
    }
    return h;
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

    reader->view.len = 0;
}

static HPyDef *reader_defines[] = {&Reader_new, &Reader_length, &Reader_finalize, NULL};
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
