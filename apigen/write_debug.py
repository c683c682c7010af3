"""The debug layer: a wrapper for each function of the context that needs no thought, a thunk for each signature."""

from typing import List, Optional, Sequence

from .model import Definition, Function, Handle, Param, Signature
from .text import head, spaced, tail, wrap
from .write_layers import call_below, without_context


def is_generated(f: Function) -> bool:
    """Whether the wrapper is; the others stand in universal/debug."""
    return "by_hand" not in f.debug


def allows_exception(f: Function) -> bool:
    """Whether it may be called with an exception pending."""
    return f.fails == "NEVER" and not f.swallows


def numbers(definition: Definition) -> List[str]:
    guard = "HPY_DEBUG_GENERATED_NUMBERS_H"
    out = head("The number of each API function, for reports.", guard) + ["enum {"]
    out += ["    API_%s," % f.short for f in definition.functions]
    return out + ["    N_API", "};"] + tail(guard)


def names(definition: Definition) -> List[str]:
    out = head("What reports and checks must know of each API function; included by universal/debug/api.c.")
    out += [
        "typedef struct {",
        "    const char *name;",
        "    int allows_exception;",
        "    int never_fails;",
        "} ApiFunction;",
        "",
        "static const ApiFunction api_functions[N_API] = {",
    ]
    out += [
        '    { "%s", %d, %d },' % (f.macro or f.name, allows_exception(f), f.fails == "NEVER")
        for f in definition.functions
    ]
    return out + ["};", ""]


def wrappers(definition: Definition) -> List[str]:
    out = head("The wrappers that need no thought, and the table of all; included by universal/debug/wrappers.c.")
    for f in filter(is_generated, definition.functions):
        out += wrapper(f, definition.handles)
    out += ["static void fill_functions(HPyContext *ctx)", "{"]
    out += ["    ctx->%s = debug_%s;" % (f.member, f.short) for f in definition.functions]
    return out + ["}", ""]


def prototypes(definition: Definition) -> List[str]:
    guard = "HPY_DEBUG_GENERATED_PROTOTYPES_H"
    out = head("Prototypes of the wrappers that are written by hand.", guard)
    for f in definition.functions:
        if not is_generated(f):
            out += wrap("_HPy_HIDDEN " + spaced(f.table_ret, "debug_" + f.short), "(%s);" % f.signature())
    return out + tail(guard)


def error_value(f: Function) -> str:
    if f.table_ret == "void":
        return ""
    if f.ret == "HPy":
        return "HPy_NULL"
    if f.ret.endswith("*"):
        return "NULL"
    if f.fails == "NEVER":
        return "0"
    return "(%s)-%s" % (f.ret, "2" if f.fails == "-2" else "1")


def number_of(f: Function, name: str) -> int:
    """The number of a parameter in messages; 0 for the only one."""
    return 0 if len(f.params) == 1 else [p.name for p in f.params].index(name) + 1


def expected_type(f: Function, name: str, kind: str, constants: Sequence[Handle]) -> str:
    number = number_of(f, name)
    if kind == "type":
        return "!debug_expect_type(c, debug_in(%s), inner_%s, %d)" % (name, name, number)
    handle = next((h for h in constants if h.builtin == kind), None)
    if handle is None:  # no handle of the context stands for it
        return "!debug_expect_%s(c, inner_%s, %d)" % (kind, name, number)
    nullable = "_nullable" if name in f.nullable else ""
    return '!debug_expect%s(c, inner_%s, c->inner->%s, "%s", %d)' % (
        nullable,
        name,
        handle.name,
        handle.instance,
        number,
    )


def expected_pointer(f: Function, param: Param) -> Optional[str]:
    """The check of a C pointer that may not be NULL."""
    if not param.type.endswith("*") or param.name in f.nullable:
        return None
    has_some = ["%s != 0" % size for name, size in f.sized if name == param.name]
    wanted = " && ".join(["%s == NULL" % param.name] + has_some)
    return "(%s && !debug_refuse_null_pointer(c, %d))" % (wanted, number_of(f, param.name))


