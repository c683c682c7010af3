"""The definition as plain records: what api/*.h says, and the few names that follow from it."""

import re
from typing import List, NamedTuple, Optional, Tuple


class Param(NamedTuple):
    type: str  # as written, one blank between words, "*" at the end: "const char *"
    name: str

    def __str__(self):
        return self.type + ("" if self.type.endswith("*") else " ") + self.name


class Handle(NamedTuple):
    """A built-in object of the context: ``ctx->h_None``."""
    index: int
    minor: int
    name: str      # h_None
    cpython: str   # the C expression of the object
    doc: str


class Function(NamedTuple):
    """A function of the context."""
    index: int
    minor: int
    name: str                       # HPyLong_AsLong, the public name
    ret: str
    params: Tuple[Param, ...]       # without the context
    cpython: Optional[str]          # the CPython function that is the whole body
    body: Optional[str]             # "inline" or "function": ctx_X is written by hand
    fails: str                      # NULL, -1, -2, ASK, NEVER
    nullable: Tuple[str, ...]       # parameters that may be null
    expects: Tuple[Tuple[str, str], ...]  # (parameter, type) that layers check
    ranges: Tuple[Tuple[str, str, str], ...]  # (parameter, lowest, highest) that layers check
    borrows: Optional[str]          # the result's memory belongs to this parameter
    quiet: bool                     # runs no Python code
    void_slot: bool                 # the table entry returns void, the API HPy_NULL
    handwritten: bool               # the inline API stands in hpy/special.h
    direct: bool                    # the universal inline API stands in hpy/special.h
    legacy: bool                    # not in the universal ABI
    table_only: bool                # no public function
    doc: str

    @property
    def member(self):
        """The name in the context table and of the CPython body: HPyLong_AsLong -> ctx_Long_AsLong."""
        return "ctx_" + re.match(r"_?HPy_?(\w+)", self.name)[1]

    @property
    def table_ret(self):
        return "void" if self.void_slot else self.ret

    def signature(self):
        """Parameters as written in C, the context first."""
        return ", ".join(["HPyContext *ctx"] + [str(p) for p in self.params])


class Signature(NamedTuple):
    """A kind of function that an extension implements: HPyFunc_O."""
    number: int
    name: str                  # o
    ret: str
    params: Tuple[Param, ...]  # with the context, where there is one
    meth_flags: Optional[str]
    special: bool
    minor: int
    doc: str

    @property
    def upper(self):
        return self.name.upper()


class Slot(NamedTuple):
    name: str       # HPy_nb_add
    number: int
    signature: Optional[str]  # HPyFunc_BINARYFUNC; None: the record has a macro of its own
    minor: int
    python: str     # the first of the methods in Python that come to it: __add__; empty if there is none


class Definition(NamedTuple):
    members: List            # Handle and Function, by index
    signatures: List[Signature]
    slots: List[Slot]
    frozen: List[str]

    @property
    def handles(self):
        return [m for m in self.members if isinstance(m, Handle)]

    @property
    def functions(self):
        return [m for m in self.members if isinstance(m, Function)]

    @property
    def latest_minor(self):
        return max(m.minor for m in self.members + self.slots)
