"""Debug mode reports, and does not change what becomes of a pending exception, whether the code is right or not."""

import pytest

pytestmark = [
    pytest.mark.no_layers("it loads modules in debug mode itself"),
    pytest.mark.once("the layers of each load stay for good"),
    pytest.mark.abis("universal"),
]

SNIPPET = r"""
    #define METHOD(name, body) \
        HPyDef_METH(name, #name, HPyFunc_O) \
        static HPy name##_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            HPy first = HPy_GetAttr_s(ctx, arg, "missing"); \
            HPy_Close(ctx, first); \
            body \
        }
    METHOD(fail_again, return HPy_GetItem_i(ctx, arg, 100);)
    METHOD(format, return HPyErr_Format(ctx, ctx->h_ValueError, "%R", arg);)
    METHOD(set_string, return HPyErr_SetString(ctx, ctx->h_ValueError, "text");)
    METHOD(return_null, return HPy_NULL;)
    METHOD(call, return HPy_Call(ctx, arg, NULL, 0, HPy_NULL);)
    METHOD(clear, HPyErr_Clear(ctx); return HPy_Dup(ctx, arg);)
    METHOD(twice, HPy_GetItem_i(ctx, arg, 100); return HPy_CallTupleDict(ctx, arg, HPy_NULL, HPy_NULL);)

    @EXPORT(fail_again, format, set_string, return_null, call, clear, twice)
    @INIT
"""
CODE = """
    def outcome(call, *args):
        try:
            return "%r" % (call(*args),)
        except Exception as error:
            return "%s %s %r" % (type(error).__name__, error, error.__cause__)

    for name in [name for name in dir(mod) if name[0] != "_"]:
        for arg in ([1], 1, print):
            print(name, arg, outcome(getattr(mod, name), arg))
"""


def test_outcomes(build, python):
    binary = build(SNIPPET)
    plain, debug = (python(CODE, binary, direct=True, env={"HPY": mode, "HPY_DEBUG": None}) for mode in ("", "debug"))
    assert plain.stderr == ""
    assert "hpy debug: call with an exception pending" in debug.stderr
    assert "set_string" not in debug.stderr
    assert debug.stdout == plain.stdout


def test_no_memory_for_records(build, python):
    """What a layer has no memory for is a MemoryError, of which the author hears nothing."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "RLIMIT_AS"):
        pytest.skip("memory cannot be limited here")
    result = python(
        """
    import gc, resource
    arguments = [mod.pass_on] * 20000 + [len, [1]]
    def deep():
        try:
            mod.pass_on(*arguments)
        except (MemoryError, RecursionError) as error:
            return type(error).__name__
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (60 << 20), resource.RLIM_INFINITY))
    print(deep())
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(mod.pass_on(len, [1]))
    """,
        build("""
    HPyDef_METH(pass_on, "pass_on", HPyFunc_VARARGS)
    static HPy pass_on_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
    }
    @EXPORT(pass_on)
    @INIT
    """),
        direct=True,
        env={"HPY": "debug", "HPY_DEBUG": None},
    )
    assert result.stdout.split() == ["MemoryError", "1"]
    assert result.stderr == ""


def test_errors_without_exception_in_what_is_called(build, python):
    """A type in a module that is not checked fails without an exception: who calls it is not to be blamed."""
    broken = build("""
    HPyDef_SLOT(T_repr, HPy_tp_repr)
    static HPy T_repr_impl(HPyContext *ctx, HPy self)
    {
        return HPy_NULL;
    }
    static HPyDef *T_defines[] = {&T_repr, NULL};
    static HPyType_Spec T_spec = {.name = "mod.T", .defines = T_defines};
    @EXPORT_TYPE("T", T_spec)
    @INIT
    """)
    result = python(
        """
    import importlib.util, sys
    spec = importlib.util.spec_from_file_location(%r, %r)
    import hpy.universal
    broken = hpy.universal.load(spec.name, spec.origin, spec, mode="universal")
    try:
        mod.show(broken.T())
    except SystemError as error:
        print(error)
    """
        % (broken.name, broken.path),
        build("""
    HPyDef_METH(show, "show", HPyFunc_O)
    static HPy show_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_Repr(ctx, arg);
    }
    @EXPORT(show)
    @INIT
    """),
        direct=True,
        env={"HPY": "debug", "HPY_DEBUG": None},
    )
    assert result.stdout == "HPy_Repr returned an error without setting an exception\n"
    assert result.stderr == ""
