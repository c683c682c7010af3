/* Functions that are made while the program runs, and a method and an attribute that a type gets later.
 *
 * run: double, triple = mod.multiplier(2), mod.multiplier(3)
 *      assert (double(5), triple(5)) == (10, 15) and double.__name__ == "times"
 *      assert mod.shout("hello") == "HELLO" and mod.shout.__module__ == mod.__name__
 *      assert not hasattr(mod.Point, "x")
 *      mod.complete(mod.Point)
 *      point = mod.Point.at(3)
 *      assert point.x == 3 and point.moved(2) == 5
 */
#include "hpy.h"

/* ---- functions that know something ---- */

HPyDef_METH(times, "times", HPyFunc_O)
static HPy times_impl(HPyContext *ctx, HPy self, HPy number)
{
    return HPy_Multiply(ctx, self, number); /* self is what HPyFunction_New was given */
}

HPyDef_METH(multiplier, "multiplier", HPyFunc_O)
static HPy multiplier_impl(HPyContext *ctx, HPy module, HPy factor)
{
    return HPyFunction_New(ctx, &times, factor, module);
}

HPyDef_METH(shout, "shout", HPyFunc_O)
static HPy shout_impl(HPyContext *ctx, HPy module, HPy text)
{
    HPy name = HPyUnicode_FromString(ctx, "upper");
    HPy result = HPy_IsNull(name) ? HPy_NULL : HPy_CallMethod(ctx, name, &text, 1, HPy_NULL);

    (void)module;
    HPy_Close(ctx, name);
    return result;
}

/* ---- a type that is completed later ---- */

typedef struct {
    long x;
} Point;

HPyType_HELPERS(Point)

HPyDef_MEMBER(Point_x, "x", HPyMember_LONG, offsetof(Point, x), .readonly = 1)

HPyDef_METH(Point_moved, "moved", HPyFunc_O)
static HPy Point_moved_impl(HPyContext *ctx, HPy self, HPy by)
{
    long number = HPyLong_AsLong(ctx, by);

    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, Point_AsStruct(ctx, self)->x + number);
}

HPyDef_CLASSMETH(Point_at, "at", HPyFunc_O)
static HPy Point_at_impl(HPyContext *ctx, HPy cls, HPy x)
{
    long number = HPyLong_AsLong(ctx, x);
    Point *point;
    HPy result;

    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    result = HPy_New(ctx, cls, &point);
    if (!HPy_IsNull(result))
        point->x = number;
    return result;
}

static HPyType_Spec Point_spec = {
    .name = "functions_and_descriptors.Point",
    .basicsize = sizeof(Point),
    .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT,
};

static int add(HPyContext *ctx, HPy type, const char *name, HPyDef *def)
{
    HPy descriptor = HPyDescr_New(ctx, type, def);
    int result = HPy_IsNull(descriptor) ? -1 : HPy_SetAttr_s(ctx, type, name, descriptor);

    HPy_Close(ctx, descriptor);
    return result;
}

HPyDef_METH(complete, "complete", HPyFunc_O)
static HPy complete_impl(HPyContext *ctx, HPy module, HPy type)
{
    (void)module;
    if (add(ctx, type, "x", &Point_x) < 0 || add(ctx, type, "moved", &Point_moved) < 0
            || add(ctx, type, "at", &Point_at) < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPyDef *more[] = {&shout, NULL};

    if (HPyModule_AddFunctions(ctx, module, more) < 0)
        return -1;
    return HPyHelpers_AddType(ctx, module, "Point", &Point_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&multiplier, &complete, &execute, NULL};
static HPyModuleDef module_def = {.doc = "Functions and descriptors.", .defines = module_defines};

HPy_MODINIT(functions_and_descriptors, module_def)
