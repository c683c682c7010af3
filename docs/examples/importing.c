/* Gets what other modules have: by C names and by objects, with and without importing.
 *
 * run: import math, sys
 *      assert mod.half_turn() == math.pi
 *      assert mod.get("math", "tau") == math.tau
 *      assert mod.loaded("sys") is True and mod.loaded("no_such_module") is False
 *      assert "no_such_module" not in sys.modules
 */
#include "hpy.h"

HPyDef_METH(half_turn, "half_turn", HPyFunc_NOARGS, .doc = "half_turn()\n--\n\nmath.pi")
static HPy half_turn_impl(HPyContext *ctx, HPy self)
{
    return HPyImport_ImportAttr_s(ctx, "math", "pi");
}

HPyDef_METH(get, "get", HPyFunc_VARARGS, .doc = "get(module, name, /)\n--\n\nWhat a module has.")
static HPy get_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy module, name;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:get", &module, &name))
        return HPy_NULL;
    return HPyImport_ImportAttr(ctx, module, name);
}

HPyDef_METH(loaded, "loaded", HPyFunc_O, .doc = "loaded(name, /)\n--\n\nWhether a module was imported before.")
static HPy loaded_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPy module;
    int found = HPyImport_GetModule(ctx, name, &module); /* imports nothing */

    HPy_Close(ctx, module);
    return found < 0 ? HPy_NULL : HPyBool_FromBool(ctx, found);
}

static HPyDef *defines[] = {&half_turn, &get, &loaded, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(importing, module)
