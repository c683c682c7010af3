"""The trace layer: for every function of the context a wrapper that counts and one that also takes the time, and for
every signature a thunk that is called in the place of an extension's function."""

from typing import List, Sequence

from .model import Definition, Function, Signature
from .text import head, spaced, wrap
from .write_layers import call_below, without_context


def indices(definition: Definition) -> List[str]:
    out = head("The functions of the context as the trace layer numbers them; included by universal/trace/trace.h.")
    out += ["enum {"] + ["    TRACE_%s," % f.member for f in definition.functions] + ["    TRACE_N_API", "};", ""]
    return out


def names(definition: Definition) -> List[str]:
    out = head(
        "Their names in the context and in hpy.h, in the same order; included by universal/trace/counting_wrappers.c."
    )
    out += ["const char *const trace_api_names[TRACE_N_API] = {"]
    out += ['    "%s",' % f.member for f in definition.functions] + ["};", ""]
    out += ["const char *const trace_public_names[TRACE_N_API] = {"]
    return out + ['    "%s",' % f.written for f in definition.functions] + ["};", ""]


def wrappers(definition: Definition) -> List[str]:
    out = head(
        "The wrappers of the trace layer, and what puts them in a context; included by"
        " universal/trace/counting_wrappers.c."
    )
    wrapped = [f for f in definition.functions if "uncounted" not in f.trace]
    for f in wrapped:
        if "by_hand" not in f.trace:
            out += counting(f) + timing(f)
    out += fill("count", wrapped) + fill("time", wrapped)
    out += ["static void copy_constants(HPyContext *ctx, const HPyContext *inner)", "{"]
    out += ["    ctx->%s = inner->%s;" % (h.name, h.name) for h in definition.handles]
    return out + ["}", ""]


def call(f: Function) -> str:
    called = call_below(f, "inner", [p.name for p in f.params])
    return "trace_found(%s)" % called if "finds" in f.trace else called


def opening(kind: str, f: Function) -> List[str]:
    return wrap("static " + spaced(f.table_ret, "%s_%s" % (kind, f.short)), "(%s)" % f.signature()) + ["{"]


def note(f: Function) -> List[str]:
    if "notes" not in f.trace:
        return []
    return ["    note_%s(%s);" % (f.short, ", ".join(["ctx"] + [p.name for p in f.params]))]


def counting(f: Function) -> List[str]:
    out = opening("count", f) + ["    HPyContext *inner = trace_count(ctx, TRACE_%s);" % f.member]
    return out + note(f) + ["    %s%s;" % ("" if f.table_ret == "void" else "return ", call(f)), "}", ""]


def timing(f: Function) -> List[str]:
    out = opening("time", f) + [
        "    TraceCall call;",
        "    HPyContext *inner = trace_enter(&call, ctx, TRACE_%s, LAYER_PLACE());" % f.member,
    ]
    if f.table_ret == "void":
        return out + note(f) + ["    %s;" % call(f), "    trace_exit(&call);", "}", ""]
    if note(f):
        out += ["    " + spaced(f.table_ret, "returned;")] + note(f) + ["    returned = %s;" % call(f)]
    else:
        out += ["    %s = %s;" % (spaced(f.table_ret, "returned"), call(f))]
    return out + ["    trace_exit(&call);", "    return returned;", "}", ""]


def fill(kind: str, functions: Sequence[Function]) -> List[str]:
    out = ["static void fill_%s(HPyContext *ctx)" % kind, "{"]
    return out + ["    ctx->%s = %s_%s;" % (f.member, kind, f.short) for f in functions] + ["}", ""]


def thunks(definition: Definition) -> List[str]:
    out = head(
        "What a layer below calls in the place of an extension's function; included by universal/trace/call_thunks.c."
    )
    signatures = [s for s in definition.signatures if not s.reserved]
    for s in signatures:
        out += thunk(s)
    out += ["static HPyCFunction thunk_of(HPyFunc_Signature signature)", "{", "    switch (signature) {"]
    for s in signatures:
        out += ["    case HPyFunc_%s:" % s.upper, "        return LAYER_AS(HPyCFunction, thunk_%s);" % s.name]
    out += ["    case %s:" % s.enumerator for s in definition.signatures if s.reserved]
    return out + ["        break;", "    }", "    return NULL;", "}", ""]


def thunk(s: Signature) -> List[str]:
    """The context comes from below; the extension gets the one of this layer that stands over it."""
    returns = "" if s.ret == "void" else "return "
    params = ", ".join(str(p) for p in s.params)
    args = ", ".join(p.name for p in s.params)
    if not s.takes_context:
        out = wrap("static " + spaced(s.ret, "thunk_%s" % s.name), "(%s)" % params) + ["{"]
        return out + ["    %sLAYER_AS(%s, take_call().function)(%s);" % (returns, s.ctype, args), "}", ""]
    params = params.replace("HPyContext *ctx", "HPyContext *inner")
    out = wrap("static " + spaced(s.ret, "thunk_%s" % s.name), "(%s)" % params) + ["{"]
    out += ["    Call call = take_call();", "    HPyContext *ctx = trace_context_over(call.layer, inner);", ""]
    out += without_context(s, "ctx")
    return out + ["    %sLAYER_AS(%s, call.function)(%s);" % (returns, s.ctype, args), "}", ""]
