"""HPyGlobal: a reference kept in a C global, one for each interpreter."""

import sys
import weakref

import pytest

SNIPPET = """
    HPyGlobal kept, empty, unlisted;
    static long n_destroyed; /* in all interpreters */

    HPyDef_METH(store, "store", HPyFunc_O)
    static HPy store_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &kept, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(load, "load", HPyFunc_NOARGS)
    static HPy load_impl(HPyContext *ctx, HPy self) { return HPyGlobal_Load(ctx, kept); }

    HPyDef_METH(clear, "clear", HPyFunc_NOARGS)
    static HPy clear_impl(HPyContext *ctx, HPy self)
    {
        HPyGlobal_Store(ctx, &kept, HPy_NULL);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(clear_empty, "clear_empty", HPyFunc_NOARGS)
    static HPy clear_empty_impl(HPyContext *ctx, HPy self)
    {
        HPyGlobal_Store(ctx, &empty, HPy_NULL);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(is_empty, "is_empty", HPyFunc_NOARGS)
    static HPy is_empty_impl(HPyContext *ctx, HPy self)
    {
        HPy value = HPyGlobal_Load(ctx, kept);
        int result = HPy_IsNull(value);
        HPy_Close(ctx, value);
        return HPyBool_FromBool(ctx, result);
    }
    HPyDef_METH(store_unlisted, "store_unlisted", HPyFunc_O)
    static HPy store_unlisted_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &unlisted, arg);
        return HPyGlobal_Load(ctx, unlisted);
    }
    HPyDef_METH(load_unlisted, "load_unlisted", HPyFunc_NOARGS)
    static HPy load_unlisted_impl(HPyContext *ctx, HPy self) { return HPyGlobal_Load(ctx, unlisted); }

    /* Instances of the type are counted when they are destroyed. */
    HPyDef_METH(destroyed, "destroyed", HPyFunc_NOARGS)
    static HPy destroyed_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, n_destroyed); }

    typedef struct { int unused; } Counted;
    HPyDef_SLOT(Counted_destroy, HPy_tp_destroy)
    static void Counted_destroy_impl(void *data) { n_destroyed++; }
    static HPyDef *Counted_defines[] = {&Counted_destroy, NULL};
    static HPyType_Spec Counted_spec = {
        .name = "@NAME.Counted", .basicsize = sizeof(Counted), .defines = Counted_defines
    };
    @EXPORT_TYPE("Counted", Counted_spec)
    @EXPORT(store, load, clear, clear_empty, is_empty, store_unlisted, load_unlisted, destroyed)
    @EXPORT_GLOBAL(kept)
    @EXPORT_GLOBAL(empty)
    @INIT
"""


class Thing:
    pass


@pytest.fixture
def mod(make):
    mod = make(SNIPPET)
    yield mod
    mod.clear()


def test_survives_between_calls(mod):
    thing = Thing()
    mod.store(thing)
    assert mod.load() is thing
    assert mod.load() is thing


def test_numbers_and_objects_take_turns(mod):
    values = [5, ["first"], 1.5, -1, "text", 2**40, ["second"], 0.0, None, -7]
    for value in values + values[::-1] + values[::3]:
        mod.store(value)
        assert mod.load() is value


def test_store_takes_one_reference(mod):
    thing = Thing()
    before = sys.getrefcount(thing)
    mod.store(thing)
    assert sys.getrefcount(thing) == before + 1
    mod.load()
    assert sys.getrefcount(thing) == before + 1


def test_store_releases_the_old_value(mod):
    mod.store(Thing())
    gone = weakref.ref(mod.load())
    mod.store(1)
    assert gone() is None


def test_null_clears(mod):
    thing = Thing()
    before = sys.getrefcount(thing)
    mod.store(thing)
    mod.clear()
    assert sys.getrefcount(thing) == before


def test_clearing_an_empty_global(mod):
    assert mod.clear_empty() is None


def test_finaliser_of_the_old_value_sees_the_new_one(mod):
    seen = []

    class Finalised:
        def __del__(self):
            seen.append(mod.load())

    mod.store(Finalised())
    mod.store("new")
    assert seen == ["new"]


