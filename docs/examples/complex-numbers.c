/* Complex numbers as pairs of C's double: a rotation in the plane, of whatever can be converted to a complex number.
 *
 * run: assert mod.quarter_turn(3 + 4j) == -4 + 3j
 *      assert mod.quarter_turn(2) == 2j
 */
#include "hpy.h"

HPyDef_METH(quarter_turn, "quarter_turn", HPyFunc_O)
static HPy quarter_turn_impl(HPyContext *ctx, HPy self, HPy point)
{
    double x, y;

    if (HPyComplex_AsDoubles(ctx, point, &x, &y) < 0)
        return HPy_NULL;
    return HPyComplex_FromDoubles(ctx, -y, x);
}

static HPyDef *module_defines[] = {&quarter_turn, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(complex_numbers, moduledef)
