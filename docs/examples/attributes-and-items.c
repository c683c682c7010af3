/* Asks for what may be missing, without an exception to be cleared.
 *
 * run: class Named:
 *          name = 'x'
 *      assert mod.name_of(Named()) == 'x' and mod.name_of(5) == 'nameless'
 *      assert mod.setting({'port': 80}, 'port') == 80 and mod.setting({}, 'port') is None
 */
#include "hpy.h"

HPyDef_METH(name_of, "name_of", HPyFunc_O, .doc = "The attribute 'name', or a text where there is none.")
static HPy name_of_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy name;

    switch (HPy_GetOptionalAttr_s(ctx, obj, "name", &name)) {
    case 1:
        return name;
    case 0:
        return HPyUnicode_FromString(ctx, "nameless");
    default: /* another exception than AttributeError */
        return HPy_NULL;
    }
}

HPyDef_METH(setting, "setting", HPyFunc_VARARGS, .doc = "The item of a mapping, or None.")
static HPy setting_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy mapping, key, value;
    int found;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:setting", &mapping, &key))
        return HPy_NULL;
    found = HPy_GetOptionalItem(ctx, mapping, key, &value);
    if (found == 0)
        return HPy_Dup(ctx, ctx->h_None);
    return value; /* HPy_NULL on an error */
}

static HPyDef *defines[] = {&name_of, &setting, NULL};
static HPyModuleDef attributes_and_items_def = {.doc = "Attributes and items", .defines = defines};
HPy_MODINIT(attributes_and_items, attributes_and_items_def)