def test_storing_the_same_value_again(mod):
    thing = Thing()
    mod.store(thing)
    before = sys.getrefcount(thing)
    mod.store(thing)
    assert sys.getrefcount(thing) == before
    assert mod.load() is thing


# ---- several interpreters


@pytest.fixture
def run(interpreters):
    """run(code): in a subprocess, with load() for the module above and Interpreter; what it printed."""
    return lambda code, **options: interpreters(code, SNIPPET, **options).stdout.split()


@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
def test_each_interpreter_has_its_value(run, direct):
    run(
        """
        mod = load()
        mod.store("here")
        other = Interpreter()
        other.run("mod.store('there')")
        assert mod.load() == "here"
        other.run("assert mod.load() == 'there'")
        """,
        direct=direct,
    )


@pytest.mark.no_debug("loads an empty global, which hosts need not allow")
def test_second_interpreter_finds_it_empty(run):
    run("""
        mod = load()
        mod.store("here")
        Interpreter().run("assert mod.is_empty()")
        """)


def test_second_interpreter_takes_nothing_from_the_first(run):
    run("""
        mod = load()
        thing = mod.Counted()
        mod.store(thing)
        before = sys.getrefcount(thing)
        other = Interpreter()
        other.run("mod.store(1); mod.clear()")
        assert mod.load() is thing and sys.getrefcount(thing) == before
        """)


def test_store_releases_the_old_value_in_each_interpreter(run):
    run("""
        mod = load()
        mod.store(mod.Counted())
        other = Interpreter()
        other.run("mod.store(mod.Counted())")
        mod.store(1)
        assert mod.destroyed() == 1
        other.run("mod.store(2)")
        assert mod.destroyed() == 2
        """)


@pytest.mark.no_debug("loads an empty global, which hosts need not allow")
def test_clear_in_one_interpreter(run):
    run("""
        mod = load()
        mod.store("here")
        other = Interpreter()
        other.run("mod.store('there')")
        mod.clear()
        assert mod.is_empty()
        other.run("assert mod.load() == 'there'; mod.clear(); assert mod.is_empty()")
        """)


def test_value_survives_the_end_of_another_interpreter(run):
    run("""
        mod = load()
        mod.store("here")
        other = Interpreter()
        other.run("mod.store('there')")
        other.end()
        assert mod.load() == "here"
        """)


def test_value_survives_the_end_of_the_first_interpreter(run):
    run("""
        first = Interpreter()
        first.run("mod.store('there')")
        mod = load()
        mod.store("here")
        first.end()
        assert mod.load() == "here"
        """)


def test_end_of_an_interpreter_releases_its_value(run):
    run("""
        mod = load()
        other = Interpreter()
        other.run("mod.store(mod.Counted())")
        assert mod.destroyed() == 0
        other.end()
        assert mod.destroyed() == 1
        """)


def test_end_of_the_only_interpreter_releases_its_value(run):
    run("""
        only = Interpreter()
        only.run("mod.store(mod.Counted())")
        only.end()
        assert load().destroyed() == 1
        """)


FINALISED = """
import os

class Finalised:
    def __del__(self, write=os.write, mod=mod, none=None):  # the builtins are gone by then
        write(1, b"None " if mod.load() is none else b"else ")
        mod.store(mod.Counted())

mod.store(Finalised())
"""


def test_interpreter_is_alive_when_it_releases_the_value(run):
    """But the global is empty for good: it gives None, and takes nothing."""
    assert run(
        """
        only = Interpreter()
        only.run(%r)
        only.end()
        print(load().destroyed())
        """
        % FINALISED
    ) == ["None", "1"]


def test_end_of_python_releases_the_value(run):
    assert run("mod = load()" + FINALISED) == ["None"]


@pytest.mark.no_debug("loads an empty global, which hosts need not allow")
def test_next_interpreter_starts_empty(run):
    run("""
        for number in range(40):
            other = Interpreter()
            other.run("assert mod.is_empty(); mod.store(mod.Counted()); assert mod.destroyed() == %d" % number)
            other.end()
        assert load().destroyed() == 40
        """)


