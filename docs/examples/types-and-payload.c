/* A type with a struct of its own, one that derives from it, whose struct begins with that of its base, and one whose
 * objects have items: each object as many as it is made with.
 *
 * run: assert mod.Shape("dot").name == "dot"
 *      circle = mod.Circle("ring", 2)
 *      assert (circle.name, circle.radius) == ("ring", 2.0) and isinstance(circle, mod.Shape)
 *      assert repr(circle) == "<types_and_payload.Circle ring>"
 *      assert mod.unit_circle().radius == 1.0
 *      path = mod.Path("a", "b")
 *      assert [path[0], path[1]] == ["a", "b"] and path.size == 2
 *      longer = path.append("c")
 *      assert (longer.size, longer[2], path.size) == (3, "c", 2)
 */
#include "hpy.h"

typedef struct {
    char name[16];
} Shape;

typedef struct {
    Shape base;
    double radius;
} Circle;

HPyType_HELPERS(Shape)
HPyType_HELPERS(Circle)

static HPyGlobal circle_type;

HPyDef_SLOT(Shape_init, HPy_tp_init)
static int Shape_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Shape *shape = Shape_AsStruct(ctx, self);
    const char *name;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "s:Shape", &name))
        return -1;
    if (strlen(name) >= sizeof(shape->name)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "the name is too long");
        return -1;
    }
    strcpy(shape->name, name);
    return 0;
}

HPyDef_SLOT(Shape_repr, HPy_tp_repr)
static HPy Shape_repr_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPy_Type(ctx, self);
    HPy full = HPyType_GetFullyQualifiedName(ctx, type), result = HPy_NULL;

    if (!HPy_IsNull(full))
        result = HPyUnicode_FromFormat(ctx, "<%U %s>", full, Shape_AsStruct(ctx, self)->name);
    HPy_Close(ctx, full);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_MEMBER(Shape_name, "name", HPyMember_STRING_INPLACE, offsetof(Shape, name), .readonly = 1)

HPyDef_SLOT(Circle_init, HPy_tp_init)
static int Circle_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Circle *circle = Circle_AsStruct(ctx, self);
    const char *name;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "sd:Circle", &name, &circle->radius))
        return -1;
    return Shape_init_impl(ctx, self, args, 1, HPy_NULL); /* the base's part */
}

HPyDef_MEMBER(Circle_radius, "radius", HPyMember_DOUBLE, offsetof(Circle, radius))

HPyDef_METH(unit_circle, "unit_circle", HPyFunc_NOARGS)
static HPy unit_circle_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPyGlobal_Load(ctx, circle_type);
    Circle *circle;
    HPy result = HPy_New(ctx, type, &circle); /* its struct is zero; __init__ is not called */

    if (!HPy_IsNull(result))
        circle->radius = 1;
    HPy_Close(ctx, type);
    return result;
}

/* ---- Path: objects with items, which the garbage collector knows ---- */

typedef struct {
    HPy_VAR_HEAD /* how many items there are: 'nitems' */
    HPyField items[1];
} Path;

HPyType_HELPERS(Path)

HPyDef_VARFIELDS(Path_items, 0, 1)

HPyDef_MEMBER(Path_size, "size", HPyMember_HPYSSIZET, offsetof(Path, nitems), .readonly = 1)

HPyDef_SLOT(Path_new, HPy_tp_new)
static HPy Path_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Path *path;
    HPy result = HPy_NewVar(ctx, cls, nargs, &path);

    for (HPy_ssize_t i = 0; !HPy_IsNull(result) && i < nargs; i++)
        HPyField_Init(ctx, result, &path->items[i], args[i]);
    return result;
}

HPyDef_SLOT(Path_item, HPy_sq_item)
static HPy Path_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    Path *path = Path_AsStruct(ctx, self);

    if (i < 0 || i >= path->nitems)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "there is no such item");
    return HPyField_Load(ctx, self, path->items[i]);
}

HPyDef_METH(Path_append, "append", HPyFunc_O, .doc = "append($self, item, /)\n--\n\nA path that is longer by the item.")
static HPy Path_append_impl(HPyContext *ctx, HPy self, HPy item)
{
    Path *path = Path_AsStruct(ctx, self), *longer;
    HPy type = HPy_Type(ctx, self);
    HPy result = HPy_NewVar(ctx, type, path->nitems + 1, &longer);

    if (!HPy_IsNull(result)) {
        HPyField_InitN(ctx, result, longer->items, self, path->items, path->nitems); /* no handle for any of them */
        HPyField_Init(ctx, result, &longer->items[path->nitems], item);
    }
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *Path_defines[] = {&Path_items, &Path_size, &Path_new, &Path_item, &Path_append, NULL};
static HPyType_Spec Path_spec = {
    .name = "types_and_payload.Path",
    HPyType_ITEMS(Path, items),
    .builtin_shape = SHAPE(Path),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = Path_defines,
};

/* ---- the module ---- */

static HPyDef *Shape_defines[] = {&Shape_init, &Shape_repr, &Shape_name, NULL};
static HPyType_Spec Shape_spec = {
    .name = "types_and_payload.Shape",
    .basicsize = sizeof(Shape),
    .builtin_shape = SHAPE(Shape),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = Shape_defines,
};

static HPyDef *Circle_defines[] = {&Circle_init, &Circle_radius, NULL};
static HPyType_Spec Circle_spec = {
    .name = "types_and_payload.Circle",
    .basicsize = sizeof(Circle),
    .builtin_shape = SHAPE(Circle),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = Circle_defines,
};

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    HPy shape = HPyType_FromSpec(ctx, &Shape_spec, NULL), circle = HPy_NULL;
    int failed = HPy_IsNull(shape) || HPy_SetAttr_s(ctx, module, "Shape", shape) < 0;

    if (!failed) {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, shape}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        circle = HPyType_FromSpec(ctx, &Circle_spec, params);
        failed = HPy_IsNull(circle) || HPy_SetAttr_s(ctx, module, "Circle", circle) < 0;
    }
    failed = failed || !HPyHelpers_AddType(ctx, module, "Path", &Path_spec, NULL);
    if (!failed)
        HPyGlobal_Store(ctx, &circle_type, circle);
    HPy_Close(ctx, shape);
    HPy_Close(ctx, circle);
    return failed ? -1 : 0;
}

static HPyDef *defines[] = {&start, &unit_circle, NULL};
static HPyGlobal *globals[] = {&circle_type, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(types_and_payload, module)
