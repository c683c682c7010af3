/* Stands in for markupsafe._speedups, the C module of MarkupSafe. MarkupSafe 3 takes _escape_inner() from it,
 * MarkupSafe 2.1 takes escape(), escape_silent() and soft_str(); one binary serves both, on any Python.
 *
 * An exact str that has a UTF-8 form is escaped here. The rest (subclasses, which may override methods, and texts
 * with lone surrogates) goes through the five calls of replace() that the Python version consists of.
 */
#include "hpy.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static HPyGlobal markup_type;  /* markupsafe.Markup; None until it is needed */
static HPyGlobal html_name;    /* the str "__html__" */

/* ---- Plain C over UTF-8 ----------------------------------------------------------------------------------------- */

enum { FIRST = 1, N_KINDS = 6, LONGEST = 5, WORD = 8 };

/* What becomes of the five special characters. Each can be copied as one word. */
static const struct {
    char special[2];
    unsigned char size;
    char escaped[WORD];
} replacements[N_KINDS] = {
    {"", 1, ""},  /* any other character: as it is */
    {"&", 5, "&amp;"},  /* first: the others bring ampersands */
    {">", 4, "&gt;"},
    {"<", 4, "&lt;"},
    {"'", 5, "&#39;"},
    {"\"", 5, "&#34;"},
};

/* From a character to its place among the replacements. */
static const unsigned char kinds[256] = {['&'] = 1, ['>'] = 2, ['<'] = 3, ['\''] = 4, ['"'] = 5};

#define IN_EACH_BYTE(b) (0x0101010101010101u * (uint64_t)(b))

/* Non-zero if one of the eight bytes is 'byte'. */
static uint64_t has(uint64_t word, char byte)
{
    uint64_t zero_if_equal = word ^ IN_EACH_BYTE(byte);

    return (zero_if_equal - IN_EACH_BYTE(1)) & ~zero_if_equal & IN_EACH_BYTE(0x80);
}

/* Is any of the five among them? & and ' differ in the lowest bit only, < and > in the second. */
static int has_special(uint64_t word)
{
    return (has(word | IN_EACH_BYTE(1), '\'') | has(word | IN_EACH_BYTE(2), '>') | has(word, '"')) != 0;
}

/* Takes up to a word of characters and says how many; true if they are a whole word without special ones. */
static int next_word(const char *p, const char *end, uint64_t *word, int *n)
{
    if (end - p >= WORD) {
        *n = WORD;
        memcpy(word, p, WORD);
        return !has_special(*word);
    }
    *n = (int)(end - p);
    *word = 0;
    memcpy(word, p, (size_t)*n);
    return 0;
}

/* The size of the text when escaped. '*ascii' tells whether the text is ASCII. */
static size_t escaped_size(const char *p, const char *end, int *ascii)
{
    size_t size = 0;
    uint64_t word, bits = 0;
    int n;

    for (; p < end; p += n, bits |= word) {
        if (next_word(p, end, &word, &n)) {
            size += WORD;
            continue;
        }
        for (int i = 0; i < n; i++)
            size += replacements[kinds[(unsigned char)p[i]]].size;
    }
    *ascii = (bits & IN_EACH_BYTE(0x80)) == 0;
    return size;
}

/* Writes the escaped text, and up to a word more. */
static void write_escaped(char *out, const char *p, const char *end)
{
    uint64_t word;
    int n;

    for (; p < end; p += n) {
        if (next_word(p, end, &word, &n)) {
            memcpy(out, &word, WORD);
            out += WORD;
            continue;
        }
        for (int i = 0; i < n; i++) {
            int kind = kinds[(unsigned char)p[i]];

            if (kind == 0)
                *out = p[i];
            else
                memcpy(out, replacements[kind].escaped, WORD);
            out += replacements[kind].size;
        }
    }
}

/* ---- From str to str -------------------------------------------------------------------------------------------- */

