/* Hands memory out by a capsule with a destructor, changes its name and context, and reads it back.
 *
 * run: import gc
 *      capsule = mod.make()
 *      assert mod.read(capsule) == 42
 *      try:
 *          mod.read(5)
 *      except ValueError:
 *          pass
 *      del capsule
 *      gc.collect()
 *      assert mod.freed() == 1
 */
#include "hpy.h"

static int freed_count;

HPyCapsule_DESTRUCTOR(release)
static void release_impl(const char *name, void *pointer, void *context)
{
    (void)name;
    free(pointer);
    *(int *)context += 1;
}

HPyDef_METH(make, "make", HPyFunc_NOARGS)
static HPy make_impl(HPyContext *ctx, HPy self)
{
    int *number = (int *)malloc(sizeof(int));
    HPy capsule;

    if (number == NULL)
        return HPyErr_NoMemory(ctx);
    *number = 42;
    capsule = HPyCapsule_New(ctx, number, "mod.temporary", NULL);
    if (HPy_IsNull(capsule)) {
        free(number);
        return HPy_NULL;
    }
    if (HPyCapsule_SetName(ctx, capsule, "mod.number") < 0 || HPyCapsule_SetContext(ctx, capsule, &freed_count) < 0
        || HPyCapsule_SetDestructor(ctx, capsule, &release) < 0) {
        HPy_Close(ctx, capsule);
        free(number);
        return HPy_NULL;
    }
    return capsule;
}

HPyDef_METH(read, "read", HPyFunc_O)
static HPy read_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    const int *number = (const int *)HPyCapsule_GetPointer(ctx, capsule, "mod.number");
    return number == NULL ? HPy_NULL : HPyLong_FromLong(ctx, *number);
}

HPyDef_METH(freed, "freed", HPyFunc_NOARGS)
static HPy freed_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, freed_count);
}

static HPyDef *module_defines[] = {&make, &read, &freed, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
