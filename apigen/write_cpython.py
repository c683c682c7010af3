"""CPython's side: the inline API over Python.h, prototypes of the bodies, built-in handles, table, call-in."""

from .model import Handle
from .read import DefinitionError
from .text import doc_comment, guarded, head, spaced, tail, wrap
from .write_header import c_api, params


def bodies(definition):
    guard = "HPY_GENERATED_BODIES_H"
    out = head("Prototypes of the CPython bodies that are compiled functions (src/cpython, src/runtime/tracker.c).", guard)
    out += ["#ifdef __cplusplus", 'extern "C" {', "#endif", ""]
    for f in definition.functions:
        if f.body == "function" and f.name != "_HPy_CallRealFunctionFromTrampoline":
            out += wrap("HPyAPI_IMPL " + spaced(f.table_ret, f.member), "(%s);" % f.signature())
    out += ["", "#ifdef __cplusplus", "}", "#endif"]
    return out + tail(guard)


def api_cpython(definition):
    guard = "HPY_GENERATED_API_CPYTHON_H"
    out = head("The API in the CPython ABI: inline functions over Python.h. The universal table is filled with them too.", guard)
    return out + guarded(definition.functions, cpython_function) + tail(guard)


def cpython_function(f):
    if f.handwritten or f.table_only:
        return []
    out = doc_comment(f.doc) + wrap("HPyAPI_FUNC " + spaced(f.ret, f.name), "(%s)" % f.signature())
    uses_ctx = f.cpython is None
    lines = ["{"] + ([] if uses_ctx else ["    (void)ctx;"])
    lines += cpython_call(f) if f.cpython else body_call(f)
    return out + lines + ["}", ""]


def cpython_call(f):
    args = ", ".join("_h2py(%s)" % p.name if p.type == "HPy" else p.name for p in f.params)
    call = "%s(%s)" % (f.cpython, args)
    if f.void_slot:
        return ["    %s;" % call, "    return HPy_NULL;"]
    if f.ret == "HPy":
        return ["    return _py2h(%s);" % call]
    if f.ret == "void":
        return ["    %s;" % call]
    return ["    return %s;" % call]


def body_call(f):
    call = "%s(%s)" % (f.member, ", ".join(["ctx"] + [p.name for p in f.params]))
    if f.void_slot:
        return ["    %s;" % call, "    return HPy_NULL;"]
    return ["    %s%s;" % ("" if f.ret == "void" else "return ", call)]


def is_exception(handle):
    return handle.cpython.startswith("PyExc_")


def handles(definition):
    out = head("Fills the built-in handles of a context; included by the file that owns the context.")
    out += ["/* All are borrowed from CPython and live as long as it does, but h_Builtins, which the caller sets. */",
            "static void fill_handles(HPyContext *ctx)", "{"]
    out += guarded([h for h in definition.handles if h.name != "h_Builtins" and not is_exception(h)], fill_handle)
    out += ["}", "", "#ifdef HPY_ABI_CPYTHON", "",
            "/* An extension finds the exceptions by name: a symbol for each would be a quarter of a small extension. */",
            "static const char exception_names[] ="]
    exceptions = [h for h in definition.handles if is_exception(h)]
    check_contiguous(exceptions)
    out += ['    "%s\\0"' % h.cpython[len("PyExc_"):] for h in exceptions]
    out[-1] += ";"
    out += ["#define FIRST_EXCEPTION %s" % exceptions[0].name, "", "#else", "",
            "static void fill_exceptions(HPyContext *ctx)", "{"]
    out += guarded(exceptions, fill_handle)
    return out + ["}", "", "#endif", ""]


def fill_handle(handle):
    return ["    ctx->%s = _py2h((PyObject *)%s);" % (handle.name, handle.cpython)]


def check_contiguous(members):
    """The names are matched with the context's members by their order."""
    for before, after in zip(members, members[1:]):
        if after.index != before.index + 1:
            raise DefinitionError("the exceptions of the context do not stand together: %s" % after.name)


def table(definition):
    out = head("Fills the universal table with the CPython bodies; included by universal/context.c.")
    for f in definition.functions:
        if f.void_slot and f.cpython:
            args = ", ".join(["ctx"] + [p.name for p in f.params])
            out += wrap("static void " + f.member, "(%s)" % f.signature())
            out += ["{", "    %s(%s);" % (f.name, args), "}", ""]
    out += ["static void fill_functions(HPyContext *ctx)", "{"]
    for f in definition.functions:
        plain = not (f.void_slot or f.handwritten or f.table_only)
        out += ["    ctx->%s = %s;" % (f.member, f.name if plain else f.member)]
    return out + ["}", ""]


def assertions(definition):
    out = head("Holds the layout of the context table to the released one, at compile time.")
    out += ["#define AT(index, member) \\",
            "    static_assert(offsetof(HPyContext, member) == offsetof(HPyContext, h_None) + (index) * sizeof(void *), \\",
            '                  #member " is not at index " #index " of the context table")']
    for m in definition.members:
        out += ["AT(%d, %s);" % (m.index, m.name if isinstance(m, Handle) else m.member)]
    out += ["#undef AT", ""]
    return out


def call_in(definition):
    out = head("The regular cases of ctx_CallRealFunctionFromTrampoline; included by universal/call.c.")
    for s in definition.signatures:
        if s.special:
            continue
        args = ", ".join(["ctx"] + ["_py2h(a->%s)" % p.name if p.type == "HPy" else "a->" + p.name
                                    for p in s.params[1:]])
        call = "AS(HPyFunc_%s, func)(%s)" % (s.name, args)
        if s.ret == "HPy":
            call = "a->result = _h2py(%s)" % call
        elif s.ret != "void":
            call = "a->result = " + call
        out += ["case HPyFunc_%s: {" % s.upper, "    _HPyFunc_args_%s *a = (_HPyFunc_args_%s *)args;" % (s.upper, s.upper),
                "    %s;" % call, "    return;", "}"]
    return out + [""]


__all__ = ["bodies", "api_cpython", "handles", "table", "assertions", "call_in", "c_api", "params"]
