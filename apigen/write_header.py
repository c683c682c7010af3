"""The public header's generated chapters: context struct, signatures, slots, the inline API of each ABI."""

from typing import List

from .model import Definition, Function, Handle, Member, Param, Signature
from .text import doc_comment, guarded, head, refused, spaced, tail, unshadowed, wrap


def context(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_CONTEXT_H"
    out = head(
        "The context: in the universal ABI the table of all functions, in the CPython ABI the built-in handles only.",
        guard,
    )
    out += [
        "#ifdef HPY_ABI_CPYTHON",
        "",
        "/* Its size does not depend on HPY_ABI_MINOR, because the host's files and the extension's share it. */",
        "struct _HPyContext_s {",
        "    const char *name;",
        "    int abi_version;",
    ]
    for h in definition.handles:
        plain = ["    HPy %s;" % h.name]
        hidden = ["#else", "    HPy _%s_of_minor_%d;" % (h.name, h.minor), "#endif"]
        out += ["#if HPY_ABI_MINOR >= %d" % h.minor] + plain + hidden if h.minor else plain
    out += [
        "};",
        "",
        "#else",
        "",
        "struct _HPyContext_s {",
        "    const char *name;",
        "    void *_private; /* the host's */",
        "    int abi_version;",
    ]
    out += guarded(definition.members, table_member)
    out += ["};", "", "#endif"]
    return out + tail(guard)


def table_member(member: Member) -> List[str]:
    if isinstance(member, Handle):
        return ["    HPy %s;" % member.name]
    return wrap("    " + spaced(member.table_ret, "(*%s)" % member.member), "(%s);" % member.signature())


def signatures(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_SIGNATURES_H"
    sigs = definition.signatures
    out = head("The functions that an extension may implement: their numbers, types, and regular trampolines.", guard)
    ordered = sorted(sigs, key=lambda s: -s.minor)  # the last enumerator must not be a newer one
    out += ["typedef enum {"]
    out += guarded(
        ordered, lambda s: ["    HPyFunc_%s = %d%s" % (s.upper, s.number, "," if s is not ordered[-1] else "")]
    )
    out += [
        "} HPyFunc_Signature;",
        "",
        "/* What a traverse function calls with each field: 0 to go on. */",
        "typedef int (*HPyFunc_visitproc)(HPyField *, void *);",
        "",
    ]
    typed = [s for s in sigs if s.typed]
    out += guarded(typed, lambda s: wrap("typedef %s" % spaced(s.ret, "(*HPyFunc_%s)" % s.name), "(%s);" % params(s)))
    out += [""]
    out += guarded(typed, declare)
    out += ["", "/* That there is such a signature; see hpy/hpydef.h. */"]
    out += guarded(typed, lambda s: ["#define _HPyFunc_KNOWN_HPyFunc_%s , KNOWN" % s.upper])
    out += ["", "#ifndef HPY_ABI_CPYTHON", "", "/* What a trampoline passes through the table. */"]
    out += guarded(typed, define_struct)
    out += ["#endif", "", "/* Trampolines of regular shape; see hpy/hpyfunc.h. */"]
    for s in typed:
        if not s.special:
            out += trampoline(s) + [""]
    return out[:-1] + tail(guard)


def declare(s: Signature) -> List[str]:
    return wrap(
        "#define _HPyFunc_DECLARE_HPyFunc_%s(SYM) " % s.upper,
        "static %s(%s)" % (spaced(s.ret, "SYM"), params(s)),
        10000,
    )


def define_struct(s: Signature) -> List[str]:
    fields = args_struct(s)
    if not fields:
        return []
    return ["typedef struct {"] + ["    %s;" % f for f in fields] + ["} _HPyFunc_args_%s;" % s.upper, ""]


def params(signature: Signature) -> str:
    return ", ".join(str(p) for p in signature.params) or "void"


def c_api(param: Param) -> str:
    """A parameter as CPython passes it."""
    if param.type == "HPy":
        return "cpy_PyObject *" + param.name
    if param.type == "HPy_RichCmpOp":
        return "int " + param.name
    return str(param)


def args_struct(signature: Signature) -> List[str]:
    if signature.special:
        return list(signature.struct)
    fields = [str(p) if p.type == "HPy_RichCmpOp" else c_api(p) for p in signature.params[1:]]
    if signature.ret != "void":
        fields.append(spaced(c_result(signature), "result"))
    return fields


def c_result(signature: Signature) -> str:
    return "cpy_PyObject *" if signature.ret == "HPy" else signature.ret


def trampoline(s: Signature) -> List[str]:
    """Its own names begin with an underscore: -Wshadow warns where an author has a global of the same name."""
    args = [p._replace(name="_" + p.name) for p in s.params[1:]]
    handles = [
        "_HPY_H(%s)" % p.name
        if p.type == "HPy"
        else "_HPY_CAST(HPy_RichCmpOp, %s)" % p.name
        if p.type == "HPy_RichCmpOp"
        else p.name
        for p in args
    ]
    direct = "IMPL(%s)" % ", ".join(["_ctx"] + handles)
    init = ["_HPY_CAST(HPy_RichCmpOp, %s)" % p.name if p.type == "HPy_RichCmpOp" else p.name for p in args]
    if s.ret == "HPy":
        direct = "_HPY_O(%s)" % direct
    if s.ret == "void":
        start = "    _HPY_TRAMPOLINE_VOID(SYM, "
    else:
        start = "    _HPY_TRAMPOLINE(%s, SYM, " % c_result(s)
        direct = "return " + direct
        init.append("NULL" if s.ret == "HPy" else "-1")
    lines = [
        "#define _HPyFunc_TRAMPOLINE_HPyFunc_%s(SYM, IMPL)" % s.upper,
        start + "(%s), (%s)," % (", ".join(c_api(p) for p in args), ", ".join(p.name for p in args)),
        "                    %s," % direct,
        "                    %s, IMPL, _HPY_INIT(%s))" % (s.upper, ", ".join(init)),
    ]
    return [line + " \\" for line in lines[:-1]] + lines[-1:]


def slots(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_SLOTS_H"
    out = head("The slots of types and modules: their numbers and the signatures of their implementations.", guard)
    ordered = sorted(definition.slots, key=lambda s: -s.minor)  # the last enumerator must not be a newer one
    out += ["typedef enum {"]
    out += guarded(ordered, lambda s: ["    %s = %d%s" % (s.name, s.number, "," if s is not ordered[-1] else "")])
    out += ["} HPySlot_Slot;", ""]
    implemented = [s for s in ordered if s.signature]
    out += guarded(implemented, lambda s: ["#define _HPySlot_SIG__%s %s" % (s.name, s.signature)])
    out += ["", "/* Of a slot that is too new: hpy/hpydef.h has a message for it. */"]
    for minor in sorted({s.minor for s in implemented} - {0}):
        newer = ["#  define _HPySlot_SIG__%s _HPY_MINOR_%d" % (s.name, minor) for s in implemented if s.minor == minor]
        out += ["#if HPY_ABI_MINOR < %d" % minor, *newer]
        out += [
            "#  define _HPyFunc_KNOWN__HPY_MINOR_%d , MINOR_%d" % (minor, minor),
            '#  define _HPyDef_SLOT_MINOR_%d(SYM, IMPL, SLOT, SIG) _HPY_REFUSE_MINOR(#SLOT, "%d") HPyDef SYM;'
            % (minor, minor),
            "#endif",
        ]
    return out + tail(guard)


def api_universal(definition: Definition) -> List[str]:
    guard = "HPY_GENERATED_API_UNIVERSAL_H"
    out = head("The API in the universal and hybrid ABI: calls through the context table.", guard)
    return out + unshadowed(guarded(definition.functions, universal_function, refused)) + tail(guard)


def universal_function(f: Function) -> List[str]:
    if f.handwritten or f.direct:
        return []
    args = ", ".join(["ctx"] + [p.name for p in f.params])
    out = doc_comment(f.doc) if not f.table_only else []
    if f.legacy:  # without a body: compilers inline that before they look at the attribute
        out += ["#ifdef HPY_ABI_UNIVERSAL"]
        out += wrap("_HPY_LEGACY " + spaced(f.ret, f.name), "(%s);" % f.signature())
        out += ["#else"]
    out += wrap("HPyAPI_FUNC " + spaced(f.ret, f.name), "(%s)" % f.signature())
    call = "ctx->%s(%s);" % (f.member, args)
    if f.void_slot:
        out += ["{", "    " + call, "    return HPy_NULL;", "}", ""]
    else:
        out += ["{", "    %s%s" % ("" if f.ret == "void" else "return ", call), "}", ""]
    if f.legacy:
        out[-1:] = ["#endif", ""]
    return out
