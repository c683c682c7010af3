/* Chooses the class of an exception among the built-in ones, and tells by class what went wrong.
 *
 * run: assert mod.outcome(lambda: 1) == "fine"
 *      assert mod.outcome(lambda: [][1]) == "not found" and mod.outcome(lambda: {}[1]) == "not found"
 *      try: mod.outcome(lambda: 1 / 0)
 *      except ZeroDivisionError: pass
 *      else: raise AssertionError
 *      try: mod.fail(2)
 *      except FileNotFoundError as error: assert error.errno == 2
 *      else: raise AssertionError
 */
#include "hpy.h"
#include <errno.h>

HPyDef_METH(outcome, "outcome", HPyFunc_O, .doc = "outcome(f, /)\n--\n\nWhether f() finds what it looks for.")
static HPy outcome_impl(HPyContext *ctx, HPy self, HPy f)
{
    HPy result = HPy_Call(ctx, f, NULL, 0, HPy_NULL);

    if (!HPy_IsNull(result)) {
        HPy_Close(ctx, result);
        return HPyUnicode_FromString(ctx, "fine");
    }
    if (!HPyErr_ExceptionMatches(ctx, ctx->h_LookupError)) /* the base of IndexError and KeyError */
        return HPy_NULL;
    HPyErr_Clear(ctx);
    return HPyUnicode_FromString(ctx, "not found");
}

HPyDef_METH(fail, "fail", HPyFunc_O, .doc = "fail(number, /)\n--\n\nRaise what an error of C's is in Python.")
static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int number = HPyLong_AsInt32_t(ctx, arg);

    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    errno = number;
    return HPyErr_SetFromErrno(ctx, ctx->h_OSError); /* or the class under it that fits */
}

static HPyDef *defines[] = {&outcome, &fail, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(exceptions, module)
