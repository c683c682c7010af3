/* A module with all that a definition can hold, whose binary support/fuzz_loader.py changes. No function of it is called
 * but those of the loader's protocol, and load(), which makes a type. Texts that may be changed begin with "fz ". */

typedef struct {
    long number;
    HPyField field;
    HPyField others[2];
    const char *text;
} Thing;

HPyType_HELPERS(Thing, HPyType_BuiltinShape_Object)

static HPy nothing(HPyContext *ctx)
{
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(no_arguments, "fz no_arguments", HPyFunc_NOARGS, .doc = "fz no_arguments()\n--\n\nText.")
static HPy no_arguments_impl(HPyContext *ctx, HPy self)
{
    return nothing(ctx);
}

HPyDef_METH(one, "fz one", HPyFunc_O, .doc = "fz doc")
static HPy one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return nothing(ctx);
}

HPyDef_METH(several, "fz several", HPyFunc_VARARGS)
static HPy several_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return nothing(ctx);
}

HPyDef_METH(keywords, "fz keywords", HPyFunc_KEYWORDS)
static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return nothing(ctx);
}

HPyDef_SLOT(repr, HPy_tp_repr)
static HPy repr_impl(HPyContext *ctx, HPy self)
{
    return nothing(ctx);
}

HPyDef_MEMBER(number, "fz number", HPyMember_LONG, offsetof(Thing, number), .doc = "fz doc")
HPyDef_MEMBER(text, "fz text", HPyMember_STRING, offsetof(Thing, text), .readonly = 1)
HPyDef_FIELDS(fields, offsetof(Thing, field), 1)

HPyDef_GET(got, "fz got")
static HPy got_get(HPyContext *ctx, HPy self, void *closure)
{
    return nothing(ctx);
}

static HPyDef *thing_defines[] = {&one, &repr, &number, &text, &fields, &got, NULL};
static HPyType_Spec thing_spec = {
    .name = "fz module.Thing", .basicsize = sizeof(Thing), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Thing), .defines = thing_defines, .doc = "fz doc"
};
static HPyGlobal global;
_HPy_UNUSED static void *spare[2] = {thing_defines, NULL}; /* where relocations go that are not wanted */

HPyDef_SLOT(load, HPy_mod_exec)
static int load_impl(HPyContext *ctx, HPy mod)
{
    HPy type = HPyType_FromSpec(ctx, &thing_spec, NULL);
    int result = HPy_IsNull(type) ? -1 : HPy_SetAttr_s(ctx, mod, "Thing", type);

    HPyGlobal_Store(ctx, &global, type);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_SLOT(destroy_state, HPy_mod_destroy)
static void destroy_state_impl(void *state)
{
}

static HPyDef *module_defines[] = {&load, &destroy_state, &no_arguments, &one, &several, &keywords, NULL};
static HPyGlobal *module_globals[] = {&global, NULL};
static HPyModuleDef definition = {
    .doc = "fz doc", .size = 16, .defines = module_defines, .globals = module_globals
};

HPyModule_DECLARE(@NAME, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(@NAME, definition)
