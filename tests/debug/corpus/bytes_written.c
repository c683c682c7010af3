/* Cuts a bytes object short by writing a NUL into it.
 *
 * run: mod.first_line(bytes(bytearray(b'one\ntwo')))
 * expect: memory-written
 * function: first_line
 * used: USE
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(first_line, "first_line", HPyFunc_O)
static HPy first_line_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *text = (char *)(uintptr_t)HPyBytes_AsString(ctx, arg);
    char *end = text == NULL ? NULL : strchr(text, '\n');

    if (text == NULL)
        return HPy_NULL;
    if (end != NULL)
        *end = '\0'; /* USE */
    return HPyBytes_FromString(ctx, text);
}

static HPyDef *module_defines[] = {&first_line, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
