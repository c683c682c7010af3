/* Reverses the bytes of an object in place; no page protection is there to notice that at once.
 *
 * run: mod.reversed(b'abcd')
 * expect: memory-written
 * function: reversed
 * opened: OPEN
 * options: protect=none
 */
#include "hpy.h"

HPyDef_METH(reversed, "reversed", HPyFunc_O)
static HPy reversed_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result, bytes = HPy_Bytes(ctx, arg); /* OPEN */
    HPy_ssize_t i, n;
    char *text;

    if (HPy_IsNull(bytes))
        return HPy_NULL;
    n = HPyBytes_Size(ctx, bytes);
    text = (char *)(uintptr_t)HPyBytes_AsString(ctx, bytes);
    for (i = 0; text != NULL && i < n / 2; i++) {
        char c = text[i];
        text[i] = text[n - 1 - i];
        text[n - 1 - i] = c;
    }
    result = text == NULL ? HPy_NULL : HPyBytes_FromStringAndSize(ctx, text, n);
    HPy_Close(ctx, bytes);
    return result;
}

static HPyDef *module_defines[] = {&reversed, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
