/* The module's definition lists one of two globals.
 *
 * run: assert mod.default_name() == 'name'
 * expect: global-undeclared
 * api: HPyGlobal_Store
 * function: (exec)
 * used: USE
 */
#include "hpy.h"

static HPyGlobal default_type, default_text;

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy name = HPyUnicode_FromString(ctx, "name");

    if (HPy_IsNull(name))
        return -1;
    HPyGlobal_Store(ctx, &default_type, ctx->h_UnicodeType);
    HPyGlobal_Store(ctx, &default_text, name); /* USE */
    HPy_Close(ctx, name);
    return 0;
}

HPyDef_METH(default_name, "default_name", HPyFunc_NOARGS)
static HPy default_name_impl(HPyContext *ctx, HPy self)
{
    return HPyGlobal_Load(ctx, default_text);
}

static HPyDef *module_defines[] = {&exec, &default_name, NULL};
static HPyGlobal *module_globals[] = {&default_type, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
