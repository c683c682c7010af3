/* Slots that get null for deletion and for what is absent: items, attributes, descriptors, membership, hash.
 *
 * run: table = mod.Table()
 *      table['a'] = 1
 *      assert table['a'] == 1 and 'a' in table and 'b' not in table and len(table) == 1
 *      del table['a']
 *      assert len(table) == 0
 *      def delete():
 *          del table['a']
 *      for wrong in (lambda: table['a'], delete):
 *          try:
 *              wrong()
 *          except KeyError:
 *              pass
 *          else:
 *              raise AssertionError('no exception')
 *      assert hash(table) == -2
 *      table.seen = 5
 *      assert table.seen == 5 and table.anything == 'anything'
 *      del table.seen
 *      class User:
 *          attribute = mod.Descriptor()
 *      assert User.attribute == 'class' and User().attribute == 'instance'
 *      user = User()
 *      user.attribute = 3
 *      del user.attribute
 *      assert mod.Descriptor.__get__(User.__dict__['attribute'], None, User) == 'class'
 * minor: 1
 */
#include "hpy.h"

typedef struct { HPyField dict; } Table;
HPyType_HELPERS(Table)

HPyDef_SLOT(Table_traverse, HPy_tp_traverse)
static int Table_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Table *)self)->dict);
    return 0;
}

HPyDef_SLOT(Table_init, HPy_tp_init)
static int Table_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy dict = HPyDict_New(ctx);

    if (HPy_IsNull(dict))
        return -1;
    HPyField_Store(ctx, self, &Table_AsStruct(ctx, self)->dict, dict);
    HPy_Close(ctx, dict);
    return 0;
}

static HPy dict_of(HPyContext *ctx, HPy self)
{
    return HPyField_Load(ctx, self, Table_AsStruct(ctx, self)->dict);
}

HPyDef_SLOT(Table_length, HPy_mp_length)
static HPy_ssize_t Table_length_impl(HPyContext *ctx, HPy self)
{
    HPy dict = dict_of(ctx, self);
    HPy_ssize_t length = HPy_Length(ctx, dict);

    HPy_Close(ctx, dict);
    return length;
}

HPyDef_SLOT(Table_subscript, HPy_mp_subscript)
static HPy Table_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy dict = dict_of(ctx, self), value = HPy_GetItem(ctx, dict, key);

    HPy_Close(ctx, dict);
    return value;
}

HPyDef_SLOT(Table_assign, HPy_mp_ass_subscript)
static int Table_assign_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    HPy dict = dict_of(ctx, self);
    int result = HPy_IsNull(value) ? HPy_DelItem(ctx, dict, key) : HPy_SetItem(ctx, dict, key, value);

    HPy_Close(ctx, dict);
    return result;
}

HPyDef_SLOT(Table_contains, HPy_sq_contains)
static int Table_contains_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy dict = dict_of(ctx, self);
    int result = HPy_Contains(ctx, dict, key);

    HPy_Close(ctx, dict);
    return result;
}

HPyDef_SLOT(Table_hash, HPy_tp_hash)
static HPy_hash_t Table_hash_impl(HPyContext *ctx, HPy self)
{
    return -2;
}

HPyDef_SLOT(Table_getattro, HPy_tp_getattro)
static HPy Table_getattro_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPy dict, value = HPy_NULL;
    int found;

    dict = dict_of(ctx, self);
    found = HPy_Contains(ctx, dict, name);
    if (found >= 0)
        value = found ? HPy_GetItem(ctx, dict, name) : HPy_Dup(ctx, name);
    HPy_Close(ctx, dict);
    return value;
}

HPyDef_SLOT(Table_setattro, HPy_tp_setattro)
static int Table_setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
{
    return Table_assign_impl(ctx, self, name, value);
}

static HPyDef *table_defines[] = {
    &Table_traverse, &Table_init, &Table_length, &Table_subscript, &Table_assign, &Table_contains, &Table_hash,
    &Table_getattro, &Table_setattro, NULL
};
static HPyType_Spec table_spec = {
    .name = "mod.Table", .basicsize = sizeof(Table), .builtin_shape = SHAPE(Table),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = table_defines,
};

HPyDef_SLOT(Descriptor_get, HPy_tp_descr_get)
static HPy Descriptor_get_impl(HPyContext *ctx, HPy self, HPy object, HPy type)
{
    return HPyUnicode_FromString(ctx, HPy_IsNull(object) ? "class" : "instance");
}

HPyDef_SLOT(Descriptor_set, HPy_tp_descr_set)
static int Descriptor_set_impl(HPyContext *ctx, HPy self, HPy object, HPy value)
{
    if (HPy_IsNull(value))
        return 0;
    return HPyNumber_Check(ctx, value) ? 0 : (HPyErr_SetString(ctx, ctx->h_TypeError, "a number is required"), -1);
}

static HPyDef *descriptor_defines[] = {&Descriptor_get, &Descriptor_set, NULL};
static HPyType_Spec descriptor_spec = {
    .name = "mod.Descriptor", .flags = HPy_TPFLAGS_DEFAULT, .defines = descriptor_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    if (!HPyHelpers_AddType(ctx, mod, "Table", &table_spec, NULL))
        return -1;
    return HPyHelpers_AddType(ctx, mod, "Descriptor", &descriptor_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
