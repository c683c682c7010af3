/* Views of numbers: two of one sequence, of no items, of memory and of copies, released after none was had and on
 * error paths, kept in a struct that is copied; reading nothing into no memory, and behind the end; results that look
 * like errors.
 *
 * run: from array import array
 *      assert mod.dot([1, 2], array("d", [3, 4])) == 11.0 and mod.dot([], []) == 0.0 and mod.dot("ab", [1]) is None
 *      try: mod.dot([1], 5)
 *      except TypeError: pass
 *      assert mod.last(array("q", [1, 2])) == 2
 *      assert mod.nothing([1, 2]) == 0 and mod.nothing(b"") == 0
 *      assert mod.minus_one(-1) == -1 and mod.minus_one(2**100) == 1
 * minor: 2
 */
#include "hpy.h"

/* A view that is not there may be released. */
HPyDef_METH(dot, "dot", HPyFunc_VARARGS)
static HPy dot_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyNumberView a = {NULL, 0, 0}, b = {NULL, 0, 0}, again = {NULL, 0, 0};
    HPy result = HPy_NULL;
    int found = HPyNumberView_Acquire(ctx, args[0], 'd', &a);

    if (found > 0)
        found = HPyNumberView_Acquire(ctx, args[0], 'd', &again);
    if (found > 0)
        found = HPyNumberView_Acquire(ctx, args[1], 'd', &b);
    if (found == 0)
        result = HPy_Dup(ctx, ctx->h_None);
    if (found > 0) {
        const double *numbers = (const double *)a.data, *others = (const double *)b.data;
        double sum = 0.0;
        for (HPy_ssize_t i = 0; i < again.length && i < b.length; i++)
            sum += numbers[i] * others[i];
        result = HPyFloat_FromDouble(ctx, sum);
    }
    HPyNumberView_Release(ctx, &b);
    HPyNumberView_Release(ctx, &again);
    HPyNumberView_Release(ctx, &a);
    return result;
}

HPyDef_METH(last, "last", HPyFunc_O)
static HPy last_impl(HPyContext *ctx, HPy self, HPy seq)
{
    struct { HPyNumberView view; int64_t last; } state;
    HPyNumberView view;

    if (HPyNumberView_Acquire(ctx, seq, 'q', &view) <= 0)
        return HPy_NULL;
    state.view = view;
    state.last = ((const int64_t *)state.view.data)[state.view.length - 1];
    HPyNumberView_Release(ctx, &state.view);
    return HPyLong_FromInt64_t(ctx, state.last);
}

HPyDef_METH(nothing, "nothing", HPyFunc_O)
static HPy nothing_impl(HPyContext *ctx, HPy self, HPy seq)
{
    double number;
    HPy list = HPyList_FromInt64Array(ctx, NULL, 0), result;
    HPy_ssize_t n = HPySequence_ReadInt64(ctx, seq, 0, 0, NULL);

    if (n == 0)
        n = HPySequence_ReadDouble(ctx, seq, HPY_SSIZE_T_MAX, 1, &number);
    result = n < 0 || HPy_IsNull(list) ? HPy_NULL : HPyLong_FromSsize_t(ctx, n + HPy_Length(ctx, list));
    HPy_Close(ctx, list);
    return result;
}

/* The error value without an error. */
HPyDef_METH(minus_one, "minus_one", HPyFunc_O)
static HPy minus_one_impl(HPyContext *ctx, HPy self, HPy number)
{
    int overflow;
    int64_t value = HPyLong_AsInt64_tAndOverflow(ctx, number, &overflow);

    return HPyLong_FromLong(ctx, overflow != 0 ? overflow : (long)value);
}

static HPyDef *module_defines[] = {&dot, &last, &nothing, &minus_one, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