def test_many_interpreters_at_once(run):
    run("""
        others = [Interpreter() for _ in range(40)]
        for number, other in enumerate(others):
            other.run("mod.store(%d)" % number)
        for other in others[::2]:
            other.end()
        for number, other in list(enumerate(others))[1::2]:
            other.run("assert mod.load() == %d" % number)
        """)


def test_interpreters_in_threads(run):
    """They sleep because CPython 3.10 and 3.11 let no other interpreter run when the GIL is not given up."""
    assert run("""
        import threading, time
        mod = load()
        done = []

        def work(number):
            for _ in range(3):
                other = Interpreter()
                other.run("import time")
                other.run("for i in range(50): mod.store(i); time.sleep(0); assert mod.load() == i")
                other.end()
            done.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        [thread.start() for thread in threads]
        while any(thread.is_alive() for thread in threads):
            value = object()
            mod.store(value)
            time.sleep(0)
            assert mod.load() is value
        print(*sorted(done))
        """) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
def test_modules_of_one_interpreter_share_the_value(run, direct):
    run(
        """
        first = load()
        first.store("once")
        second = load()
        assert second is not first and second.load() == "once"
        Interpreter().run("first = mod; first.store('other'); mod = load(); assert mod.load() == 'other'")
        third = load()
        assert third is not second and third.load() == "once"
        """,
        direct=direct,
    )


def test_value_survives_the_module(run):
    run("""
        import gc
        load().store("kept")
        Interpreter()
        gc.collect()
        assert load().load() == "kept"
        """)


def test_reload_keeps_the_value(run):
    run(
        """
        import importlib, os
        mod = load()
        mod.store("kept")
        Interpreter()
        sys.path.append(os.path.dirname(mod.__file__))
        assert importlib.reload(mod).load() == "kept"
        """,
        direct=True,
    )


@pytest.mark.no_debug("a global that is not listed is reported")
def test_unlisted_global_is_one_for_the_process(run):
    run("""
        mod = load()
        other = Interpreter()
        mod.store_unlisted(True)
        other.run("assert mod.load_unlisted() is True")
        """)


# One binary with two modules that list the same global.
TWO_MODULES = """
    HPY_MOD_EMBEDDABLE(@NAME)
    HPyGlobal common;

    #define METHODS(STORE, LOAD) \\
        HPyDef_METH(STORE, "store", HPyFunc_O) \\
        static HPy STORE##_impl(HPyContext *ctx, HPy self, HPy arg) \\
        { \\
            HPyGlobal_Store(ctx, &common, arg); \\
            return HPy_Dup(ctx, ctx->h_None); \\
        } \\
        HPyDef_METH(LOAD, "load", HPyFunc_NOARGS) \\
        static HPy LOAD##_impl(HPyContext *ctx, HPy self) { return HPyGlobal_Load(ctx, common); }

    METHODS(store, load)
    @EXPORT(store, load)
    @EXPORT_GLOBAL(common)
    @INIT

    METHODS(second_store, second_load)
    static HPyDef *second_defines[] = {&second_store, &second_load, NULL};
    static HPyGlobal *second_globals[] = {&common, &common, NULL};
    static HPyModuleDef second = {.defines = second_defines, .globals = second_globals};
    HPy_MODINIT(second, second)
"""


def test_global_that_two_modules_list(interpreters):
    interpreters(
        """
        first, second = load(), load("second")
        first.store("here")
        other = Interpreter("mod = load('second')")
        other.run("mod.store('there'); assert mod.load() == 'there'; mod = load(); assert mod.load() == 'there'")
        assert first.load() == second.load() == "here"
        """,
        TWO_MODULES,
        flags=["-DHPY_EMBEDDED_MODULES"],
    )


def test_second_interpreter_loads_the_other_module_only(interpreters):
    interpreters(
        """
        mod = load()
        mod.store("here")
        other = Interpreter("mod = load('second')")
        other.run("mod.store('there')")
        assert mod.load() == "here"
        other.run("assert mod.load() == 'there'")
        """,
        TWO_MODULES,
        flags=["-DHPY_EMBEDDED_MODULES"],
    )
