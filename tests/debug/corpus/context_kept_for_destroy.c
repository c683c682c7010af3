/* A destroy function, which gets no context, calls the API with one that was kept.
 *
 * run: import gc
 *      thing = mod.Thing()
 *      del thing
 *      gc.collect()
 * expect: wrong-context
 * api: HPyLong_FromInt32_t
 * used: USE
 */
#include "hpy.h"

static HPyContext *context;

typedef struct { int32_t number; } Thing;
HPyType_HELPERS(Thing)

HPyDef_SLOT(Thing_new, HPy_tp_new)
static HPy Thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Thing *thing;
    HPy h = HPy_New(ctx, cls, &thing);

    context = ctx;
    return h;
}

HPyDef_SLOT(Thing_destroy, HPy_tp_destroy)
static void Thing_destroy_impl(void *self)
{
    HPy number = HPyLong_FromInt32_t(context, ((Thing *)self)->number); /* USE */

    if (!HPy_IsNull(number))
        HPy_Close(context, number);
}

static HPyDef *thing_defines[] = {&Thing_new, &Thing_destroy, NULL};
static HPyType_Spec thing_spec = {
    .name = "mod.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = thing_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Thing", &thing_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
