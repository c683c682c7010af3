/* Closes an object before it reads the object's struct.
 *
 * run: point = mod.Point(3, 4)
 *      mod.x_of([point])
 * expect: use-after-close
 * function: x_of
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 */
#include "hpy.h"

typedef struct { long x; long y; } Point;
HPyType_HELPERS(Point)

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Point *point;
    long x = 0, y = 0;
    HPy h;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "|ll:Point", &x, &y))
        return HPy_NULL;
    h = HPy_New(ctx, cls, &point);
    if (HPy_IsNull(h))
        return HPy_NULL;
    point->x = x;
    point->y = y;
    return h;
}

HPyDef_METH(x_of, "x_of", HPyFunc_O)
static HPy x_of_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy item = HPy_GetItem_i(ctx, list, 0); /* OPEN */
    Point *point;

    if (HPy_IsNull(item))
        return HPy_NULL;
    HPy_Close(ctx, item); /* CLOSE */
    point = Point_AsStruct(ctx, item); /* USE */
    return HPyLong_FromLong(ctx, point->x);
}

static HPyDef *point_defines[] = {&Point_new, NULL};
static HPyType_Spec point_spec = {
    .name = "mod.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = point_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Point", &point_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &x_of, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
