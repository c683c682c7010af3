"""The released layout: api/frozen.txt may only grow, and the context struct of the header agrees with it."""

import hashlib
import os
import re

import pytest
from support.compile import find_compilers
from support.run import ROOT

FROZEN = os.path.join(ROOT, "api", "frozen.txt")
# Entries up to and including the last one of a minor version, and a hash of their lines. Released: never change one.
RELEASED = {
    0: (263, "9423708f4af95b1df35e3aaad1521e0005a549d3f7c9ced33b7c427b66436497"),
    1: (273, "77c2fb636d674b4066a123616dd0a82bef07798252f232322db5a7459ffb42b7"),
}


def entries():
    """(index, member, signature) for each line."""
    with open(FROZEN, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    return [(int(index), member, signature) for index, member, signature in (line.split(" ", 2) for line in lines)]


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
    first = "offsetof(HPyContext, h_None)"
    check(
        compiler,
        [
            '_Static_assert(offsetof(HPyContext, %s) == %s + %d * sizeof(void *), "%s");'
            % (member, first, index, member)
            for index, member, _ in entries()
        ],
        abi=abi,
    )


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


def test_head_of_the_context(compiler):
    check(
        compiler,
        [
            '_Static_assert(offsetof(HPyContext, name) == 0, "name");',
            '_Static_assert(offsetof(HPyContext, abi_version) == 2 * sizeof(void *), "abi_version");',
            '_Static_assert(offsetof(HPyContext, h_None) == 3 * sizeof(void *), "h_None");',
        ],
    )


# Bytes on machines with 8-byte pointers and longs.
SIZES = {
    "HPy": 8,
    "HPyField": 8,
    "HPyGlobal": 8,
    "HPyListBuilder": 8,
    "HPyTupleBuilder": 8,
    "HPyTracker": 8,
    "HPyThreadState": 8,
    "HPy_buffer": 80,
    "HPySlot": 24,
    "HPyMeth": 40,
    "HPyMember": 40,
    "HPyGetSet": 56,
    "HPyDef": 64,
    "HPyCapsule_Destructor": 16,
    "HPyCallFunction": 16,
    "HPyType_Spec": 56,
    "HPyType_SpecParam": 16,
    "HPyModuleDef": 40,
    "HPyStructSequence_Field": 16,
    "HPyStructSequence_Desc": 24,
}


def test_size_of_public_structs(compiler, abi):
    check(
        compiler,
        [
            '_Static_assert(sizeof(void *) != 8 || sizeof(long) != 8 || sizeof(%s) == %d, "%s");' % (name, size, name)
            for name, size in SIZES.items()
        ],
        abi=abi,
    )
