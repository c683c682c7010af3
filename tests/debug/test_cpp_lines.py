"""Findings in C++ over hpy.hpp name the author's line, inside of a lambda as well, also without optimisation."""

import importlib.util
import shutil

import pytest
from support.lines import line_of
from support.load import load_in_mode

from hpy.debug import HPyUsageError, collect

pytestmark = [
    pytest.mark.abis("universal"),
    pytest.mark.no_layers("the test chooses the layers itself"),
    pytest.mark.skipif(
        importlib.util.find_spec("elftools") is None and shutil.which("addr2line") is None,
        reason="no reader for debug information",
    ),
]

SOURCE = r"""
#include "hpy.hpp"
HPyDef_METH(use, "use", HPyFunc_O)
static HPy use_impl(HPyContext *ctx, HPy, HPy arg)
{
    return hpy::guard(ctx, [&] {
        hpy::Handle type = hpy::Ref(ctx, arg).attr("__class__"); /* OPENED */
        HPy h = type.get();
        hpy::Handle text;
        type.reset(); /* CLOSED */
        text = hpy::Ref(ctx, h).repr(); /* USED */
        return text;
    });
}
@EXPORT(use)
@INIT"""


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_lines_of_a_handle_that_is_used_after_it_was_closed(build, level):
    mod = load_in_mode(build(SOURCE, language="c++", minor=2, flags=[level]), "debug")
    with collect() as findings, pytest.raises(HPyUsageError):
        mod.use(5)
    (found,) = findings
    lines = [spot.frames[0].line for spot in (found.opened, found.closed, found.used)]
    assert lines == [line_of(__file__, "/* %s */" % name) for name in ("OPENED", "CLOSED", "USED")]