def wrapper(f: Function, constants: Sequence[Handle]) -> List[str]:
    handles = [(n, p) for n, p in enumerate(f.params, 1) if p.type == "HPy"]
    out = wrap("static " + spaced(f.table_ret, "debug_" + f.short), "(%s)" % f.signature())
    out += ["{", "    DebugContext *c = debug_context(ctx);"]
    if handles or f.out:
        inner = ["inner_" + p.name for _, p in handles] + ["inner_%s = HPy_NULL" % name for name in f.out]
        out += ["    HPy %s;" % ", ".join(inner)]
    checks = ["!debug_enter(c, API_%s, LAYER_PLACE())" % f.short]
    for n, p in handles:
        nullable = "_nullable" if p.name in f.nullable else ""
        checks.append("!debug_unwrap%s(c, debug_in(%s), &inner_%s, %d)" % (nullable, p.name, p.name, n))
    checks += [expected_type(f, name, kind, constants) for name, kind in f.expects]
    checks += [
        "!debug_expect_in_range(c, %s, %s, %s, %d)" % (name, lowest, highest, number_of(f, name))
        for name, lowest, highest in f.ranges
    ]
    checks += [check for check in (expected_pointer(f, p) for p in f.params) if check]
    checks += ["debug_error_stays(c)"] * f.raises
    if f.table_ret != "void" and f.ret != "HPy":
        out += ["    %s;" % spaced(f.ret, local(f))]
    out += [""]
    for name in f.out:
        out += ["    if (%s != NULL)" % name, "        *%s = HPy_NULL;" % name]
    for i, check in enumerate(checks):
        start = "    if (" if i == 0 else "            || "
        out += [start + check + (")" if i == len(checks) - 1 else "")]
    out += ["        return%s;" % (" " + error_value(f) if error_value(f) else "")]
    return out + call(f) + ["}", ""]


def local(f: Function) -> str:
    """The variable for what the context below returns; a parameter may have the more usual name."""
    return "returned" if f.out else "result"


def argument(f: Function, param: Param) -> str:
    """What the context below gets for a parameter."""
    if param.name in f.out:
        given = "&inner_" + param.name
        return "%s != NULL ? %s : NULL" % (param.name, given) if param.name in f.nullable else given
    return "inner_" + param.name if param.type == "HPy" else param.name


def call(f: Function) -> List[str]:
    called = call_below(f, "c->inner", [argument(f, p) for p in f.params])
    if f.table_ret == "void":
        return ["    %s;" % called] + ["    debug_failed(c);"] * f.raises
    if f.ret == "HPy":
        if f.raises:
            return ["    (void)%s;" % called, "    debug_failed(c);", "    return HPy_NULL;"]
        if f.fails == "NULL":
            return ["    return debug_out(debug_wrap_result(c, %s));" % called]
        return ["    return debug_out(debug_wrap_%s(c, %s));" % ("if_any" if f.fails == "NEVER" else "or_ask", called)]
    result = local(f)
    out = ["    %s = %s;" % (result, called)]
    if f.fails in ("NULL", "-1", "-2"):
        out += ["    if (%s == %s)" % (result, error_value(f)), "        debug_failed(c);"]
    elif f.fails == "ASK":
        out += ["    if (%s == %s)" % (result, error_value(f)), "        debug_maybe_failed(c);"]
    for name in f.out:
        out += [
            "    if (!debug_store_result(c, inner_%s, %s))" % (name, name),
            "        %s = %s;" % (result, error_value(f)),
        ]
    return out + ["    return %s;" % result]


def thunks(definition: Definition) -> List[str]:
    out = head("The calls that need no thought, and the choice among all; included by universal/debug/thunks.c.")
    wanted = [s for s in definition.signatures if s.takes_context]  # the host calls the others itself
    for s in wanted:
        if "call" not in s.debug:
            out += calling(s)
        out += thunk(s)
        if not {"run", "no_run"} & set(s.debug):
            out += runner(s)
    last = max(s.number for s in definition.signatures)
    out += ["#define N_THUNKS %d" % (last + 1), "static const HPyCFunction thunks[N_THUNKS] = {"]
    out += ["    [HPyFunc_%s] = (HPyCFunction)(void (*)(void))thunk_%s," % (s.upper, s.name) for s in wanted]
    out += ["};", "", "static const Runner runners[N_THUNKS] = {"]
    out += ["    [HPyFunc_%s] = run_%s," % (s.upper, s.name) for s in wanted if "no_run" not in s.debug]
    return out + ["};", ""]


