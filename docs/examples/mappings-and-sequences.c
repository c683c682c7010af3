/* Adds up the numbers of any iterable in blocks, and asks any mapping for a key.
 *
 * run: assert mod.total([1, 2.5]) == mod.total(x for x in (1, 2.5)) == 3.5
 *      try:
 *          mod.total(1)
 *      except TypeError as error:
 *          assert str(error) == 'total() wants an iterable of numbers'
 *      assert mod.knows({'a': 1}, 'a') is True and mod.knows({'a': 1}, 'b') is False
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_O, .doc = "The sum of the numbers in an iterable.")
static HPy total_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy items[16], seq = HPySequence_Fast(ctx, iterable, "total() wants an iterable of numbers");
    HPy_ssize_t start, i, n = -1;
    double sum = 0;
    int failed = HPy_IsNull(seq);

    for (start = 0; !failed && (n = HPySequence_GetItems(ctx, seq, start, 16, items)) > 0; start += n) {
        for (i = 0; i < n && !failed; i++) {
            double value = HPyFloat_AsDouble(ctx, items[i]);
            sum += value;
            failed = value == -1.0 && HPyErr_Occurred(ctx);
        }
        HPy_CloseArray(ctx, items, n);
    }
    HPy_Close(ctx, seq);
    return failed || n < 0 ? HPy_NULL : HPyFloat_FromDouble(ctx, sum);
}

HPyDef_METH(knows, "knows", HPyFunc_VARARGS, .doc = "Whether a mapping has a key.")
static HPy knows_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy mapping, key;
    int known;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:knows", &mapping, &key))
        return HPy_NULL;
    known = HPyMapping_HasKey(ctx, mapping, key);
    return known < 0 ? HPy_NULL : HPyBool_FromBool(ctx, known);
}

static HPyDef *defines[] = {&total, &knows, NULL};
static HPyModuleDef mappings_and_sequences_def = {.doc = "Mappings and sequences", .defines = defines};
HPy_MODINIT(mappings_and_sequences, mappings_and_sequences_def)
