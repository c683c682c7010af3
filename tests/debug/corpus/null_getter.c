/* A getter returns null for a value that is not there, without an exception.
 *
 * run: mod.Point().name
 * expect: result-null
 * function: name (getter)
 * raises: SystemError
 * native: undefined
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

HPyDef_GET(Point_name, "name")
static HPy Point_name_get(HPyContext *ctx, HPy self, void *closure)
{
    Point *point = Point_AsStruct(ctx, self);
    return point->x == 0 ? HPy_NULL : HPyUnicode_FromString(ctx, "point");
}

static HPyDef *point_defines[] = {&Point_new, &Point_name, NULL};
static HPyType_Spec point_spec = {
    .name = "mod.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = point_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Point", &point_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