static HPy call_replace(HPyContext *ctx, HPy text, const char *special, const char *with)
{
    HPy name = HPyUnicode_FromString(ctx, "replace"), result = HPy_NULL;
    HPy args[] = {text, HPyUnicode_FromString(ctx, special), HPyUnicode_FromString(ctx, with)};

    if (!HPy_IsNull(name) && !HPy_IsNull(args[1]) && !HPy_IsNull(args[2]))
        result = HPy_CallMethod(ctx, name, args, 3, HPy_NULL);
    HPy_Close(ctx, name);
    HPy_Close(ctx, args[1]);
    HPy_Close(ctx, args[2]);
    return result;
}

/* What the Python version does, for any object. */
static HPy escape_by_replace(HPyContext *ctx, HPy s)
{
    HPy text = HPy_Dup(ctx, s);

    for (int i = FIRST; i < N_KINDS && !HPy_IsNull(text); i++) {
        HPy next = call_replace(ctx, text, replacements[i].special, replacements[i].escaped);

        HPy_Close(ctx, text);
        text = next;
    }
    return text;
}

/* A str of valid UTF-8, which may contain NULs. */
static HPy str_from_utf8(HPyContext *ctx, const char *utf8, HPy_ssize_t size)
{
    HPy bytes = HPyBytes_FromStringAndSize(ctx, utf8, size), result;

    if (HPy_IsNull(bytes))
        return HPy_NULL;
    result = HPyUnicode_FromEncodedObject(ctx, bytes, "utf-8", "strict");
    HPy_Close(ctx, bytes);
    return result;
}

/* The text from 'p' to 'end', which becomes 'size' bytes when escaped. Short ones need no allocation of their own. */
static HPy build_escaped(HPyContext *ctx, const char *p, const char *end, size_t size, int ascii)
{
    char small[256], *buffer = size + WORD <= sizeof(small) ? small : (char *)malloc(size + WORD);
    HPy result;

    if (buffer == NULL) {
        HPyErr_NoMemory(ctx);
        return HPy_NULL;
    }
    write_escaped(buffer, p, end);
    if (ascii)
        result = HPyUnicode_DecodeASCII(ctx, buffer, (HPy_ssize_t)size, NULL);
    else
        result = str_from_utf8(ctx, buffer, (HPy_ssize_t)size);
    if (buffer != small)
        free(buffer);
    return result;
}

static HPy escape_exact_str(HPyContext *ctx, HPy s)
{
    HPy_ssize_t size;
    size_t new_size;
    int ascii;
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, s, &size);

    if (utf8 == NULL) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_UnicodeEncodeError))
            return HPy_NULL;
        HPyErr_Clear(ctx);  /* lone surrogates have no UTF-8 */
        return escape_by_replace(ctx, s);
    }
    if (size > HPY_SSIZE_T_MAX / LONGEST - WORD) {
        HPyErr_NoMemory(ctx);
        return HPy_NULL;
    }
    new_size = escaped_size(utf8, utf8 + size, &ascii);
    if (new_size == (size_t)size)
        return HPy_Dup(ctx, s);
    return build_escaped(ctx, utf8, utf8 + size, new_size, ascii);
}

static int is_exact_str(HPyContext *ctx, HPy s)
{
    HPy type = HPy_Type(ctx, s);
    int result = HPy_Is(ctx, type, ctx->h_UnicodeType);

    HPy_Close(ctx, type);
    return result;
}

/* The escaped text of 's', which ought to be a str. */
static HPy escape_text(HPyContext *ctx, HPy s)
{
    return is_exact_str(ctx, s) ? escape_exact_str(ctx, s) : escape_by_replace(ctx, s);
}

HPyDef_METH(escape_inner, "_escape_inner", HPyFunc_O, .doc = "The text with & < > ' and \" escaped, as a str.")
static HPy escape_inner_impl(HPyContext *ctx, HPy self, HPy s)
{
    (void)self;
    return escape_text(ctx, s);
}

/* ---- Markup, for MarkupSafe 2.1 --------------------------------------------------------------------------------- */

/* New handle to markupsafe.Markup. Not looked up on import, for then markupsafe is itself still being imported. */
static HPy load_markup_type(HPyContext *ctx)
{
    HPy module, type = HPyGlobal_Load(ctx, markup_type);

    if (!HPy_Is(ctx, type, ctx->h_None))
        return type;
    HPy_Close(ctx, type);
    module = HPyImport_ImportModule(ctx, "markupsafe");
    if (HPy_IsNull(module))
        return HPy_NULL;
    type = HPy_GetAttr_s(ctx, module, "Markup");
    HPy_Close(ctx, module);
    if (!HPy_IsNull(type))
        HPyGlobal_Store(ctx, &markup_type, type);
    return type;
}

