/* Duplicates a value into the object's struct, where an HPyField belongs, and uses it in later calls.
 *
 * run: log = mod.Log([])
 *      log.write('line')
 * expect: kept-handle
 * api: HPyList_Append
 * function: Log.write
 * opened: OPEN
 * used: USE
 * allow: leak
 */
#include "hpy.h"

typedef struct { HPy lines; } Log;
HPyType_HELPERS(Log)

HPyDef_SLOT(Log_init, HPy_tp_init)
static int Log_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy lines;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Log", &lines))
        return -1;
    Log_AsStruct(ctx, self)->lines = HPy_Dup(ctx, lines); /* OPEN */
    return 0;
}

HPyDef_METH(Log_write, "write", HPyFunc_O)
static HPy Log_write_impl(HPyContext *ctx, HPy self, HPy line)
{
    if (HPyList_Append(ctx, Log_AsStruct(ctx, self)->lines, line) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *log_defines[] = {&Log_init, &Log_write, NULL};
static HPyType_Spec log_spec = {
    .name = "mod.Log", .basicsize = sizeof(Log), .builtin_shape = SHAPE(Log),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = log_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Log", &log_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
