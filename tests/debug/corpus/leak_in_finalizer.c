/* The finaliser calls a method of the object's and keeps the result.
 *
 * run: import gc
 *      closed = []
 *      class File(mod.File):
 *          def close(self):
 *              closed.append(1)
 *      File()
 *      gc.collect()
 *      assert closed == [1]
 * expect: leak
 * function: File.__del__
 * opened: OPEN
 */
#include "hpy.h"

typedef struct { int descriptor; } File;
HPyType_HELPERS(File)

HPyDef_SLOT(File_finalize, HPy_tp_finalize)
static void File_finalize_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPy_CallMethodTupleDict_s(ctx, "close", self, HPy_NULL, HPy_NULL); /* OPEN */

    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, self);
}

static HPyDef *file_defines[] = {&File_finalize, NULL};
static HPyType_Spec file_spec = {
    .name = "mod.File", .basicsize = sizeof(File), .builtin_shape = SHAPE(File),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = file_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "File", &file_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