def calling(s: Signature) -> List[str]:
    """call_NAME: the call, with the handles of the context below."""
    handles = [p for p in s.params if p.type == "HPy"]
    params = ["DebugContext *c", "HPyCFunction function"] + [str(p) for p in s.params[1:]]
    out = wrap("static LAYER_INLINE " + spaced(s.ret, "call_" + s.name), "(%s)" % ", ".join(params)) + ["{"]
    variables = ["    DHPy %s;" % ", ".join("dh_" + p.name for p in handles)] if handles else []
    variables += ["    %s;" % spaced(s.ret, "result")] if s.ret != "void" else []
    out += [*variables, ""] if variables else []
    out += ["    dh_%s = debug_open_argument(c, %d, %s);" % (p.name, i, p.name) for i, p in enumerate(handles)]
    args = ", ".join(["&c->ctx"] + ["debug_out(dh_%s)" % p.name if p.type == "HPy" else p.name for p in s.params[1:]])
    called = "LAYER_AS(HPyFunc_%s, function)(%s)" % (s.name, args)
    if s.ret == "void":
        out += ["    %s;" % called]
    elif s.ret == "HPy":
        out += ["    result = debug_take_result(c, debug_in(%s), %d);" % (called, s.may_end)]
    else:
        out += ["    result = %s;" % called, "    if (debug_check_result(c, result == -1))", "        result = -1;"]
    out += ["    debug_close_argument(c, %d, dh_%s);" % (i, p.name) for i, p in reversed(list(enumerate(handles)))]
    return out + ["    return result;"] * (s.ret != "void") + ["}", ""]


def thunk(s: Signature) -> List[str]:
    """thunk_NAME: what the context below is given to call."""
    params = ["HPyContext *inner"] + [str(p) for p in s.params[1:]]
    out = wrap("static " + spaced(s.ret, "thunk_" + s.name), "(%s)" % ", ".join(params))
    out += ["{", "    HPyCFunction function;", "    DebugContext *c = begin_waiting_call(inner, &function);"]
    out += ["    %s;" % spaced(s.ret, "returned")] if s.ret != "void" else []
    out += ["", *without_context(s, "c")]
    called = "call_%s(%s);" % (s.name, ", ".join(["c", "function"] + [p.name for p in s.params[1:]]))
    if s.ret == "void":
        return out + ["    " + called, "    debug_end_call(c);", "}", ""]
    return out + ["    returned = " + called, "    debug_end_call(c);", "    return returned;", "}", ""]


def runner(s: Signature) -> List[str]:
    """run_NAME: the call with what is in a trampoline's struct."""
    out = ["static void run_%s(DebugContext *c, HPyCFunction function, void *args)" % s.name, "{"]
    out += ["    _HPyFunc_args_%s *a = (_HPyFunc_args_%s *)args;" % (s.upper, s.upper)]
    args = ["_HPY_H(a->%s)" % p.name if p.type == "HPy" else "a->" + p.name for p in s.params[1:]]
    called = "call_%s(%s)" % (s.name, ", ".join(["c", "function"] + args))
    result = {"void": "%s", "HPy": "a->result = _HPY_O(%s)"}.get(s.ret, "a->result = %s")
    return out + ["    %s;" % (result % called), "}", ""]


def constants(definition: Definition) -> List[str]:
    out = head("Visits the built-in handles of a context; included by universal/debug/wrap.c.")
    out += ["#define FOR_EACH_CONSTANT(X) \\"]
    lines = ["    X(%s)" % m.name for m in definition.members if isinstance(m, Handle)]
    return out + [line + " \\" for line in lines[:-1]] + [lines[-1], ""]
