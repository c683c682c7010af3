"""The released layout: api/frozen.txt may only grow, and the context struct of the header agrees with it.

On other machines: tests/builds/test_cross.py.
"""

import hashlib
import re

import pytest
from support.compile import find_compilers
from support.frozen import entries, offset_assertions, size_assertions

# Entries up to and including the last one of a minor version, and a hash of their lines. Released: never change one.
RELEASED = {
    0: (263, "9423708f4af95b1df35e3aaad1521e0005a549d3f7c9ced33b7c427b66436497"),
    1: (273, "77c2fb636d674b4066a123616dd0a82bef07798252f232322db5a7459ffb42b7"),
}


def test_indices_follow_each_other():
    assert [index for index, _, _ in entries()] == list(range(len(entries())))


@pytest.mark.parametrize("minor", RELEASED)
def test_released_entries_never_change(minor):
    count, expected = RELEASED[minor]
    text = "\n".join("%d %s %s" % entry for entry in entries()[:count])
    assert hashlib.sha256(text.encode()).hexdigest() == expected


def check(compiler, assertions, minor=1, abi="universal"):
    text = '#define HPY_ABI_MINOR %d\n#include "hpy.h"\n%s\n' % (minor, "\n".join(assertions))
    compiler.check_syntax(text, abi, find_compilers("CC", ["cc"])[0], ["-std=c11", "-Werror"], ".c")


@pytest.mark.abis("universal", "hybrid")
def test_offset_of_every_member(compiler, abi):
    check(compiler, offset_assertions(), abi=abi)


@pytest.mark.abis("universal", "hybrid")
def test_type_of_every_member(compiler, abi):
    """A pointer to the member is assigned to a pointer to the frozen type."""
    lines = []
    for index, member, signature in entries():
        match = re.match(r"(.*?)\((.*)\)$", signature)
        frozen = "%s *p" % signature if match is None else "%s(**p)(%s)" % match.groups()
        lines.append("void f%d(HPyContext *ctx);" % index)
        lines.append("void f%d(HPyContext *ctx) { %s = &ctx->%s; (void)p; }" % (index, frozen, member))
    check(compiler, lines, abi=abi)


def test_a_minor_version_shows_no_later_entries(compiler):
    check(
        compiler,
        [
            '_Static_assert(sizeof(HPyContext) == offsetof(HPyContext, h_None) + %d * sizeof(void *), "size");'
            % RELEASED[0][0]
        ],
        minor=0,
    )


def test_size_of_public_structs(compiler, abi):
    check(compiler, size_assertions(), abi=abi)
