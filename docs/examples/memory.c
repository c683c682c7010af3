/* Memory that tracemalloc sees: an array that grows, and one that is filled while other threads run Python.
 *
 * run: assert mod.sum_of_squares(range(10)) == 285
 *      assert mod.primes_below(100) == 25
 */
#include "hpy.h"

/* The items of an iterator, in an array of 'capacity' places that the caller frees, whatever comes of it. How many, or
 * -1 with an exception. */
static HPy_ssize_t read_all(HPyContext *ctx, HPy iterator, double **items, HPy_ssize_t capacity)
{
    HPy_ssize_t n = 0;
    double *more;
    HPy item;
    int found;

    while ((found = HPyIter_NextItem(ctx, iterator, &item)) > 0) {
        if (n == capacity) {
            capacity *= 2;
            more = HPyMem_Resize(ctx, *items, double, capacity);
            if (more == NULL) { /* *items is as before */
                HPy_Close(ctx, item);
                HPyErr_NoMemory(ctx);
                return -1;
            }
            *items = more;
        }
        (*items)[n] = HPyFloat_AsDouble(ctx, item);
        HPy_Close(ctx, item);
        if ((*items)[n++] == -1.0 && HPyErr_Occurred(ctx))
            return -1;
    }
    return found < 0 ? -1 : n;
}

HPyDef_METH(sum_of_squares, "sum_of_squares", HPyFunc_O, .doc = "sum_of_squares(numbers, /)\n--\n\nA sum.")
static HPy sum_of_squares_impl(HPyContext *ctx, HPy self, HPy numbers)
{
    double sum = 0.0, *items = HPyMem_New(ctx, double, 4);
    HPy iterator;
    HPy_ssize_t n = -1;

    if (items == NULL)
        return HPyErr_NoMemory(ctx);
    iterator = HPy_GetIter(ctx, numbers);
    if (!HPy_IsNull(iterator))
        n = read_all(ctx, iterator, &items, 4);
    HPy_Close(ctx, iterator);
    for (HPy_ssize_t i = 0; i < n; i++)
        sum += items[i] * items[i];
    HPyMem_Free(ctx, items);
    return n < 0 ? HPy_NULL : HPyFloat_FromDouble(ctx, sum);
}

/* How many primes there are below 'n'; 'composite' has a byte for each number, all 0. */
static long count_primes(char *composite, long n)
{
    long count = 0, i, j;

    for (i = 2; i < n; i++) {
        count += !composite[i];
        for (j = composite[i] ? n : 2 * i; j < n; j += i)
            composite[j] = 1;
    }
    return count;
}

HPyDef_METH(primes_below, "primes_below", HPyFunc_O, .doc = "primes_below(n, /)\n--\n\nTheir number.")
static HPy primes_below_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg), count = -1;
    char *composite;

    if (n < 0)
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, 0);
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    composite = (char *)HPyMem_RawCalloc(ctx, (size_t)n, 1); /* HPyMem_Calloc would need the interpreter */
    if (composite != NULL)
        count = count_primes(composite, n);
    HPyMem_RawFree(ctx, composite);
    HPy_END_LEAVE_PYTHON(ctx)
    return count < 0 ? HPyErr_NoMemory(ctx) : HPyLong_FromLong(ctx, count);
}

static HPyDef *defines[] = {&sum_of_squares, &primes_below, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(memory, module)
