/* Operators look at the types of both operands before they read structs.
 *
 * run: a, b = mod.Point(1, 2), mod.Point(3, 4)
 *      assert (a + b).x == 4 and (a + 10).x == 11 and (10 + a).x == 11
 *      assert a != 3 and a == mod.Point(1, 2) and not a == b
 *      try:
 *          a + 'text'
 *      except TypeError:
 *          pass
 *      else:
 *          raise AssertionError('no exception')
 */
#include "hpy.h"

static HPyGlobal point_type;

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

HPyDef_MEMBER(Point_x, "x", HPyMember_LONG, offsetof(Point, x))

/* 1 with the values, 0 for another type, -1 with an exception set. */
static int read_operand(HPyContext *ctx, HPy h, Point *result)
{
    HPy type = HPyGlobal_Load(ctx, point_type);
    int is_point = HPy_TypeCheck(ctx, h, type);

    HPy_Close(ctx, type);
    if (is_point) {
        *result = *Point_AsStruct(ctx, h);
        return 1;
    }
    if (!HPyNumber_Check(ctx, h))
        return 0;
    result->x = HPyLong_AsLong(ctx, h);
    result->y = 0;
    return result->x == -1 && HPyErr_Occurred(ctx) ? -1 : 1;
}

HPyDef_SLOT(Point_add, HPy_nb_add)
static HPy Point_add_impl(HPyContext *ctx, HPy a, HPy b)
{
    Point left, right, *sum;
    int known_left = read_operand(ctx, a, &left);
    int known_right = known_left > 0 ? read_operand(ctx, b, &right) : known_left;
    HPy type, h;

    if (known_right <= 0)
        return known_right < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_NotImplemented);
    type = HPyGlobal_Load(ctx, point_type);
    h = HPy_New(ctx, type, &sum);
    HPy_Close(ctx, type);
    if (HPy_IsNull(h))
        return HPy_NULL;
    sum->x = left.x + right.x;
    sum->y = left.y + right.y;
    return h;
}

HPyDef_SLOT(Point_compare, HPy_tp_richcompare)
static HPy Point_compare_impl(HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp op)
{
    HPy type = HPy_Type(ctx, a);
    int same = HPy_TypeCheck(ctx, b, type);

    HPy_Close(ctx, type);
    if (!same || (op != HPy_EQ && op != HPy_NE))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    HPy_RETURN_RICHCOMPARE(ctx, Point_AsStruct(ctx, a)->x, Point_AsStruct(ctx, b)->x, op);
}

static HPyDef *point_defines[] = {&Point_new, &Point_x, &Point_add, &Point_compare, NULL};
static HPyType_Spec point_spec = {
    .name = "mod.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = point_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy type = HPyType_FromSpec(ctx, &point_spec, NULL);
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &point_type, type);
    result = HPy_SetAttr_s(ctx, mod, "Point", type);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyGlobal *module_globals[] = {&point_type, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
