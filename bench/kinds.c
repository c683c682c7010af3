/* Kinds of methods and of construction, for measuring; kinds_native.c is its twin over Python.h. */
#include "hpy.h"

typedef struct {
    long x, y;
} Point;

HPyType_HELPERS(Point)

HPyDef_CLASSMETH(Point_class, "of_class", HPyFunc_O)
static HPy Point_class_impl(HPyContext *ctx, HPy cls, HPy arg)
{
    (void)cls;
    return HPy_Dup(ctx, arg);
}

HPyDef_STATICMETH(Point_static, "of_none", HPyFunc_O)
static HPy Point_static_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPy_Dup(ctx, arg);
}

HPyDef_METH(Point_told, "told", HPyFunc_METHOD, .data = NULL)
static HPy Point_told_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
{
    (void)self;
    (void)kwnames;
    (void)data;
    return HPy_Dup(ctx, nargs == 1 ? args[0] : cls);
}

/* ---- with tp_new and tp_init ---- */

HPyDef_SLOT(Slow_new, HPy_tp_new)
static HPy Slow_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Point *point;

    (void)args;
    (void)nargs;
    (void)kw;
    return HPy_New(ctx, type, &point);
}

HPyDef_SLOT(Slow_init, HPy_tp_init)
static int Slow_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"x", "y", NULL};
    Point *point = Point_AsStruct(ctx, self);

    return HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "ll:Slow", names, &point->x, &point->y) ? 0 : -1;
}

static HPyDef *Slow_defines[] = {&Slow_new, &Slow_init, &Point_class, &Point_static, &Point_told, NULL};

static HPyType_Spec Slow_spec = {
    .name = "kinds.Slow",
    .basicsize = sizeof(Point),
    .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = Slow_defines,
};

/* ---- with tp_vectorcall ---- */

HPyDef_SLOT(Fast_vectorcall, HPy_tp_vectorcall)
static HPy Fast_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    long x, y;
    Point *point;
    HPy result;

    if (nargs != 2 || !HPy_IsNull(kwnames)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "Fast() takes 2 arguments");
        return HPy_NULL;
    }
    x = HPyLong_AsLong(ctx, args[0]);
    y = x == -1 && HPyErr_Occurred(ctx) ? -1 : HPyLong_AsLong(ctx, args[1]);
    if (y == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    result = HPy_New(ctx, type, &point);
    if (!HPy_IsNull(result)) {
        point->x = x;
        point->y = y;
    }
    return result;
}

static HPyDef *Fast_defines[] = {&Fast_vectorcall, NULL};

static HPyType_Spec Fast_spec = {
    .name = "kinds.Fast",
    .basicsize = sizeof(Point),
    .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = Fast_defines,
};

HPyDef_METH(made, "made", HPyFunc_O)
static HPy made_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)arg;
    return HPy_Dup(ctx, self);
}

HPyDef_METH(new_function, "new_function", HPyFunc_O)
static HPy new_function_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPyFunction_New(ctx, &made, arg, HPy_NULL);
}

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Slow", &Slow_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "Fast", &Fast_spec, NULL) ? 0 : -1;
}

static HPyDef *kinds_defines[] = {&new_function, &execute, NULL};
static HPyModuleDef kinds_def = {.doc = "Kinds of methods, for measuring", .defines = kinds_defines};

HPy_MODINIT(kinds, kinds_def)
