"""Whatever bits an extension passes for a handle, a builder or a tracker: debug mode goes on."""

import pytest
from support.run import run_python

pytestmark = [pytest.mark.abis("universal"), pytest.mark.no_layers("it runs under debug mode itself")]

SNIPPET = """
    /* pass(function, bits): the bits of a handle that was open a moment ago. */
    HPyDef_METH(pass, "pass_", HPyFunc_VARARGS)
    static HPy pass_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long function = HPyLong_AsLong(ctx, args[0]);
        HPy two[2], item = HPy_Dup(ctx, args[1]), result = HPy_NULL;
        HPyListBuilder builder;
        HPyTracker tracker;
        HPy h;

        h._i = (intptr_t)HPyLong_AsUInt64_t(ctx, args[1]);
        builder._lst = tracker._i = h._i;
        two[0] = two[1] = h;
        switch (function) {
        case 0: result = HPy_Repr(ctx, h); break;
        case 1: HPy_Close(ctx, h); break;
        case 2: result = HPy_Dup(ctx, h); break;
        case 3: (void)_HPy_AsStruct_Object(ctx, h); break;
        case 4: HPyListBuilder_Set(ctx, builder, 0, item); break;
        case 5: result = HPyListBuilder_Build(ctx, builder); break;
        case 6: HPyTracker_Add(ctx, tracker, item); break;
        case 7: HPyTracker_Close(ctx, tracker); break;
        case 8: HPy_Close(ctx, item); return h;
        case 9: (void)HPy_TypeCheck(ctx, item, h); break;
        case 10: (void)HPyUnicode_AsUTF8AndSize(ctx, h, NULL); break;
        case 11: result = HPyTuple_FromArray(ctx, two, 2); break;
        case 12: builder = HPyListBuilder_New(ctx, 1); result = HPyLong_FromSize_t(ctx, (size_t)builder._lst); break;
        }
        HPyErr_Clear(ctx);
        HPy_Close(ctx, result);
        HPy_Close(ctx, item);
        return HPyLong_FromSize_t(ctx, (size_t)(function == 12 ? builder._lst : item._i));
    }
    @EXPORT(pass)
    @INIT
"""

CODE = """
    import random
    import hpy.debug

    pick = random.Random(%d)
    seen = [0]
    changes = [
        lambda bits: bits,
        lambda bits: bits ^ 1,
        lambda bits: bits ^ 1 << 63,
        lambda bits: bits + (pick.randrange(-3, 4) << 25),
        lambda bits: bits + pick.randrange(-1200, 1200),
        lambda bits: pick.randrange(5000) + (pick.randrange(2) << 63),
        lambda bits: pick.getrandbits(pick.randrange(1, 65)),
    ]
    with hpy.debug.collect() as found:
        for _ in range(4000):
            bits = pick.choice(changes)(pick.choice(seen[-50:]))
            try:
                result = mod.pass_(pick.randrange(13), bits %% 2**64)
                seen.append(result if isinstance(result, int) and result > 0 else 0)
            except (hpy.debug.HPyDebugError, SystemError):
                pass
    assert {"invalid-handle", "use-after-close"} <= {finding.kind for finding in found}
"""


@pytest.mark.parametrize("seed", range(6))
def test_any_bits(build, seed):
    run_python(CODE % seed, build(SNIPPET), direct=True, env={"HPY": "debug", "HPY_DEBUG": "nosource"})
