"""The definition as plain records: what api/*.h says, and the few names that follow from it."""

import re
from typing import List, NamedTuple, Optional, Tuple, Union


class Param(NamedTuple):
    type: str  # as written, one blank between words, "*" at the end: "const char *"
    name: str

    def __str__(self) -> str:
        return self.type + ("" if self.type.endswith("*") else " ") + self.name


class Handle(NamedTuple):
    """A built-in object of the context: ``ctx->h_None``."""

    number: int
    minor: int
    name: str  # h_None
    cpython: Optional[str]  # the C expression of the object; None: the host's own
    builtin: Optional[str]  # its name in Python, if it is a class
    instance: Optional[str]  # what messages call an instance: "a tuple"
    by_symbol: bool  # an extension finds it by CPython's symbol, not by its name
    family: str
    doc: str
    where: str


class Function(NamedTuple):
    """A function of the context."""

    number: int
    minor: int
    name: str  # HPyLong_AsLong, the public name
    ret: str
    params: Tuple[Param, ...]  # without the context
    cpython: Optional[str]  # the CPython function that is the whole body
    body: Optional[str]  # "inline", "function" or "host": where ctx_X is written by hand
    fails: str  # NULL, -1, -2, ASK, NEVER
    raises: bool  # an exception is pending afterwards, always
    swallows: bool  # cannot report an error, and hides one that is pending
    nullable: Tuple[str, ...]  # parameters that may be null
    out: Tuple[str, ...]  # parameters where new handles are stored
    sized: Tuple[Tuple[str, str], ...]  # (parameter, its size): may be null if that is 0
    expects: Tuple[Tuple[str, str], ...]  # (parameter, type) that layers check
    ranges: Tuple[Tuple[str, str, str], ...]  # (parameter, lowest, highest) that layers check
    borrows: Optional[str]  # the result's memory belongs to this parameter
    quiet: bool  # runs no Python code
    void_slot: bool  # the table entry returns void, the API HPy_NULL
    handwritten: bool  # the inline API stands in hpy/special.h
    direct: bool  # the universal inline API stands in hpy/special.h
    macro: Optional[str]  # the name by which sources call it, if that is a macro for it
    legacy: bool  # not in the universal ABI
    table_only: bool  # no public function
    debug: Tuple[str, ...]  # what is special about debug mode's wrapper
    trace: Tuple[str, ...]  # and about trace mode's
    family: str
    doc: str
    where: str

    @property
    def member(self) -> str:
        """The name in the context table and of the CPython body: HPyLong_AsLong -> ctx_Long_AsLong."""
        return "ctx_" + self.short

    @property
    def short(self) -> str:
        """HPyLong_AsLong -> Long_AsLong."""
        return re.sub(r"^_?HPy_?", "", self.name)

    @property
    def written(self) -> str:
        """The name that authors know it by."""
        return self.macro or self.name.lstrip("_")

    @property
    def table_ret(self) -> str:
        return "void" if self.void_slot else self.ret

    @property
    def plain(self) -> bool:
        """Whether the generated inline function of the CPython ABI is what the table's entry does."""
        return not (self.void_slot or self.handwritten or self.table_only)

    def signature(self) -> str:
        """Parameters as written in C, the context first."""
        return ", ".join(["HPyContext *ctx"] + [str(p) for p in self.params])


Member = Union[Handle, Function]


class Signature(NamedTuple):
    """A kind of function that an extension implements: HPyFunc_O."""

    number: int
    name: str  # o
    ret: str
    params: Tuple[Param, ...]  # with the context, where there is one
    meth_flags: Optional[str]  # CPython's flags of such a method; None: for slots only
    special: bool  # the trampoline is written by hand
    struct: Tuple[str, ...]  # then: the fields of the struct of arguments
    called_in: Tuple[str, ...]  # then: the arguments made of them, where that takes no help of the host's
    pointer: Optional[str]  # the type of pointers to it, where that is written by hand
    reserved: bool  # no function has it: the number is taken
    may_end: bool  # HPy_NULL without an exception is a result
    debug: Tuple[str, ...]  # what debug mode has written by hand for it
    minor: int
    doc: str
    where: str

    @property
    def upper(self) -> str:
        return self.name.upper()

    @property
    def enumerator(self) -> str:
        return "HPyFunc_" + self.upper

    @property
    def ctype(self) -> str:
        return self.pointer or "HPyFunc_" + self.name

    @property
    def typed(self) -> bool:
        """Whether type, macros and struct are generated."""
        return not self.reserved and self.pointer is None

    @property
    def takes_context(self) -> bool:
        return bool(self.params) and self.params[0].type == "HPyContext *"


class Slot(NamedTuple):
    name: str  # HPy_nb_add
    number: int
    signature: Optional[str]  # HPyFunc_BINARYFUNC; None: a macro makes the record
    macro: Optional[str]  # then: which one
    minor: int
    methods: Tuple[str, ...]  # the methods in Python that come to it: __add__, __radd__
    nullable: Tuple[Tuple[str, str], ...]  # (argument that may be null, where)
    inherited: str  # what subclasses have of it, if not what they have of most
    label: str  # what reports call it: the first of these, unless the definition says otherwise
    family: str
    doc: str
    where: str


class Minor(NamedTuple):
    """A minor version of the ABI."""

    number: int
    release: str  # the first one of hpy that offers it: "0.10"
    where: str


class Definition(NamedTuple):
    members: List[Member]  # by index
    signatures: List[Signature]
    slots: List[Slot]
    minors: List[Minor]
    frozen: List[str]

    @property
    def handles(self) -> List[Handle]:
        return [m for m in self.members if isinstance(m, Handle)]

    @property
    def functions(self) -> List[Function]:
        return [m for m in self.members if isinstance(m, Function)]

    @property
    def latest_minor(self) -> int:
        return self.minors[-1].number
