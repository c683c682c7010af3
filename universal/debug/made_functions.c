/* Making functions and descriptors at run time. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "../layers/names.h" /* behind what includes layer.h */

HPy debug_Function_New(HPyContext *ctx, HPyDef *def, HPy self, HPy module)
{
    DebugContext *c = debug_context(ctx);
    HPy inner_self, inner_module, function;

    if (!debug_enter(c, API_Function_New, LAYER_PLACE())
            || (def == NULL && !debug_refuse_null_pointer(c, 1))
            || !debug_unwrap_nullable(c, debug_in(self), &inner_self, 2)
            || !debug_unwrap_nullable(c, debug_in(module), &inner_module, 3))
        return HPy_NULL;
    function = HPyFunction_New(c->inner, def, inner_self, inner_module);
    if (!HPy_IsNull(function))
        (void)hpy_names_add_define(c->layer->module, NULL, def); /* without, reports name the C function only */
    return debug_out(debug_wrap_result(c, function));
}

HPy debug_Descr_New(HPyContext *ctx, HPy type, HPyDef *def)
{
    DebugContext *c = debug_context(ctx);
    HPy inner_type, descriptor;

    if (!debug_enter(c, API_Descr_New, LAYER_PLACE())
            || !debug_unwrap(c, debug_in(type), &inner_type, 1)
            || !debug_expect_type(c, debug_in(type), inner_type, 1)
            || (def == NULL && !debug_refuse_null_pointer(c, 2)))
        return HPy_NULL;
    descriptor = HPyDescr_New(c->inner, inner_type, def);
    if (!HPy_IsNull(descriptor))
        (void)hpy_names_add_define(c->layer->module, NULL, def);
    return debug_out(debug_wrap_result(c, descriptor));
}
