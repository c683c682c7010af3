"""HPy_AtExit, HPy_AddPendingCall, HPy_IsFinalizing, HPy_PythonVersion, HPyEval_Get* (minor 2)."""

import sys
import threading
import time

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    static HPyGlobal words;
    static long numbers[3] = {1, 2, 3};

    static HPy print(HPyContext *ctx, HPy h)
    {
        HPy function = HPy_GetItem_s(ctx, ctx->h_Builtins, "print");
        HPy result = HPy_IsNull(function) ? HPy_NULL : HPy_Call(ctx, function, &h, 1, HPy_NULL);
        HPy_Close(ctx, function);
        return result;
    }
    static void at_exit(HPyContext *ctx, void *data)
    {
        HPy value = data == NULL ? HPyGlobal_Load(ctx, words) : HPyLong_FromLong(ctx, *(long *)data);
        HPy_Close(ctx, print(ctx, value));
        HPy_Close(ctx, value);
        value = HPyBool_FromBool(ctx, HPy_IsFinalizing(ctx));
        HPy_Close(ctx, print(ctx, value));
        HPy_Close(ctx, value);
    }
    static void fails(HPyContext *ctx, void *data)
    {
        HPyErr_SetString(ctx, ctx->h_ZeroDivisionError, (const char *)data);
    }
    METHOD(set_words)
    {
        HPyGlobal_Store(ctx, &words, args[0]);
        return none(ctx, 0);
    }
    METHOD(register_words) { return none(ctx, HPy_AtExit(ctx, at_exit, NULL)); }
    METHOD(register_numbers)
    {
        int i;
        for (i = 0; i < 3; i++)
            if (HPy_AtExit(ctx, at_exit, &numbers[i]) < 0)
                return HPy_NULL;
        return none(ctx, 0);
    }
    METHOD(register_failing) { return none(ctx, HPy_AtExit(ctx, fails, (void *)"at the end")); }
    static int pending(HPyContext *ctx, void *data)
    {
        HPy function = HPyGlobal_Load(ctx, words), number, result;
        number = HPyLong_FromLong(ctx, *(long *)data);
        result = HPy_Call(ctx, function, &number, 1, HPy_NULL);
        HPy_Close(ctx, number);
        HPy_Close(ctx, function);
        if (HPy_IsNull(result))
            return -1;
        HPy_Close(ctx, result);
        return 0;
    }
    METHOD(later) { return none(ctx, HPy_AddPendingCall(ctx, pending, &numbers[ssize(ctx, args[0])])); }
    METHOD(no_function)
    {
        return none(ctx, HPy_IsTrue(ctx, args[0]) ? HPy_AddPendingCall(ctx, NULL, NULL) : HPy_AtExit(ctx, NULL, NULL));
    }
    METHOD(fill)
    {
        int i;
        for (i = 0; i < 10000; i++)
            if (HPy_AddPendingCall(ctx, pending, numbers) < 0)
                return HPy_NULL;
        return none(ctx, 0);
    }
    METHOD(finalizing) { return number(ctx, HPy_IsFinalizing(ctx)); }
    METHOD(version) { return HPyLong_FromUInt32_t(ctx, HPy_PythonVersion(ctx)); }
    static HPy given(HPyContext *ctx, HPy h)
    {
        return HPy_IsNull(h) && !HPyErr_Occurred(ctx) ? HPy_Dup(ctx, ctx->h_Ellipsis) : h;
    }
    METHOD(get_globals) { return given(ctx, HPyEval_GetGlobals(ctx)); }
    METHOD(get_locals) { return given(ctx, HPyEval_GetLocals(ctx)); }
    METHOD(get_frame) { return given(ctx, HPyEval_GetFrame(ctx)); }
    @EXPORT(set_words, register_words, register_numbers, register_failing, finalizing, version, later, no_function)
    @EXPORT(fill)
    @EXPORT(get_globals, get_locals, get_frame)
    @EXPORT_GLOBAL(words)
    @INIT
