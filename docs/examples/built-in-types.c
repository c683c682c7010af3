/* Asks what an object is, and makes one by calling its class: the built-in classes are members of the context.
 *
 * run: assert mod.kind(True) == "number" and mod.kind([]) == "list" and mod.kind("") == "something else"
 *      assert mod.exact_list([]) and not mod.exact_list(type("Sub", (list,), {})())
 *      assert mod.as_complex("1+2j") == 1 + 2j
 */
#include "hpy.h"

HPyDef_METH(kind, "kind", HPyFunc_O, .doc = "kind(obj, /)\n--\n\nWhat it is, in a word.")
static HPy kind_impl(HPyContext *ctx, HPy self, HPy obj)
{
    if (HPy_TypeCheck(ctx, obj, ctx->h_LongType) || HPy_TypeCheck(ctx, obj, ctx->h_FloatType))
        return HPyUnicode_FromString(ctx, "number"); /* of a subclass, too: bool is one of int */
    if (HPy_TypeCheck(ctx, obj, ctx->h_ListType))
        return HPyUnicode_FromString(ctx, "list");
    return HPyUnicode_FromString(ctx, "something else");
}

HPyDef_METH(exact_list, "exact_list", HPyFunc_O, .doc = "exact_list(obj, /)\n--\n\nWhether its class is list itself.")
static HPy exact_list_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy type = HPy_Type(ctx, obj);
    int exact;

    if (HPy_IsNull(type))
        return HPy_NULL;
    exact = HPy_Is(ctx, type, ctx->h_ListType);
    HPy_Close(ctx, type);
    return HPyBool_FromBool(ctx, exact);
}

HPyDef_METH(as_complex, "as_complex", HPyFunc_O, .doc = "as_complex(obj, /)\n--\n\ncomplex(obj)")
static HPy as_complex_impl(HPyContext *ctx, HPy self, HPy obj)
{
    return HPy_Call(ctx, ctx->h_ComplexType, &obj, 1, HPy_NULL);
}

static HPyDef *defines[] = {&kind, &exact_list, &as_complex, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(built_in_types, module)
