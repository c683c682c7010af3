/* A module with a state of its own, which each instance of the module has; and one that imports another.
 *
 * run: assert mod.add(2) == 2 and mod.add(3) == 5
 *      assert mod.sum_of([1.5, 2.5]) == 4.0
 */
#include "hpy.h"

typedef struct {
    long total;
    HPyField fsum; /* math.fsum */
} State;

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    State *state = (State *)HPy_ModuleState(ctx, module); /* zeroed */
    HPy math, fsum;

    if (state == NULL)
        return -1;
    math = HPyImport_ImportModule(ctx, "math");
    fsum = HPy_IsNull(math) ? HPy_NULL : HPy_GetAttr_s(ctx, math, "fsum");
    HPy_Close(ctx, math);
    if (HPy_IsNull(fsum))
        return -1;
    HPyField_Store(ctx, module, &state->fsum, fsum); /* the module is the owner */
    HPy_Close(ctx, fsum);
    return 0;
}

HPyDef_SLOT(traverse, HPy_mod_traverse)
static int traverse_impl(void *state, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((State *)state)->fsum);
    return 0;
}

HPyDef_METH(add, "add", HPyFunc_O, .doc = "add(n, /)\n--\n\nThe sum of all that was added.")
static HPy add_impl(HPyContext *ctx, HPy self, HPy arg)
{
    State *state = (State *)HPy_ModuleState(ctx, self); /* a function of the module gets it as self */
    long n = state == NULL ? -1 : HPyLong_AsLong(ctx, arg);

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    state->total += n;
    return HPyLong_FromLong(ctx, state->total);
}

HPyDef_METH(sum_of, "sum_of", HPyFunc_O, .doc = "sum_of(floats, /)\n--\n\nmath.fsum(floats)")
static HPy sum_of_impl(HPyContext *ctx, HPy self, HPy floats)
{
    State *state = (State *)HPy_ModuleState(ctx, self);
    HPy fsum, result;

    if (state == NULL)
        return HPy_NULL;
    fsum = HPyField_Load(ctx, self, state->fsum);
    result = HPy_Call(ctx, fsum, &floats, 1, HPy_NULL);
    HPy_Close(ctx, fsum);
    return result;
}

static HPyDef *defines[] = {&start, &traverse, &add, &sum_of, NULL};
static HPyModuleDef module = {.doc = "A module with a state.", .size = sizeof(State), .defines = defines};

HPy_MODINIT(modules, module)
