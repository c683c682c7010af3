/* Makes an identifier of a title: taking a text apart, putting it together, comparing and interning.
 *
 * run: assert mod.identifier("size of  the file") == "size_of_the_file"
 *      assert mod.identifier("x") is mod.identifier(" x ")
 *      for wrong in ("", "1st", "class"):
 *          try: mod.identifier(wrong)
 *          except ValueError as error: assert repr(wrong) in str(error)
 *          else: assert False
 */
#include "hpy.h"

/* Whether a str may be a name: 1 or 0, or -1 with an exception set. */
static int is_name(HPyContext *ctx, HPy text)
{
    static const char *const reserved[] = {"class", "def", "import"};
    size_t i;

    for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        if (HPyUnicode_EqualToUTF8(ctx, text, reserved[i]))
            return 0;
    return HPyUnicode_IsIdentifier(ctx, text);
}

HPyDef_METH(identifier, "identifier", HPyFunc_O)
static HPy identifier_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy words = HPyUnicode_Split(ctx, arg, HPy_NULL, -1); /* TypeError if 'arg' is no str */
    HPy separator = HPyUnicode_FromOrdinal(ctx, '_');
    HPy text = HPy_IsNull(words) || HPy_IsNull(separator) ? HPy_NULL : HPyUnicode_Join(ctx, separator, words);
    int good = HPy_IsNull(text) ? -1 : is_name(ctx, text);
    HPy result = good > 0 ? HPyUnicode_Intern(ctx, text) : HPy_NULL;

    if (good == 0)
        HPyErr_Format(ctx, ctx->h_ValueError, "%R is no name", arg);
    HPy_Close(ctx, words);
    HPy_Close(ctx, separator);
    HPy_Close(ctx, text);
    return result;
}

static HPyDef *defines[] = {&identifier, NULL};
static HPyModuleDef moduledef = {.defines = defines};

HPy_MODINIT(strings, moduledef)
