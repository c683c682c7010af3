/* The module hpy.universal._debug, beneath the package hpy.debug: open and closed handles, options, hooks, places. */
#include "debug_os.h"
#include "hooks.h"
#include "python_parts.h"

/* ---- hooks ---- */

HPyDef_METH(set_on_invalid_handle, "set_on_invalid_handle", HPyFunc_O,
            .doc = "Call this function, without arguments, when a closed handle is used; None: report the use instead.")
static HPy set_on_invalid_handle_impl(HPyContext *ctx, HPy self, HPy function)
{
    (void)self;
    return debug_set_hook(ctx, 0, function);
}

HPyDef_METH(set_on_invalid_builder_handle, "set_on_invalid_builder_handle", HPyFunc_O,
            .doc = "The same for builders.")
static HPy set_on_invalid_builder_handle_impl(HPyContext *ctx, HPy self, HPy function)
{
    (void)self;
    return debug_set_hook(ctx, 1, function);
}

/* ---- places ---- */

HPyDef_METH(locate, "locate", HPyFunc_O,
            .doc = "(path, offset, symbol) of the file that was loaded to this address, or None.")
static HPy locate_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char path[4096];
    const char *symbol;
    HPy h_path, h_symbol, result = HPy_NULL;
    uintptr_t offset;
    size_t address;

    (void)self;
    if (debug_read_size(ctx, arg, &address) < 0)
        return HPy_NULL;
    if (!debug_os_locate((const void *)(uintptr_t)address, path, sizeof(path), &offset, &symbol))
        return HPy_Dup(ctx, ctx->h_None);
    h_path = HPyUnicode_DecodeFSDefault(ctx, path);
    h_symbol = symbol != NULL ? HPyUnicode_DecodeFSDefault(ctx, symbol) : HPy_Dup(ctx, ctx->h_None);
    if (!HPy_IsNull(h_path) && !HPy_IsNull(h_symbol))
        result = HPy_BuildValue(ctx, "(OnO)", h_path, (HPy_ssize_t)offset, h_symbol);
    HPy_Close(ctx, h_path);
    HPy_Close(ctx, h_symbol);
    return result;
}

/* ---- the module ---- */

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPy type = debug_make_handle_class(ctx);
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &debug_handle_hook, ctx->h_None);
    HPyGlobal_Store(ctx, &debug_builder_hook, ctx->h_None);
    result = HPy_SetAttr_s(ctx, module, "DebugHandle", type);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *defines[32] = {&execute, &locate, &set_on_invalid_handle, &set_on_invalid_builder_handle};
static const size_t n_own = 4;

/* Put the definitions of a file behind the first 'n'; how many there are then. */
static size_t add(size_t n, HPyDef *const *more)
{
    while (*more != NULL && n + 1 < sizeof(defines) / sizeof(defines[0]))
        defines[n++] = *more++;
    return n;
}

static HPyGlobal *globals[] = {&debug_handle_hook, &debug_builder_hook, &debug_handle_class, NULL};

static HPyModuleDef definition = {
    .doc = "Handles that extensions opened in debug mode, and its options.",
    .defines = defines,
    .globals = globals,
};

HPyModuleDef *hpy_debug_module(HPyContext *ctx)
{
    _ctx_for_trampolines = ctx;
    (void)add(add(n_own, debug_handle_functions(ctx)), debug_option_functions(ctx));
    return &definition;
}
