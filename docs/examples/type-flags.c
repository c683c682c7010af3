/* A type that Python code can neither instantiate nor change, and one that takes part in pattern matching.
 *
 * run: try: type(mod.token())()
 *      except TypeError as error: assert str(error) == "cannot create 'type_flags.Token' instances"
 *      else: assert False
 *      import sys
 *      if sys.version_info >= (3, 10):
 *          try: type(mod.token()).x = 1
 *          except TypeError: pass
 *          else: assert False
 *          namespace = {"pair": mod.Pair()}
 *          exec("match pair:\n case [a, b]: found = a, b", namespace)
 *          assert namespace["found"] == (0, 10)
 */
#include "hpy.h"

static HPyGlobal token_type;

static HPyType_Spec Token_spec = {
    .name = "type_flags.Token",
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_DISALLOW_INSTANTIATION | HPy_TPFLAGS_IMMUTABLETYPE,
};

HPyDef_METH(token, "token", HPyFunc_NOARGS)
static HPy token_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPyGlobal_Load(ctx, token_type);
    char *nothing;
    HPy result = HPy_New(ctx, type, &nothing);

    (void)self;
    HPy_Close(ctx, type);
    return result;
}

HPyDef_SLOT(Pair_length, HPy_sq_length)
static HPy_ssize_t Pair_length_impl(HPyContext *ctx, HPy self)
{
    (void)ctx;
    (void)self;
    return 2;
}

HPyDef_SLOT(Pair_item, HPy_sq_item)
static HPy Pair_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    (void)self;
    if (index >= 0 && index < 2)
        return HPyLong_FromLong(ctx, 10 * (long)index);
    HPyErr_SetString(ctx, ctx->h_IndexError, "pair index out of range");
    return HPy_NULL;
}

static HPyDef *Pair_defines[] = {&Pair_length, &Pair_item, NULL};

static HPyType_Spec Pair_spec = {
    .name = "type_flags.Pair",
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_SEQUENCE,
    .defines = Pair_defines,
};

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &Token_spec, NULL);

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &token_type, type);
    HPy_Close(ctx, type);
    return HPyHelpers_AddType(ctx, module, "Pair", &Pair_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&token, &execute, NULL};
static HPyGlobal *module_globals[] = {&token_type, NULL};
static HPyModuleDef module_def = {.doc = "Type flags.", .defines = module_defines, .globals = module_globals};

HPy_MODINIT(type_flags, module_def)
