/* A proxy that finds attributes as a class does, and binds what it finds to the object that it stands for.
 *
 * run: class Shape:
 *          sides = 4
 *          def name(self):
 *              return 'a shape of %d' % self.sides
 *      assert mod.attribute_of(Shape(), 'sides') == 4
 *      assert mod.attribute_of(Shape(), 'name')() == 'a shape of 4'
 *      assert mod.attribute_of(Shape(), 'area') is None
 *      assert mod.assign(type('P', (), {'__slots__': ('x',)})(), 'x', 5) and not mod.assign(Shape(), 'sides', 5)
 */
#include "hpy.h"

/* What the class of 'obj' has under a name: 1, 0, or -1 with an exception set. */
static int look_up(HPyContext *ctx, HPy obj, HPy name, HPy *found)
{
    HPy type = HPy_Type(ctx, obj);
    int result = HPyType_Lookup(ctx, type, name, found);

    HPy_Close(ctx, type);
    return result;
}

HPyDef_METH(attribute_of, "attribute_of", HPyFunc_VARARGS, .doc = "What a class has for an object, or None.")
static HPy attribute_of_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy obj, name, found, bound;
    int result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:attribute_of", &obj, &name))
        return HPy_NULL;
    result = look_up(ctx, obj, name, &found);
    if (result == 0)
        return HPy_Dup(ctx, ctx->h_None);
    if (result < 0)
        return HPy_NULL;
    result = HPyDescr_Get(ctx, found, obj, HPy_NULL, &bound);
    if (result == 0) /* no descriptor: it stands for itself */
        return found;
    HPy_Close(ctx, found);
    return bound; /* HPy_NULL on an error */
}

HPyDef_METH(assign, "assign", HPyFunc_VARARGS, .doc = "Set an attribute, where the class has a data descriptor.")
static HPy assign_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy obj, name, value, found;
    int result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO:assign", &obj, &name, &value))
        return HPy_NULL;
    result = look_up(ctx, obj, name, &found);
    if (result > 0)
        result = HPyDescr_Set(ctx, found, obj, value); /* 0 where it is none */
    HPy_Close(ctx, found);
    return result < 0 ? HPy_NULL : HPyBool_FromLong(ctx, result);
}

static HPyDef *defines[] = {&attribute_of, &assign, NULL};
static HPyModuleDef descriptors_def = {.doc = "Descriptors", .defines = defines};
HPy_MODINIT(descriptors, descriptors_def)
