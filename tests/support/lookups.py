"""C for the snippets of tests: methods in one line, and the results of look-ups as Python sees them."""

# METHOD(name) { ... } defines the method 'name' with the arguments args[0] … and nargs.
# found(ctx, n, value): the result n of a look-up that stored 'value', which is closed: (value,) for 1, None for 0;
# where both do not fit together, a RuntimeError.
LOOKUPS = r"""
    #define METHOD(name) \
        HPyDef_METH(name, #name, HPyFunc_VARARGS) \
        static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    /* clang warns of inline functions, too, where a snippet does not use them. */
    #pragma GCC diagnostic push
    #pragma GCC diagnostic ignored "-Wunused-function"

    static inline HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }

    static inline HPy found(HPyContext *ctx, long n, HPy value)
    {
        HPy result;
        if (n != (HPy_IsNull(value) ? HPyErr_Occurred(ctx) ? -1 : 0 : 1)) {
            HPy_Close(ctx, value);
            return HPyErr_Format(ctx, ctx->h_RuntimeError, "result %ld", n);
        }
        if (n < 0)
            return HPy_NULL;
        if (n == 0)
            return HPy_Dup(ctx, ctx->h_None);
        result = HPyTuple_FromArray(ctx, &value, 1);
        HPy_Close(ctx, value);
        return result;
    }

    /* A number, of which -1 means an exception. */
    static inline HPy number(HPyContext *ctx, HPy_ssize_t n)
    {
        if (n == -1 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPyLong_FromSsize_t(ctx, n);
    }

    static inline HPy none(HPyContext *ctx, int failed)
    {
        if ((failed == -1) != HPyErr_Occurred(ctx) || failed < -1 || failed > 0)
            return HPyErr_SetString(ctx, ctx->h_RuntimeError, "neither 0 nor -1 with an exception");
        return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    static inline HPy_ssize_t ssize(HPyContext *ctx, HPy h) { return HPyLong_AsSsize_t(ctx, h); }
    #pragma GCC diagnostic pop
"""


class Equal:
    """Hashable, and compares by a function."""

    def __init__(self, value, compare=None):
        self.value, self.compare = value, compare

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        if self.compare:
            return self.compare(self, other)
        return self.value == getattr(other, "value", other)


class Unhashable:
    __hash__ = None
