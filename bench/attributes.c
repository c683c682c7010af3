/* What the benchmark measures of attributes and types: slots that go on with what object does, look-ups in a class,
 * checks, guards. The twin is attributes_native.c. */
#include <hpy.h>
#include "hide.h"

#define TIMES 1000 /* as LOOPS in rows.py */

/* ---- a type whose attributes go through slots of its own ---- */

typedef struct {
    long count;
} Watched;

HPyType_HELPERS(Watched)

HPyDef_DICT(Watched_dict)

HPyDef_SLOT(Watched_getattro, HPy_tp_getattro)
static HPy Watched_getattro_impl(HPyContext *ctx, HPy self, HPy name)
{
    Watched_AsStruct(ctx, self)->count++;
    return HPy_GenericGetAttr(ctx, self, name);
}

HPyDef_SLOT(Watched_setattro, HPy_tp_setattro)
static int Watched_setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
{
    Watched_AsStruct(ctx, self)->count++;
    return HPy_GenericSetAttr(ctx, self, name, value);
}

HPyDef_MEMBER(Watched_count, "count", HPyMember_LONG, offsetof(Watched, count))

static HPyDef *watched_defines[] = {
    &Watched_dict, &Watched_getattro, &Watched_setattro, &Watched_count, NULL
};

static HPyType_Spec watched_spec = {
    .name = "attributes.Watched",
    .basicsize = sizeof(Watched),
    .builtin_shape = Watched_SHAPE,
    .defines = watched_defines,
};

/* ---- loops ---- */

/* The method NAME(a, b): the number of times that the expression is true; it fails where that is negative. */
#define LOOP(NAME, EXPRESSION) \
    HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
    { \
        long total = 0; \
        HPy a, b; \
        \
        (void)self; \
        if (nargs != 2) \
            return HPyErr_SetString(ctx, ctx->h_TypeError, "2 arguments"); \
        a = args[0]; \
        b = args[1]; \
        for (int i = 0; i < TIMES; i++) { \
            int n; \
            HIDE(a._i); \
            HIDE(b._i); \
            n = EXPRESSION; \
            if (n < 0) \
                return HPy_NULL; \
            total += n; \
        } \
        return HPyLong_FromLong(ctx, total); \
    }

static inline int look_up(HPyContext *ctx, HPy type, HPy name)
{
    HPy found;
    int result = HPyType_Lookup(ctx, type, name, &found);

    HPy_Close(ctx, found);
    return result;
}

static inline int bind(HPyContext *ctx, HPy descr, HPy obj)
{
    HPy bound;
    int result = HPyDescr_Get(ctx, descr, obj, HPy_NULL, &bound);

    HPy_Close(ctx, bound);
    return result;
}

static inline int has_dict(HPyContext *ctx, HPy obj)
{
    HPy dict = HPy_GetDict(ctx, obj);
    int result = HPy_IsNull(dict) ? -1 : 1;

    HPy_Close(ctx, dict);
    return result;
}

static inline int guarded(HPyContext *ctx)
{
    if (HPy_EnterRecursiveCall(ctx, " in the benchmark") < 0)
        return -1;
    HPy_LeaveRecursiveCall(ctx);
    return 1;
}

static inline int shown(HPyContext *ctx, HPy obj)
{
    int n = HPy_ReprEnter(ctx, obj);

    if (n == 0)
        HPy_ReprLeave(ctx, obj);
    return n;
}

LOOP(is_instance, HPy_IsInstance(ctx, a, b))
LOOP(is_list, HPyList_Check(ctx, a))
LOOP(is_int, HPyLong_Check(ctx, a))
LOOP(is_module, HPyModule_Check(ctx, a))
LOOP(is_exact_dict, HPyDict_CheckExact(ctx, a))
LOOP(lookup, look_up(ctx, a, b))
LOOP(descr_get, bind(ctx, a, b))
LOOP(get_dict, has_dict(ctx, a))
LOOP(recursion, guarded(ctx))
LOOP(repr_guard, shown(ctx, a))

HPyDef_SLOT(attributes_exec, HPy_mod_exec)
static int attributes_exec_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Watched", &watched_spec, NULL) ? 0 : -1;
}

static HPyDef *attributes_defines[] = {
    &is_instance, &is_list, &is_int, &is_module, &is_exact_dict, &lookup, &descr_get, &get_dict, &recursion,
    &repr_guard, &attributes_exec, NULL
};

static HPyModuleDef attributes_def = {.doc = "Attributes and checks, over HPy", .defines = attributes_defines};

HPy_MODINIT(attributes, attributes_def)
