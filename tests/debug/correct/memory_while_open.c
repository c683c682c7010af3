/* Reads the memory of strings and bytes as long as their handles are open, also after other handles to them are
 * closed.
 *
 * run: assert mod.f('some', b'bytes') == 9
 *      assert mod.name_of(3) == 'int'
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy str, bytes, second;
    const char *text, *data, *again;
    HPy_ssize_t size;
    long count = 0;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &str, &bytes))
        return HPy_NULL;
    second = HPy_Dup(ctx, str);
    again = HPyUnicode_AsUTF8AndSize(ctx, second, NULL);
    if (again == NULL || again[0] == '\0') {
        HPy_Close(ctx, second);
        return HPy_NULL;
    }
    HPy_Close(ctx, second);
    text = HPyUnicode_AsUTF8AndSize(ctx, str, &size);
    data = HPyBytes_AsString(ctx, bytes);
    if (text == NULL || data == NULL)
        return HPy_NULL;
    for (; size > 0; size--)
        count += *text++ != '\0';
    for (; *data != '\0'; data++)
        count++;
    return HPyLong_FromLong(ctx, count);
}

HPyDef_METH(name_of, "name_of", HPyFunc_O)
static HPy name_of_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy type = HPy_Type(ctx, arg), result = HPy_NULL;
    const char *name = HPyType_GetName(ctx, type);

    if (name != NULL)
        result = HPyUnicode_FromString(ctx, name);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *module_defines[] = {&f, &name_of, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