"""
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.fixture
def binary(build):
    return build(SNIPPET, minor=2)


def test_at_exit(binary, python):
    printed = python(
        "mod.set_words('words'); mod.register_words(); mod.register_numbers(); print('end')", binary
    ).stdout
    assert printed.split() == ["end", "3", "False", "2", "False", "1", "False", "words", "False"]


def test_among_those_of_atexit(binary, python):
    code = "import atexit; atexit.register(print, 'first'); mod.register_numbers(); atexit.register(print, 'last')"
    assert python(code, binary).stdout.split() == ["last", "3", "False", "2", "False", "1", "False", "first"]


def test_exceptions_are_reported(binary, python):
    code = "mod.register_numbers(); mod.register_failing(); mod.register_failing()"
    result = python(code, binary)
    assert result.stdout.split()[::2] == ["3", "2", "1"]
    assert result.stderr.count("ZeroDivisionError: at the end") >= 2


def test_without_an_end(binary, python):
    code = "import os; mod.register_numbers(); os._exit(0)"
    assert python(code, binary).stdout == ""


def test_each_interpreter_has_its_own(interpreters):
    printed = interpreters(
        """
        mod = load()
        mod.set_words('first')
        mod.register_words()
        other = Interpreter("mod = load(); mod.set_words('other'); mod.register_words()")
        other.end()
        print("between")
        """,
        SNIPPET,
        minor=2,
    ).stdout
    assert printed.split() == ["other", "False", "between", "first", "False"]


# ---- calls between two instructions


def wait_until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end


def test_pending_calls(mod):
    called = []
    mod.set_words(called.append)
    for i in range(3):
        mod.later(i)
    wait_until(lambda: len(called) == 3)
    assert called == [1, 2, 3]


def test_pending_call_that_raises(mod):
    mod.set_words(lambda number: {}[number])
    with pytest.raises(KeyError):
        mod.later(0)
        wait_until(lambda: False)


def test_pending_calls_of_another_thread_run_in_the_main_one(mod):
    called = []
    mod.set_words(lambda number: called.append(threading.current_thread()))
    thread = threading.Thread(target=mod.later, args=(0,))
    thread.start()
    thread.join()
    wait_until(lambda: called)
    assert called == [threading.main_thread()]


def test_too_many_pending_calls(mod):
    called = []
    mod.set_words(called.append)
    with pytest.raises(RuntimeError, match="too many calls wait"):
        mod.fill()
    wait_until(lambda: len(called) >= 16)
    assert set(called) == {1}
    mod.set_words(None)


@pytest.mark.no_debug("which reports it")
def test_no_function(mod):
    for pending in (True, False):
        with pytest.raises(ValueError, match="the function is NULL"):
            mod.no_function(pending)


def test_finalizing(mod, binary, python):
    assert mod.finalizing() == 0
    code = """
        import sys
        class Last:
            def __del__(self, show=sys.stdout.write, flush=sys.stdout.flush, mod=mod):
                show("%d" % mod.finalizing())
                flush()
        sys.last = Last()
    """
    assert python(code, binary).stdout == "1"


def test_version(mod):
    assert mod.version() == sys.hexversion or sys.version_info < (3, 11) and mod.version() >> 16 == sys.hexversion >> 16


# ---- the code that calls


def test_globals(mod):
    assert mod.get_globals() is globals()
    namespace = {"f": mod.get_globals}
    exec("result = f()", namespace)
    assert namespace["result"] is namespace


def test_locals_of_a_function(mod):
    def function(a, b=2):
        c = 3
        first = mod.get_locals()
        first["c"] = 4
        return first, mod.get_locals(), b, c

    first, second, *others = function(1)
    assert first == {"a": 1, "b": 2, "c": 4, "mod": mod}
    assert second == {"a": 1, "b": 2, "c": 3, "first": first, "mod": mod} and others == [2, 3]


def test_locals_elsewhere(mod):
    class Body:
        name = 1
        found = mod.get_locals()
        found["other"] = 2

    assert (Body.name, Body.other) == (1, 2)
    namespace, own = {"f": mod.get_locals}, {}
    exec("x = 1; result = f()", namespace, own)
    assert own["result"] is own


def test_frame(mod):
    assert mod.get_frame() is sys._getframe()
    assert mod.get_frame().f_code.co_name == "test_frame"


def test_no_leaks(mod, leaks):
    leaks(mod.get_globals)
    leaks(mod.get_locals)
    leaks(mod.get_frame)
