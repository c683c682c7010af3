/* Types that hold an instance of themselves, and are held from outside when the process ends, or end by themselves.
 *
 * run: import builtins, gc, weakref
 *      def ends():
 *          global T
 *          reference = weakref.ref(T)
 *          del T
 *          gc.collect()
 *          return reference() is None
 *      mod.Plain.default = mod.Plain()
 *      builtins.kept_by_a_list = [mod.make_plain()]
 *      builtins.kept_by_a_list[0].default = builtins.kept_by_a_list[0]()
 *      builtins.kept_by_its_instance = mod.make_plain()()
 *      type(builtins.kept_by_its_instance).default = type(builtins.kept_by_its_instance)()
 *      builtins.kept_instance_of_itself = mod.make_plain()()
 *      type(builtins.kept_instance_of_itself).default = builtins.kept_instance_of_itself
 *      builtins.kept_by_a_method = mod.make_plain()
 *      builtins.kept_by_a_method.default = builtins.kept_by_a_method()
 *      builtins.kept_by_a_method = builtins.kept_by_a_method.__dict__['method']
 *      T = mod.make_plain()
 *      T.default = T()
 *      builtins.kept_by_a_function = lambda kept=T: kept
 *      class Derived(mod.make_plain()):
 *          pass
 *      Derived.default = Derived()
 *      T = mod.make_collected()
 *      T.default = T()
 *      assert ends()
 *      T = mod.make_plain()
 *      T.default = T()
 *      del T.default
 *      assert ends()
 *      gc.disable()
 *      T = mod.make_plain()
 *      T.other = U = mod.make_plain()
 *      cycle = [U()]
 *      cycle.append(cycle)
 *      del T, U, cycle
 * alone: yes
 */
#include "hpy.h"

typedef struct { HPyField field; } Thing;
HPyType_HELPERS(Thing)

HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Thing *)self)->field);
    return 0;
}

HPyDef_METH(Thing_method, "method", HPyFunc_NOARGS)
static HPy Thing_method_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

static HPyDef *thing_defines[] = {&Thing_traverse, &Thing_method, NULL};
static HPyType_Spec plain_spec = {
    .name = "mod.Plain", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = thing_defines,
};
static HPyType_Spec collected_spec = {
    .name = "mod.Collected", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = thing_defines,
};

HPyDef_METH(make_plain, "make_plain", HPyFunc_NOARGS)
static HPy make_plain_impl(HPyContext *ctx, HPy self)
{
    return HPyType_FromSpec(ctx, &plain_spec, NULL);
}

HPyDef_METH(make_collected, "make_collected", HPyFunc_NOARGS)
static HPy make_collected_impl(HPyContext *ctx, HPy self)
{
    return HPyType_FromSpec(ctx, &collected_spec, NULL);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Plain", &plain_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &make_plain, &make_collected, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
