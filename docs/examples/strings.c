/* Reads the characters of a str as UTF-8, and makes strings of C text and in the manner of printf.
 *
 * run: assert mod.vowels("Aeolian") == 5
 *      assert mod.label("x", 3) == "x = 0003 ('x')"
 *      assert mod.initials("Grace Hopper") == "GH"
 */
#include "hpy.h"

HPyDef_METH(vowels, "vowels", HPyFunc_O, .doc = "vowels(text, /)\n--\n\nHow many of a, e, i, o, u there are.")
static HPy vowels_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy_ssize_t size, i, n = 0;
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, text, &size); /* valid as long as 'text' is open */

    if (utf8 == NULL)
        return HPy_NULL; /* TypeError for anything but a str */
    for (i = 0; i < size; i++)
        n += utf8[i] != '\0' && strchr("aeiouAEIOU", utf8[i]) != NULL;
    return HPyLong_FromSsize_t(ctx, n);
}

HPyDef_METH(label, "label", HPyFunc_VARARGS, .doc = "label(name, value, /)\n--\n\nBoth in a text.")
static HPy label_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy name;
    int value;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oi:label", &name, &value))
        return HPy_NULL;
    return HPyUnicode_FromFormat(ctx, "%S = %04d (%R)", name, value, name); /* str(), a number, repr() */
}

HPyDef_METH(initials, "initials", HPyFunc_O, .doc = "initials(name, /)\n--\n\nThe first and the last capital of ASCII.")
static HPy initials_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPy_ssize_t i, n = HPyUnicode_Check(ctx, name) ? HPy_Length(ctx, name) : 0;
    char found[3] = "";

    for (i = 0; i < n; i++) {
        HPy_UCS4 character = HPyUnicode_ReadChar(ctx, name, i);
        if (character == (HPy_UCS4)-1)
            return HPy_NULL;
        if (character >= 'A' && character <= 'Z')
            found[found[0] != '\0'] = (char)character;
    }
    return HPyUnicode_FromString(ctx, found);
}

static HPyDef *defines[] = {&vowels, &label, &initials, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(strings, module)
