/* A __hash__ says that an object cannot be hashed by -1 alone, without an exception.
 *
 * run: hash(mod.Point())
 * expect: result-null
 * function: Point.__hash__
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

HPyDef_SLOT(Point_hash, HPy_tp_hash)
static HPy_hash_t Point_hash_impl(HPyContext *ctx, HPy self)
{
    Point *point = Point_AsStruct(ctx, self);
    return point->x == 0 ? -1 : (HPy_hash_t)point->x;
}

static HPyDef *point_defines[] = {&Point_new, &Point_hash, NULL};
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
