/* Guards C data by a mutex, and an object by a critical section; prepares a table once.
 *
 * Where Python has a GIL, the section costs nothing; the mutex is needed there, too, since a call of Python lets other
 * threads run.
 *
 * run: assert [mod.number("a"), mod.number("b"), mod.number("a")] == [0, 1, 2]
 *      assert mod.swap([1, 2, 3]) == [2, 1, 3]
 *      assert mod.squares(9) == 81
 */
#include "hpy.h"

static HPyMutex mutex; /* zero: it is open */
static long next;      /* guarded by it */

HPyDef_METH(number, "number", HPyFunc_O, .doc = "number(obj, /)\n--\n\nThe next number, printed with obj.")
static HPy number_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy text = HPy_NULL;
    long result;

    HPyMutex_Lock(ctx, &mutex);
    result = next;
    text = HPy_Str(ctx, obj); /* may run anything: 'next' is still ours behind it */
    if (!HPy_IsNull(text))
        next = result + 1;
    HPyMutex_Unlock(ctx, &mutex); /* on each path */
    if (HPy_IsNull(text))
        return HPy_NULL;
    HPy_Close(ctx, text);
    return HPyLong_FromLong(ctx, result);
}

HPyDef_METH(swap, "swap", HPyFunc_O, .doc = "swap(list, /)\n--\n\nExchange its first two items.")
static HPy swap_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy first, second;
    int failed;

    HPy_BEGIN_CRITICAL_SECTION(ctx, list) /* no other thread does this to the list meanwhile */
    first = HPyList_GetItem(ctx, list, 0);
    second = HPy_IsNull(first) ? HPy_NULL : HPyList_GetItem(ctx, list, 1);
    failed = HPy_IsNull(second) || HPy_SetItem_i(ctx, list, 0, second) < 0 || HPy_SetItem_i(ctx, list, 1, first) < 0;
    HPy_END_CRITICAL_SECTION(ctx)
    HPy_Close(ctx, second);
    HPy_Close(ctx, first);
    return failed ? HPy_NULL : HPy_Dup(ctx, list);
}

static HPyOnce once;
static long table[100];

static int fill_table(HPyContext *ctx, void *arg)
{
    long i;

    for (i = 0; i < 100; i++)
        table[i] = i * i;
    return 0; /* -1, with an exception set, would let the next call try again */
}

HPyDef_METH(squares, "squares", HPyFunc_O, .doc = "squares(n, /)\n--\n\nThe square of n, 0 to 99.")
static HPy squares_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);

    if (HPyOnce_Call(ctx, &once, fill_table, NULL) < 0 || (n == -1 && HPyErr_Occurred(ctx)))
        return HPy_NULL;
    if (n < 0 || n > 99)
        return HPyErr_SetString(ctx, ctx->h_ValueError, "n must be 0 to 99");
    return HPyLong_FromLong(ctx, table[n]);
}

static HPyDef *defines[] = {&number, &swap, &squares, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(locks, module)
