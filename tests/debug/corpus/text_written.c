/* Changes a str in place, through the text that the API handed out for reading.
 *
 * run: mod.shout(''.join(['so', 'me']))
 * expect: memory-written
 * function: shout
 * used: USE
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(shout, "shout", HPyFunc_O)
static HPy shout_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *text = (char *)(uintptr_t)HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);

    if (text == NULL)
        return HPy_NULL;
    for (; *text != '\0'; text++)
        *text = (char)(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text); /* USE */
    return HPy_Dup(ctx, arg);
}

static HPyDef *module_defines[] = {&shout, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
