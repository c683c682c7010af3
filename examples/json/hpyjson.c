/* The module hpyjson: loads() and dumps() with the arguments and results of those in the module json, and the functions
 * for single texts that json's speedups have. reader.c and writer.c do the work. */
#include "reader.h"
#include "writer.h"

typedef struct {
    int python;          /* its version, 0x030d for 3.13: messages differ */
    int has_frozendict;  /* whether the global is set */
} State;

static HPyGlobal frozendict_type;

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* The encoding of a document, by its byte order mark, or by where the zeros are in its first characters, which are
 * ASCII. */
static const char *encoding_of(const unsigned char *b, HPy_ssize_t size)
{
    if (size >= 4 && ((b[0] == 0 && b[1] == 0 && b[2] == 0xfe && b[3] == 0xff)
                      || (b[0] == 0xff && b[1] == 0xfe && b[2] == 0 && b[3] == 0)))
        return "utf-32";
    if (size >= 2 && ((b[0] == 0xfe && b[1] == 0xff) || (b[0] == 0xff && b[1] == 0xfe)))
        return "utf-16";
    if (size >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf)
        return "utf-8-sig";
    if (size >= 4 && b[0] == 0)
        return b[1] != 0 ? "utf-16-be" : "utf-32-be";
    if (size >= 4 && b[1] == 0)
        return b[2] != 0 || b[3] != 0 ? "utf-16-le" : "utf-32-le";
    if (size == 2 && b[0] == 0)
        return "utf-16-be";
    if (size == 2 && b[1] == 0)
        return "utf-16-le";
    return "utf-8";
}

/* The text of bytes or a bytearray. */
static HPy decode_document(HPyContext *ctx, HPy document)
{
    HPy_buffer view;
    HPy text;

    if (HPy_GetBuffer(ctx, document, &view, HPyBUF_SIMPLE) < 0)
        return HPy_NULL;
    text = HPyUnicode_Decode(ctx, (const char *)view.buf, view.len,
                             encoding_of((const unsigned char *)view.buf, view.len), "surrogatepass");
    HPyBuffer_Release(ctx, &view);
    return text;
}

static HPy load_document(HPyContext *ctx, HPy document, ReadOptions *options)
{
    HPy text, type, result;

    if (HPyUnicode_Check(ctx, document)) {
        options->refuse_mark = 1;
        return read_document(ctx, document, options);
    }
    if (!HPyBytes_Check(ctx, document) && !HPyByteArray_Check(ctx, document)) {
        type = HPy_Type(ctx, document);
        HPyErr_Format(ctx, ctx->h_TypeError, "the JSON object must be str, bytes or bytearray, not %s",
                      HPyType_GetName(ctx, type));
        HPy_Close(ctx, type);
        return HPy_NULL;
    }
    text = decode_document(ctx, document);
    if (HPy_IsNull(text))
        return HPy_NULL;
    result = read_document(ctx, text, options);
    HPy_Close(ctx, text);
    return result;
}

static void none_to_null(HPyContext *ctx, HPy *h)
{
    if (!HPy_IsNull(*h) && HPy_Is(ctx, *h, ctx->h_None))
        *h = HPy_NULL;
}

/* A conversion that is false means what is used without it, as does that itself. */
static int usual_to_null(HPyContext *ctx, HPy *h, HPy usual)
{
    int truth = HPy_IsNull(*h) ? 0 : HPy_IsTrue(ctx, *h);

    if (truth < 0)
        return -1;
    if (truth == 0 || (!HPy_IsNull(usual) && HPy_Is(ctx, *h, usual)))
        *h = HPy_NULL;
    return 0;
}

static HPy load_with_options(HPyContext *ctx, HPy document, ReadOptions *options)
{
    none_to_null(ctx, &options->object_hook);
    none_to_null(ctx, &options->object_pairs_hook);
    none_to_null(ctx, &options->array_hook);
    if (usual_to_null(ctx, &options->parse_float, ctx->h_FloatType) < 0
        || usual_to_null(ctx, &options->parse_int, ctx->h_LongType) < 0
        || usual_to_null(ctx, &options->parse_constant, HPy_NULL) < 0)
        return HPy_NULL;
    return load_document(ctx, document, options);
}

