/* Asks a weak reference whether its object is there, and forgets that the answer comes with a handle.
 *
 * run: class Thing: pass
 *      import weakref
 *      thing = Thing()
 *      assert mod.alive(weakref.ref(thing)) is True
 * expect: leak
 * function: alive
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(alive, "alive", HPyFunc_O)
static HPy alive_impl(HPyContext *ctx, HPy self, HPy ref)
{
    HPy object;
    int found = HPyWeakref_Get(ctx, ref, &object); /* OPEN */

    if (found < 0)
        return HPy_NULL;
    return HPyBool_FromBool(ctx, found);
}

static HPyDef *module_defines[] = {&alive, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
