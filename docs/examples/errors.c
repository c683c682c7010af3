/* Raises an exception of its own with a message, and turns one that is expected into another.
 *
 * An error is told by the result, HPy_NULL or -1; the exception waits until Python code, or the extension, takes it.
 *
 * run: assert mod.port("80") == 80
 *      for text, kind in [("70000", mod.PortError), ("9" * 30, mod.PortError), ("http", mod.PortError), (5, TypeError)]:
 *          try: mod.port(text)
 *          except kind as error: print(error)
 *          else: raise AssertionError(text)
 */
#include "hpy.h"

static HPyGlobal port_error;

/* Raise PortError with a message for the text: HPy_NULL. */
static HPy refuse(HPyContext *ctx, const char *why, HPy text)
{
    HPy kind = HPyGlobal_Load(ctx, port_error);

    HPyErr_Format(ctx, kind, "%R %s", text, why);
    HPy_Close(ctx, kind);
    return HPy_NULL;
}

HPyDef_METH(port, "port", HPyFunc_O, .doc = "port(text, /)\n--\n\nThe number of a port, or PortError.")
static HPy port_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy number;
    long value;

    if (!HPyUnicode_Check(ctx, text)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "a port is given as text");
        return HPy_NULL;
    }
    number = HPy_Long(ctx, text); /* int(text) */
    if (HPy_IsNull(number)) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_ValueError))
            return HPy_NULL; /* not what is meant here: MemoryError, say */
        HPyErr_Clear(ctx);
        return refuse(ctx, "is no number", text);
    }
    value = HPyLong_AsLong(ctx, number);
    if (value == -1 && HPyErr_Occurred(ctx)) { /* -1 may be a value: ask */
        HPy_Close(ctx, number);
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError))
            return HPy_NULL;
        HPyErr_Clear(ctx);
        return refuse(ctx, "is too large", text);
    }
    if (value < 1 || value > 65535) {
        HPy_Close(ctx, number);
        return refuse(ctx, "is no port", text);
    }
    return number;
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    HPy kind = HPyErr_NewExceptionWithDoc(ctx, "errors.PortError", "No port.", ctx->h_ValueError, HPy_NULL);
    int failed;

    if (HPy_IsNull(kind))
        return -1;
    HPyGlobal_Store(ctx, &port_error, kind);
    failed = HPy_SetAttr_s(ctx, module, "PortError", kind);
    HPy_Close(ctx, kind);
    return failed;
}

static HPyDef *defines[] = {&start, &port, NULL};
static HPyGlobal *globals[] = {&port_error, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(errors, module)
