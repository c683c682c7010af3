/* Takes Python integers as C integers, checked or cut to their lowest bits, and makes Python integers.
 *
 * The value of an error may be a value as well: who gets it asks whether an exception is pending.
 *
 * run: assert mod.gcd(12, -18) == 6 and mod.low_byte(-1) == 255
 *      for bad, kind in [(1 << 70, OverflowError), (1.5, TypeError)]:
 *          try: mod.gcd(bad, 2)
 *          except kind: pass
 *          else: raise AssertionError(bad)
 */
#include "hpy.h"

HPyDef_METH(gcd, "gcd", HPyFunc_VARARGS, .doc = "gcd(a, b, /)\n--\n\nTheir greatest common divisor.")
static HPy gcd_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int64_t numbers[2];
    uint64_t a, b;
    int i;

    if (nargs != 2) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "gcd() takes two integers");
        return HPy_NULL;
    }
    for (i = 0; i < 2; i++) {
        numbers[i] = HPyLong_AsInt64_t(ctx, args[i]); /* calls __index__, not __int__: no float */
        if (numbers[i] == -1 && HPyErr_Occurred(ctx))
            return HPy_NULL;
    }
    a = numbers[0] < 0 ? 0 - (uint64_t)numbers[0] : (uint64_t)numbers[0];
    b = numbers[1] < 0 ? 0 - (uint64_t)numbers[1] : (uint64_t)numbers[1];
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return HPyLong_FromUInt64_t(ctx, a);
}

HPyDef_METH(low_byte, "low_byte", HPyFunc_O, .doc = "low_byte(n, /)\n--\n\nThe lowest eight bits.")
static HPy low_byte_impl(HPyContext *ctx, HPy self, HPy n)
{
    uint32_t bits = HPyLong_AsUInt32_tMask(ctx, n); /* takes any size */

    if (bits == (uint32_t)-1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromUInt32_t(ctx, bits & 0xFF);
}

static HPyDef *defines[] = {&gcd, &low_byte, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(integers, module)
