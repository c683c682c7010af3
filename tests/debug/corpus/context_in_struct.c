/* Keeps the constructor's context in the object for later methods.
 *
 * run: mod.Counter().next()
 * expect: wrong-context
 * function: Counter.next
 * used: USE
 */
#include "hpy.h"

typedef struct { HPyContext *ctx; int64_t count; } Counter;
HPyType_HELPERS(Counter)

HPyDef_SLOT(Counter_new, HPy_tp_new)
static HPy Counter_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Counter *counter;
    HPy h = HPy_New(ctx, cls, &counter);

    if (!HPy_IsNull(h))
        counter->ctx = ctx;
    return h;
}

HPyDef_METH(Counter_next, "next", HPyFunc_NOARGS)
static HPy Counter_next_impl(HPyContext *ctx, HPy self)
{
    Counter *counter = Counter_AsStruct(ctx, self);
    HPy number = HPyLong_FromInt64_t(counter->ctx, ++counter->count); /* USE */
    return number;
}

static HPyDef *counter_defines[] = {&Counter_new, &Counter_next, NULL};
static HPyType_Spec counter_spec = {
    .name = "mod.Counter", .basicsize = sizeof(Counter), .builtin_shape = SHAPE(Counter),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = counter_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Counter", &counter_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