/* Markup(text), or Markup() for HPy_NULL. */
static HPy make_markup(HPyContext *ctx, HPy text)
{
    HPy type = load_markup_type(ctx), result;

    if (HPy_IsNull(type))
        return HPy_NULL;
    result = HPy_Call(ctx, type, &text, HPy_IsNull(text) ? 0 : 1, HPy_NULL);
    HPy_Close(ctx, type);
    return result;
}

/* The bound method s.__html__, or HPy_NULL: without an exception set if there is no such method. */
static HPy html_method(HPyContext *ctx, HPy s)
{
    HPy name = HPyGlobal_Load(ctx, html_name);
    HPy method = HPy_GetAttr(ctx, s, name);

    HPy_Close(ctx, name);
    if (HPy_IsNull(method) && HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError))
        HPyErr_Clear(ctx);
    return method;
}

/* What s says of itself as HTML, or else str(s), escaped. */
static HPy safe_text(HPyContext *ctx, HPy s)
{
    HPy method, text, result;

    if (is_exact_str(ctx, s))
        return escape_exact_str(ctx, s);
    method = html_method(ctx, s);
    if (!HPy_IsNull(method)) {
        result = HPy_CallTupleDict(ctx, method, HPy_NULL, HPy_NULL);
        HPy_Close(ctx, method);
        return result;
    }
    if (HPyErr_Occurred(ctx))
        return HPy_NULL;
    text = HPy_Str(ctx, s);
    if (HPy_IsNull(text))
        return HPy_NULL;
    result = escape_text(ctx, text);
    HPy_Close(ctx, text);
    return result;
}

static HPy escape_to_markup(HPyContext *ctx, HPy s)
{
    HPy text = safe_text(ctx, s), result;

    if (HPy_IsNull(text))
        return HPy_NULL;
    result = make_markup(ctx, text);
    HPy_Close(ctx, text);
    return result;
}

HPyDef_METH(escape, "escape", HPyFunc_O,
            .doc = "Markup of the object: its __html__(), or its text with & < > ' and \" escaped.")
static HPy escape_impl(HPyContext *ctx, HPy self, HPy s)
{
    (void)self;
    return escape_to_markup(ctx, s);
}

HPyDef_METH(escape_silent, "escape_silent", HPyFunc_O, .doc = "Like escape(), with Markup('') for None.")
static HPy escape_silent_impl(HPyContext *ctx, HPy self, HPy s)
{
    (void)self;
    return HPy_Is(ctx, s, ctx->h_None) ? make_markup(ctx, HPy_NULL) : escape_to_markup(ctx, s);
}

HPyDef_METH(soft_str, "soft_str", HPyFunc_O,
            .doc = "The object itself if it is a str, of a subclass too, or else str(object).")
static HPy soft_str_impl(HPyContext *ctx, HPy self, HPy s)
{
    (void)self;
    return HPyUnicode_Check(ctx, s) ? HPy_Dup(ctx, s) : HPy_Str(ctx, s);
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

HPyDef_SLOT(speedups_exec, HPy_mod_exec)
static int speedups_exec_impl(HPyContext *ctx, HPy module)
{
    HPy name = HPyUnicode_FromString(ctx, "__html__");

    (void)module;
    if (HPy_IsNull(name))
        return -1;
    HPyGlobal_Store(ctx, &html_name, name);
    HPyGlobal_Store(ctx, &markup_type, ctx->h_None);
    HPy_Close(ctx, name);
    return 0;
}

static HPyDef *speedups_defines[] = {&speedups_exec, &escape_inner, &escape, &escape_silent, &soft_str, NULL};

static HPyGlobal *speedups_globals[] = {&markup_type, &html_name, NULL};

static HPyModuleDef speedups_def = {
    .doc = "The part of MarkupSafe that is worth being fast, on HPy.",
    .defines = speedups_defines,
    .globals = speedups_globals,
};

HPy_MODINIT(_speedups, speedups_def)