HPyDef_METH(loads, "loads", HPyFunc_KEYWORDS,
            .doc = "loads($module, s, /, *, object_hook=None, object_pairs_hook=None, array_hook=None,\n"
                   "      parse_float=None, parse_int=None, parse_constant=None, strict=True)\n--\n\n"
                   "The value of a JSON document, which is a str, bytes or a bytearray.")
static HPy loads_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"", "object_hook", "object_pairs_hook", "array_hook", "parse_float", "parse_int",
                                  "parse_constant", "strict", NULL};
    const State *state = (const State *)HPy_ModuleState(ctx, self);
    ReadOptions options = {.strict = 1, .python = state->python};
    HPyTracker tracker;
    HPy document, result;

    if (nargs == 1 && HPy_IsNull(kwnames))  /* the commonest */
        return load_document(ctx, args[0], &options);
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O|$OOOOOOp:loads", names, &document,
                              &options.object_hook, &options.object_pairs_hook, &options.array_hook,
                              &options.parse_float, &options.parse_int, &options.parse_constant, &options.strict))
        return HPy_NULL;
    result = load_with_options(ctx, document, &options);
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* What stands in front of each item for each level: new handle to a str, or HPy_NULL, for None without exception. */
static HPy indent_text(HPyContext *ctx, HPy indent)
{
    HPy space, text;

    if (HPy_IsNull(indent) || HPy_Is(ctx, indent, ctx->h_None))
        return HPy_NULL;
    if (HPyUnicode_Check(ctx, indent))
        return HPy_Dup(ctx, indent);
    space = HPyUnicode_FromString(ctx, " ");
    if (HPy_IsNull(space))
        return HPy_NULL;
    text = HPy_Multiply(ctx, space, indent);
    HPy_Close(ctx, space);
    return text;
}

/* Take the two separators: 0, or -1. */
static int split_separators(HPyContext *ctx, HPy separators, HPy *pair)
{
    HPy_ssize_t count;

    if (HPy_IsNull(separators) || HPy_Is(ctx, separators, ctx->h_None))
        return 0;
    count = HPySequence_Unpack(ctx, separators, pair, 2);
    if (count < 0)
        return -1;
    if (count != 2) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "separators must be two, of items and of keys");
        return -1;
    }
    if (HPyUnicode_Check(ctx, pair[0]) && HPyUnicode_Check(ctx, pair[1]))
        return 0;
    HPyErr_SetString(ctx, ctx->h_TypeError, "separators must be str");
    return -1;
}

static HPy dump_with_options(HPyContext *ctx, HPy object, HPy indent, HPy separators, WriteOptions *options)
{
    HPy pair[2] = {HPy_NULL, HPy_NULL}, result = HPy_NULL;

    none_to_null(ctx, &options->default_function);
    options->indent = indent_text(ctx, indent);
    if (!HPy_IsNull(options->indent) || !HPyErr_Occurred(ctx)) {
        if (split_separators(ctx, separators, pair) == 0) {
            options->item_separator = pair[0];
            options->key_separator = pair[1];
            result = write_document(ctx, object, options);
        }
        HPy_Close(ctx, pair[0]);
        HPy_Close(ctx, pair[1]);
    }
    HPy_Close(ctx, options->indent);
    return result;
}

static HPy dump_arguments(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames, WriteOptions *options)
{
    static const char *names[] = {"", "skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys",
                                  "indent", "separators", "default", NULL};
    HPy object, indent = HPy_NULL, separators = HPy_NULL, result;
    HPyTracker tracker;

    if (nargs == 1 && HPy_IsNull(kwnames))  /* the commonest */
        return write_document(ctx, args[0], options);
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O|$pppppOOO:dumps", names, &object,
                              &options->skipkeys, &options->ensure_ascii, &options->check_circular,
                              &options->allow_nan, &options->sort_keys, &indent, &separators,
                              &options->default_function))
        return HPy_NULL;
    result = dump_with_options(ctx, object, indent, separators, options);
    HPyTracker_Close(ctx, tracker);
    return result;
}

HPyDef_METH(dumps, "dumps", HPyFunc_KEYWORDS,
            .doc = "dumps($module, obj, /, *, skipkeys=False, ensure_ascii=True, check_circular=True,\n"
                   "      allow_nan=True, sort_keys=False, indent=None, separators=None, default=None)\n--\n\n"
                   "The JSON document for an object, a str.")
