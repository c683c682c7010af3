/* What the benchmark measures of arguments by a definition, and of short ways to call. The twin is calls_native.c. */
#include <hpy.h>

/* ---- Arguments ---- */

HPyArg_PARSER(longs_args, "ll|l:longs", "a", "b", "c")

HPyDef_METH(longs, "longs", HPyFunc_KEYWORDS)
static HPy longs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    long a, b, c = 0;

    (void)self;
    if (!HPyArg_ParseWith(ctx, &longs_args, NULL, args, nargs, kwnames, &a, &b, &c))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, a - b + c);
}

/* The same, whose twin looks at its arguments by hand. */
HPyDef_METH_IMPL(longs_by_hand, "longs_by_hand", longs_impl, HPyFunc_KEYWORDS)

HPyArg_PARSER(objects_args, "O|OOOO$OOO:objects", "a", "b", "c", "d", "e", "f", "g", "h")

HPyDef_METH(objects, "objects", HPyFunc_KEYWORDS)
static HPy objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy a, b = ctx->h_None, c = b, d = b, e = b, f = b, g = b, h = b;

    (void)self;
    if (!HPyArg_ParseWith(ctx, &objects_args, NULL, args, nargs, kwnames, &a, &b, &c, &d, &e, &f, &g, &h))
        return HPy_NULL;
    return HPy_Dup(ctx, h);
}

HPyDef_METH(unpack, "unpack", HPyFunc_VARARGS)
static HPy unpack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy a, b, c = ctx->h_None;

    (void)self;
    if (!HPyArg_Unpack(ctx, args, nargs, "unpack", 2, 3, &a, &b, &c))
        return HPy_NULL;
    return HPy_Dup(ctx, b);
}

/* ---- Calls ---- */

/* A function that does something a number of times with an object; 'result' is closed each time. */
#define LOOP(NAME, ...) \
    HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
    { \
        HPy a = args[1]; \
        long i, n = HPyLong_AsLong(ctx, args[0]); \
        \
        (void)self; \
        (void)nargs; \
        for (i = 0; i < n; i++) { \
            HPy result = __VA_ARGS__; \
            \
            if (HPy_IsNull(result)) \
                return HPy_NULL; \
            HPy_Close(ctx, result); \
        } \
        return HPy_Dup(ctx, ctx->h_None); \
    }

static HPyName upper = HPyName_INIT("upper");

LOOP(no_args, HPy_CallNoArgs(ctx, a))
LOOP(one_arg, HPy_CallOneArg(ctx, a, ctx->h_None))
LOOP(method_text, HPy_CallMethod_s(ctx, "upper", &a, 1, HPy_NULL))
LOOP(method_name, HPy_CallMethod_n(ctx, &upper, &a, 1, HPy_NULL))
LOOP(with_format, HPy_CallFunction(ctx, a, "ii", 300, 400))

static HPyDef *calls_defines[] = {
    &longs, &longs_by_hand, &objects, &unpack, &no_args, &one_arg, &method_text, &method_name, &with_format, NULL,
};
static HPyGlobal *calls_globals[] = {&upper.global, NULL};
static HPyModuleDef calls_def = {.defines = calls_defines, .globals = calls_globals};

HPy_MODINIT(calls, calls_def)
