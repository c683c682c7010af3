/* A type with all that a type may be made of: slots, methods, a class method, members, a computed attribute.
 *
 * Each macro declares the function that follows it, and defines a record of that name; arrays list the records.
 *
 * run: box = mod.Box(2, 3)
 *      assert (box.width, box.area, repr(box)) == (2, 6, "Box(2, 3)")
 *      box.area = 8
 *      assert box.height == 4 and box.scaled(2).area == 32
 *      assert mod.Box.square(5).area == 25
 */
#include "hpy.h"

typedef struct {
    long width, height;
} Box;

HPyType_HELPERS(Box)

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"width", "height", NULL};
    long width, height;
    Box *box;
    HPy result;

    if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "ll:Box", names, &width, &height))
        return HPy_NULL;
    result = HPy_New(ctx, cls, &box);
    if (!HPy_IsNull(result)) {
        box->width = width;
        box->height = height;
    }
    return result;
}

HPyDef_SLOT(Box_repr, HPy_tp_repr)
static HPy Box_repr_impl(HPyContext *ctx, HPy self)
{
    Box *box = Box_AsStruct(ctx, self);

    return HPyUnicode_FromFormat(ctx, "Box(%ld, %ld)", box->width, box->height);
}

HPyDef_METH(Box_scaled, "scaled", HPyFunc_O, .doc = "scaled($self, factor, /)\n--\n\nA larger box.")
static HPy Box_scaled_impl(HPyContext *ctx, HPy self, HPy factor)
{
    Box *box = Box_AsStruct(ctx, self), *larger;
    long by = HPyLong_AsLong(ctx, factor);
    HPy cls, result;

    if (by == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    cls = HPy_Type(ctx, self);
    result = HPy_New(ctx, cls, &larger);
    if (!HPy_IsNull(result))
        *larger = (Box){box->width * by, box->height * by};
    HPy_Close(ctx, cls);
    return result;
}

HPyDef_CLASSMETH(Box_square, "square", HPyFunc_O, .doc = "square(side, /)\n--\n\nA box with equal sides.")
static HPy Box_square_impl(HPyContext *ctx, HPy cls, HPy side)
{
    const HPy args[] = {side, side};

    return HPy_Call(ctx, cls, args, 2, HPy_NULL); /* cls is the class that the method is called on, or a subclass */
}

HPyDef_MEMBER(Box_width, "width", HPyMember_LONG, offsetof(Box, width), .readonly = 1)
HPyDef_MEMBER(Box_height, "height", HPyMember_LONG, offsetof(Box, height))

HPyDef_GETSET(Box_area, "area", .doc = "Setting it changes the height.")
static HPy Box_area_get(HPyContext *ctx, HPy self, void *closure)
{
    Box *box = Box_AsStruct(ctx, self);

    return HPyLong_FromLong(ctx, box->width * box->height);
}

static int Box_area_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    Box *box = Box_AsStruct(ctx, self);
    long area;

    if (HPy_IsNull(value) || box->width == 0) { /* HPy_NULL: del box.area */
        HPyErr_SetString(ctx, ctx->h_AttributeError, "the area is not to be changed");
        return -1;
    }
    area = HPyLong_AsLong(ctx, value);
    if (area == -1 && HPyErr_Occurred(ctx))
        return -1;
    box->height = area / box->width;
    return 0;
}

static HPyDef *Box_defines[] = {&Box_new, &Box_repr, &Box_scaled, &Box_square,
                                &Box_width, &Box_height, &Box_area, NULL};
static HPyType_Spec Box_spec = {
    .name = "definitions.Box",
    .basicsize = sizeof(Box),
    .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = Box_defines,
    .doc = "Box(width, height)\n--\n\nA box.",
};

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Box", &Box_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&start, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(definitions, module)
