/* Weak references with callbacks, an instance dictionary, and objects that die at the end of the process.
 *
 * run: import atexit, gc, weakref
 *      seen = []
 *      thing = mod.Thing()
 *      thing.me = thing
 *      watch = weakref.ref(thing, lambda reference: seen.append(mod.length('abc')))
 *      del thing
 *      gc.collect()
 *      assert watch() is None and seen == [3]
 *      atexit.register(mod.length, 'at exit')
 *      last = mod.Thing()
 *      last.atexit = weakref.finalize(last, mod.length, 'finalize')
 *      last.cycle = last
 * minor: 1
 */
#include "hpy.h"

typedef struct { long unused; } Thing;
HPyType_HELPERS(Thing)

HPyDef_DICT(Thing_dict)
HPyDef_WEAKLIST(Thing_weaklist)

HPyDef_METH(length, "length", HPyFunc_O)
static HPy length_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t length = HPy_Length(ctx, arg);
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *thing_defines[] = {&Thing_dict, &Thing_weaklist, NULL};
static HPyType_Spec thing_spec = {
    .name = "mod.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = thing_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Thing", &thing_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &length, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
