"""C for tests of fields: METHOD(name) defines a module function that gets its arguments as 'args'. Needs minor 2."""

METHODS = r"""
    #define METHOD(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    static HPy none(HPyContext *ctx)
    {
        return HPy_Dup(ctx, ctx->h_None);
    }
    static HPy loaded(HPyContext *ctx, HPy owner, HPyField field)
    {
        return HPyField_IsNull(field) ? none(ctx) : HPyField_Load(ctx, owner, field);
    }
"""