static HPy dumps_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    const State *state = (const State *)HPy_ModuleState(ctx, self);
    WriteOptions options = {.ensure_ascii = 1, .check_circular = 1, .allow_nan = 1,
                            .notes = state->python >= 0x030e};
    HPy result;

    if (state->has_frozendict)
        options.frozendict = HPyGlobal_Load(ctx, frozendict_type);
    result = dump_arguments(ctx, args, nargs, kwnames, &options);
    HPy_Close(ctx, options.frozendict);
    return result;
}

/* ---- Single texts ----------------------------------------------------------------------------------------------- */

static HPy refuse_text(HPyContext *ctx, HPy given)
{
    HPy type = HPy_Type(ctx, given);

    HPyErr_Format(ctx, ctx->h_TypeError, "first argument must be a string, not %s", HPyType_GetName(ctx, type));
    HPy_Close(ctx, type);
    return HPy_NULL;
}

HPyDef_METH(scanstring, "scanstring", HPyFunc_VARARGS,
            .doc = "scanstring($module, string, end, strict=True, /)\n--\n\n"
                   "The text whose first character is string[end], and the index behind its closing quote.")
static HPy scanstring_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy document, text, result;
    HPy_ssize_t begin, end;
    int strict = 1;

    (void)self;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "On|p:scanstring", &document, &begin, &strict))
        return HPy_NULL;
    if (!HPyUnicode_Check(ctx, document))
        return refuse_text(ctx, document);
    text = read_text_at(ctx, document, begin, strict, &end);
    if (HPy_IsNull(text))
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "(On)", text, end);
    HPy_Close(ctx, text);
    return result;
}

HPyDef_METH(encode_basestring, "encode_basestring", HPyFunc_O,
            .doc = "encode_basestring($module, text, /)\n--\n\nThe text in quotes, as it stands in a document.")
static HPy encode_basestring_impl(HPyContext *ctx, HPy self, HPy text)
{
    (void)self;
    return HPyUnicode_Check(ctx, text) ? write_text_alone(ctx, text, 0) : refuse_text(ctx, text);
}

HPyDef_METH(encode_basestring_ascii, "encode_basestring_ascii", HPyFunc_O,
            .doc = "encode_basestring_ascii($module, text, /)\n--\n\nThe same in ASCII.")
static HPy encode_basestring_ascii_impl(HPyContext *ctx, HPy self, HPy text)
{
    (void)self;
    return HPyUnicode_Check(ctx, text) ? write_text_alone(ctx, text, 1) : refuse_text(ctx, text);
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

static int find_version(HPyContext *ctx, State *state)
{
    HPy sys = HPyImport_ImportModule(ctx, "sys"), h_version = HPy_NULL;
    long version = -1;

    if (!HPy_IsNull(sys))
        h_version = HPy_GetAttr_s(ctx, sys, "hexversion");
    if (!HPy_IsNull(h_version))
        version = HPyLong_AsLong(ctx, h_version);
    HPy_Close(ctx, h_version);
    HPy_Close(ctx, sys);
    state->python = (int)(version >> 16);
    return version < 0 ? -1 : 0;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module)
{
    State *state = (State *)HPy_ModuleState(ctx, module);
    HPy builtins = HPyImport_ImportModule(ctx, "builtins"), type;
    int found;

    if (HPy_IsNull(builtins))
        return -1;
    found = HPy_GetOptionalAttr_s(ctx, builtins, "frozendict", &type);
    HPy_Close(ctx, builtins);
    if (found < 0)
        return -1;
    state->has_frozendict = found;
    if (found)
        HPyGlobal_Store(ctx, &frozendict_type, type);
    HPy_Close(ctx, type);
    return find_version(ctx, state);
}

static HPyDef *defines[] = {&exec, &loads, &dumps, &scanstring, &encode_basestring, &encode_basestring_ascii, NULL};
static HPyGlobal *globals[] = {&frozendict_type, NULL};

static HPyModuleDef module_def = {
    .doc = "A JSON reader and writer, on HPy.",
    .size = sizeof(State),
    .defines = defines,
    .globals = globals,
};

/* What a call needs, it has on its own stack. */
HPyModule_DECLARE(hpyjson, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(hpyjson, module_def)
