"""CPython's side: the inline API over Python.h, prototypes of the bodies, built-in handles, table, call-in."""

import re
from typing import Dict, Iterable, List, NamedTuple

from .check import FIRST_MODULE_SLOT, FIRST_OWN_SLOT
from .model import Definition, Function, Handle, Signature
from .text import doc_comment, guarded, head, refused, spaced, tail, unshadowed, wrap


def bodies(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_BODIES_H"
    out = head(
        "Prototypes of the CPython bodies that are compiled functions (src/cpython, src/runtime/tracker.c).", guard
    )
    out += ["#ifdef __cplusplus", 'extern "C" {', "#endif", ""]
    for f in definition.functions:
        if f.body == "function":
            out += wrap("HPyAPI_IMPL " + spaced(f.table_ret, f.member), "(%s);" % f.signature())
    out += ["", "#ifdef __cplusplus", "}", "#endif"]
    return out + tail(guard)


def api_cpython(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_API_CPYTHON_H"
    out = head(
        "The API in the CPython ABI: inline functions over Python.h. The universal table is filled with them too.",
        guard,
    )
    return out + unshadowed(guarded(definition.functions, cpython_function, refused)) + tail(guard)


def cpython_function(f: Function) -> List[str]:
    if f.handwritten or f.table_only:
        return []
    out = doc_comment(f.doc) + wrap("HPyAPI_FUNC " + spaced(f.ret, f.name), "(%s)" % f.signature())
    uses_ctx = f.cpython is None
    lines = ["{"] + ([] if uses_ctx else ["    (void)ctx;"])
    lines += cpython_call(f) if f.cpython else body_call(f)
    return out + lines + ["}", ""]


def cpython_call(f: Function) -> List[str]:
    args = ", ".join("_h2py(%s)" % p.name if p.type == "HPy" else p.name for p in f.params)
    call = "%s(%s)" % (f.cpython, args)
    if f.void_slot:
        return ["    %s;" % call, "    return HPy_NULL;"]
    if f.ret == "HPy":
        return ["    return _py2h(%s);" % call]
    if f.ret == "void":
        return ["    %s;" % call]
    return ["    return %s;" % call]


def body_call(f: Function) -> List[str]:
    call = "%s(%s)" % (f.member, ", ".join(["ctx"] + [p.name for p in f.params]))
    if f.void_slot:
        return ["    %s;" % call, "    return HPy_NULL;"]
    return ["    %s%s;" % ("" if f.ret == "void" else "return ", call)]


def slot_numbers(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_SLOT_NUMBERS_H"
    out = head(
        "How many numbers the slots of types have: the size of every array that a slot's number is an index of.", guard
    )
    numbers = [s.number for s in definition.slots]
    out += [
        "#define N_CPYTHON_SLOTS %d /* CPython's numbers begin with 1 */" % (last_below(numbers, FIRST_OWN_SLOT) + 1),
        "#define FIRST_OWN_SLOT %d" % FIRST_OWN_SLOT,
        "#define N_OWN_SLOTS %d" % (last_below(numbers, FIRST_MODULE_SLOT) + 1 - FIRST_OWN_SLOT),
    ]
    return out + tail(guard)


def slot_names(definition: Definition) -> List[str]:
    names = {s.number: s.name[len("HPy_") :] for s in definition.slots}
    out = head("The names of the slots of types, without HPy_, by number; included by types/build_slots.c.")
    out += ["/* One behind the other, not in an array: a pointer to each costs an extension more than the names do. */"]
    out += names_in_order("names_of_cpython", names, 0, FIRST_OWN_SLOT)
    out += [""] + names_in_order("names_of_hpy", names, FIRST_OWN_SLOT, FIRST_MODULE_SLOT)
    return out + [""]


def last_below(numbers: Iterable[int], end: int) -> int:
    return max(n for n in numbers if n < end)


def names_in_order(variable: str, names: Dict[int, str], first: int, end: int) -> List[str]:
    lines = ['    "%s\\0"' % names.get(n, "") for n in range(first, last_below(names, end) + 1)]
    return ["static const char %s[] =" % variable] + lines[:-1] + [lines[-1] + ";"]


def found_by_name(handle: Handle) -> bool:
    return handle.builtin is not None and not handle.by_symbol


def handles(definition: Definition) -> List[str]:
    out = head("Fills the built-in handles of a context; included by the file that owns the context.")
    out += [
        "/* All are borrowed from CPython and live as long as it does, but h_Builtins, which the caller sets. */",
        "static void fill_handles(HPyContext *ctx)",
        "{",
    ]
    out += guarded([h for h in definition.handles if h.cpython and not found_by_name(h)], fill_handle)
    out += [
        "}",
        "",
        "#ifdef HPY_ABI_CPYTHON",
        "",
        "/* An extension finds these by name: with a symbol for each it would be 3.7 KB larger (x86-64, stripped). */",
        "static const char handle_names[] =",
    ]
    named = [h for h in definition.handles if found_by_name(h)]
    out += ['    "%s\\0"' % h.builtin for h in named]
    out[-1] += ";"
    out += [
        "#define FIRST_NAMED %s" % named[0].name,
        "",
        "#else",
        "",
        "static void fill_named_handles(HPyContext *ctx)",
        "{",
    ]
    out += guarded(named, fill_handle)
    return out + ["}", "", "#endif", ""]


def fill_handle(handle: Handle) -> List[str]:
    return ["    ctx->%s = _py2h((PyObject *)%s);" % (handle.name, handle.cpython)]


def can_jump(f: Function) -> bool:
    """Whether the table's entry can be a plain jump to the CPython function: only the context is to be dropped."""
    return f.cpython is not None and f.ret == "HPy" and f.plain


def table(definition: Definition) -> List[str]:
    out = head("Fills the universal table with the CPython bodies; included by universal/host/universal_context.c.")
    out += [
        "/* Where a struct of one pointer travels in a register like that pointer, the entries for CPython functions"
        " that",
        " * return an object are written with pointers: compilers make a jump of such a call, but not of one whose"
        " result",
        " * is put into a struct. */",
        "#if defined(__x86_64__) || defined(_M_X64) || defined(__aarch64__) || defined(_M_ARM64)",
        "",
    ]
    for f in filter(can_jump, definition.functions):
        params = ", ".join(
            ["HPyContext *ctx"] + ["PyObject *" + p.name if p.type == "HPy" else str(p) for p in f.params]
        )
        out += wrap("static PyObject *jump_" + f.short, "(%s)" % params)
        out += ["{", "    (void)ctx;", "    return %s(%s);" % (f.cpython, ", ".join(p.name for p in f.params)), "}", ""]
    out += [
        "#  define ENTRY(TYPE, function, jump) ((TYPE)(void (*)(void))(jump))",
        "#else",
        "#  define ENTRY(TYPE, function, jump) (function)",
        "#endif",
        "",
    ]
    for f in definition.functions:
        if f.void_slot and f.cpython:
            args = ", ".join(["ctx"] + [p.name for p in f.params])
            out += wrap("static void " + f.member, "(%s)" % f.signature())
            out += ["{", "    %s(%s);" % (f.name, args), "}", ""]
    out += ["static void fill_functions(HPyContext *ctx)", "{"]
    for f in definition.functions:
        entry = f.name if f.plain else f.member
        if can_jump(f):
            ftype = "HPy (*)(%s)" % ", ".join(["HPyContext *"] + [p.type for p in f.params])
            out += wrap("    ctx->%s = " % f.member, "ENTRY(%s, %s, jump_%s);" % (ftype, entry, f.short))
        else:
            out += ["    ctx->%s = %s;" % (f.member, entry)]
    return out + ["}", "", "#undef ENTRY", ""]


def assertions(definition: Definition) -> List[str]:
    out = head("Holds the layout of the context table to the released one, at compile time.")
    out += [
        "#define AT(index, member) \\",
        "    static_assert(offsetof(HPyContext, member) == offsetof(HPyContext, h_None) + (index) * sizeof(void *), \\",
        '                  #member " is not at index " #index " of the context table")',
    ]
    for m in definition.members:
        out += ["AT(%d, %s);" % (m.number, m.name if isinstance(m, Handle) else m.member)]
    out += ["#undef AT", ""]
    return out


class CallWords(NamedTuple):
    """The words in which calls in are written: a conversion of functions, of an object to its handle and back, of an
    array."""

    cast: str
    handle: str
    object: str
    handles: str


HOST_WORDS = CallWords("AS", "_py2h", "_h2py", "_py2h_array")


def irregular_arguments(s: Signature, words: CallWords) -> List[str]:
    """Those of a function whose trampoline is not regular, but needs no help of the host's."""
    names = {"HANDLE": words.handle, "HANDLES": words.handles}
    return [re.sub(r"\b(HANDLES?)\b", lambda match: names[match[1]], argument) for argument in s.called_in]


def call_in(definition: Definition) -> List[str]:
    out = head(
        "The cases of ctx_CallRealFunctionFromTrampoline that need nothing but handles of the objects; included by\n"
        " * universal/host/call_in.c."
    )
    return out + cases_of_calls_in(definition, HOST_WORDS) + [""]


def cases_of_calls_in(definition: Definition, words: CallWords) -> List[str]:
    out = []
    for s in definition.signatures:
        if s.special and not s.called_in:
            continue
        args = irregular_arguments(s, words) or [
            ("%s(a->%s)" % (words.handle, p.name)) if p.type == "HPy" else "a->" + p.name for p in s.params[1:]
        ]
        call = "%s(HPyFunc_%s, func)(%s)" % (words.cast, s.name, ", ".join(["ctx"] + args))
        if s.ret == "HPy":
            call = "a->result = %s(%s)" % (words.object, call)
        elif s.ret != "void":
            call = "a->result = " + call
        out += [
            "case HPyFunc_%s: {" % s.upper,
            "    _HPyFunc_args_%s *a = (_HPyFunc_args_%s *)args;" % (s.upper, s.upper),
            *wrap("    ", call + ";"),
            "    return;",
            "}",
        ]
    return out
