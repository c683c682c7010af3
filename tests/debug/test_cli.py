"""python -m hpy debug, options, and what is said to who asks for debug mode where it cannot be."""

import json
import os
import re
import textwrap

import pytest
from support.lines import line_of
from support.run import WITH_GIL, run_hpy, run_python

from hpy.debug import _options

LEAKS = """
    HPyDef_METH(leak, "leak", HPyFunc_NOARGS)
    static HPy leak_impl(HPyContext *ctx, HPy self)
    {
        HPyUnicode_FromString(ctx, "hello");
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(leak)
    @INIT
"""


@pytest.fixture
def hpy(tmp_path):
    """hpy(*arguments, **environment): python -m hpy in a folder of its own; write() puts a file there."""

    def hpy(*arguments, **environment):
        return run_hpy(*arguments, cwd=str(tmp_path), **environment)

    def write(name, text):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(textwrap.dedent(text))

    hpy.write = write
    return hpy


# ---- running a program


def test_a_script_gets_its_arguments(hpy):
    hpy.write("script.py", "import sys; print(__name__, __file__, sys.argv)")
    run = hpy("debug", "script.py", "-v", "--", "--fatal")
    assert run.stdout == "__main__ script.py ['script.py', '-v', '--', '--fatal']\n"


def test_the_folder_of_a_script_is_on_the_path(hpy):
    hpy.write("sub/beside.py", "print('beside')")
    hpy.write("sub/script.py", "import beside, sys; print('' in sys.path)")
    assert hpy("debug", "--", "sub/script.py").stdout == "beside\nFalse\n"


def test_a_module(hpy):
    hpy.write("pkg/__main__.py", "import sys; print(__name__, sys.argv[1:], __package__)")
    assert hpy("debug", "--verbose", "-m", "pkg", "-m", "--stack").stdout == "__main__ ['-m', '--stack'] pkg\n"
    assert hpy("debug", "--", "-m", "pkg", "a").stdout == "__main__ ['a'] pkg\n"


@pytest.mark.parametrize(("code", "status"), [("", 0), ("raise SystemExit(7)", 7), ("1 / 0", 1), ("x =", 1)])
def test_exit_status(hpy, code, status):
    hpy.write("script.py", code)
    assert hpy("debug", "script.py").returncode == status


def test_a_traceback_shows_the_programs_own_frames(hpy):
    hpy.write("script.py", "def f():\n    1 / 0\nf()\n")
    run = hpy("debug", "script.py")
    assert run.stderr.startswith('Traceback (most recent call last):\n  File "script.py", line 3, in <module>\n')
    assert run.stderr.endswith("ZeroDivisionError: division by zero\n")


def test_a_script_that_does_not_exist(hpy):
    run = hpy("debug", "nothing.py")
    assert run.returncode == 2 and "can't open file 'nothing.py'" in run.stderr


def test_code(hpy):
    code = "import sys; print(__name__, sys.argv, sys.modules['__main__'].__dict__ is globals())"
    assert hpy("debug", "-c", code, "a", "-m").stdout == "__main__ ['-c', 'a', '-m'] True\n"
    assert hpy("trace", "--", "-c", code, "--html").stdout == "__main__ ['-c', '--html'] True\n"
    run = hpy("debug", "-c", "\n1 / 0")
    assert run.returncode == 1
    assert run.stderr.startswith('Traceback (most recent call last):\n  File "<string>", line 2, in <module>\n')


def test_an_unknown_option_gets_the_usage_of_the_command(hpy):
    run = hpy("debug", "--fatall", "script.py")
    assert run.returncode == 2 and run.stderr.startswith("usage: python -m hpy debug ") and "--fatall" in run.stderr


def test_nothing_to_run(hpy):
    run = hpy("debug", "--verbose")
    assert run.returncode == 2 and "nothing to run" in run.stderr


def test_no_command(hpy):
    run = hpy()
    assert run.returncode == 2 and "COMMAND" in run.stderr


# ---- options


def test_the_environment_of_the_program(hpy):
    hpy.write("script.py", "import os; print(os.environ['HPY'], os.environ['HPY_DEBUG'])")
    assert hpy("debug", "script.py").stdout == "debug \n"
    options = ["--module", "a", "--module=b", "--stack=0", "--nosource"]
    run = hpy("debug", *options, "script.py", HPY_DEBUG="verbose,stack=2")
    assert run.stdout == "a:debug,b:debug verbose,stack=0,nosource\n"


def test_an_option_that_does_not_exist(hpy):
    hpy.write("script.py", "print('ran')")
    run = hpy("debug", "script.py", HPY_DEBUG="stak=3")
    assert (run.returncode, run.stdout) == (1, "")
    assert "HPY_DEBUG=stak=3: there is no option 'stak'; there are fatal, verbose" in run.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("fatal", {"fatal": True}),
        (" fatal , stack = 8,", {"fatal": True, "stack": 8}),
        ("fatal=no,keep=1", {"fatal": False, "keep": True}),
        ("quarantine=0,protect=all,json=a b.json", {"quarantine": 0, "protect": "all", "json": "a b.json"}),
        ("leaks=call", {"leaks": "call"}),
        ("color", {"color": True}),
        ("nocolor", {"color": False}),
    ],
)
def test_options_in_the_environment(text, expected):
    assert _options.parse(text) == expected
    assert _options.parse(_options.to_text(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "quarantine=" + "9" * 22,
        "stack=" + "9" * 5000,
        "stack=\u00b2",
        "fatall",
        "stack",
        "stack=",
        "stack=-1",
        "stack=x",
        "protect=some",
        "leaks",
        "leaks=no",
        "json",
        "fatal=2",
    ],
)
def test_options_that_are_wrong(text, monkeypatch):
    monkeypatch.setenv("HPY_DEBUG", text)
    with pytest.raises(ImportError, match="HPY_DEBUG=" + text[:100]):
        _options.from_environment()


@pytest.mark.parametrize(
    "option",
    [
        {"nothing": 1},
        {"stack": 1.5},
        {"stack": True},
        {"stack": 2**31},
        {"stack": float("inf")},
        {"fatal": 7},
        {"fatal": 10**5000},
        {"quarantine": 10**5000},
        {"json": 3},
        {"json": b"x"},
        {"json": "a\0b"},
    ],
)
def test_set_options_refuses(option):
    with pytest.raises(ValueError, match=next(iter(option))):
        _options.check(option)


def test_set_options_in_a_program():
    run_python(
        """
        import hpy.debug
        hpy.debug.set_options(stack=3, verbose=True)
        options = hpy.debug.get_options()
        assert (options["stack"], options["verbose"], options["fatal"]) == (3, True, False), options
        assert options["leaks"] == "exit"
        hpy.debug.set_options(leaks="call")
        assert hpy.debug.get_options()["leaks"] == "call"
        """,
        env={"HPY_DEBUG": None},
    )


# ---- with an extension


@pytest.mark.abis("universal")
def test_a_leak_is_told_with_its_line(hpy, build):
    binary = build(LEAKS, flags=_for_line("HPyUnicode_FromString"))
    hpy.write("script.py", "import %s as mod; mod.leak(); mod.leak()" % binary.name)
    run = hpy("debug", "--no-color", "script.py", PYTHONPATH=binary.folder)
    assert run.returncode == 0
    expected = "hpy debug: leak in %s.leak: the handle created at test_cli.py:%d was never closed (2 times)\n" % (
        binary.name,
        line_of(__file__, "HPyUnicode_FromString"),
    )
    assert run.stderr.startswith(expected + "    object: str 'hello'\n    created at ")


@pytest.mark.abis("universal")
def test_leaks_are_told_at_the_end_of_each_call(hpy, build):
    binary = build(LEAKS, flags=_for_line("HPyUnicode_FromString"))
    hpy.write(
        "script.py",
        """
        import sys
        import %s as mod
        for n in range(3):
            mod.leak()
            print("called", n, file=sys.stderr)
    """
        % binary.name,
    )
    run = hpy("debug", "--no-color", "--leaks=call", "script.py", PYTHONPATH=binary.folder)
    headline = "hpy debug: leak in %s.leak: the handle created at test_cli.py:%d was never closed\n" % (
        binary.name,
        line_of(__file__, "HPyUnicode_FromString"),
    )
    first, called, rest = run.stderr.partition("called 0\n")
    assert called and first.startswith(headline + "    object: str 'hello'\n    created at "), run.stderr
    assert rest.startswith("called 1\ncalled 2\nhpy debug: 3 handles were still open at exit\n"), run.stderr
    assert rest.count("was never closed") == 1 and rest.endswith("was never closed (3 times)\n")


@pytest.mark.abis("universal")
def test_a_fatal_leak_ends_the_process_at_its_call(hpy, build):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s as mod; mod.leak(); print('after')" % binary.name)
    run = hpy("debug", "--fatal", "--leaks=call", "script.py", PYTHONPATH=binary.folder)
    assert run.returncode != 0 and "was never closed" in run.stderr and "after" not in run.stdout


@pytest.mark.abis("universal")
def test_a_handle_made_by_a_helper_of_hpy(hpy, build):
    binary = build(
        """
        HPyDef_METH(late, "late", HPyFunc_KEYWORDS)
        static HPy late_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
        {
            static const char *names[] = {"x", NULL};
            HPyTracker tracker;
            HPy x, h_result;
            if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O", names, &x))
                return HPy_NULL;
            HPyTracker_Close(ctx, tracker);
            h_result = HPy_Repr(ctx, x);
            return h_result;
        }
        @EXPORT(late)
        @INIT
    """,
        flags=_for_line("h_result = HPy_Repr(ctx, x)"),
    )
    hpy.write("script.py", "import %s as mod; mod.late(5)" % binary.name)
    run = hpy("debug", "script.py", PYTHONPATH=binary.folder)
    opened = line_of(__file__, "HPyArg_ParseKeywords(ctx, &tracker, args")
    created = r"^    created at \S*test_cli.py:%d in late_impl\(\)$" % opened
    assert re.search(created, run.stderr, re.M), run.stderr
    used = r"used at \S*test_cli.py:%d in late_impl\(\)" % line_of(__file__, "h_result = HPy_Repr(ctx, x)")
    assert re.search(used, run.stderr), run.stderr


@pytest.mark.abis("universal")
def test_a_wrong_option_is_told_when_the_first_module_is_loaded(build):
    environ = {"HPY": "debug", "HPY_DEBUG": "stak=3"}
    result = run_python("", build(LEAKS), direct=True, env=environ, check=False)
    assert result.stderr.splitlines()[-1].startswith("ImportError: HPY_DEBUG=stak=3: there is no option 'stak'")


@pytest.mark.abis("universal")
def test_json(hpy, build, tmp_path):
    binary = build(LEAKS, flags=_for_line("HPyUnicode_FromString"))
    hpy.write("script.py", "import os; os.mkdir('x'); os.chdir('x'); import %s as mod; mod.leak()" % binary.name)
    hpy("debug", "--json=out.json", "script.py", PYTHONPATH=binary.folder)
    (finding,) = json.loads((tmp_path / "out.json").read_text())["findings"]
    assert (finding["kind"], finding["opened"]["line"]) == ("leak", line_of(__file__, "HPyUnicode_FromString"))


@pytest.mark.abis("universal")
def test_only_the_module_asked_for_is_checked(hpy, build):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s as mod; mod.leak()" % binary.name)
    run = hpy("debug", "--module", "another", "script.py", PYTHONPATH=binary.folder)
    assert run.stderr == "hpy debug: note: the module another was not imported\n"
    assert "leak in" in hpy("debug", "--module", binary.name, "script.py", PYTHONPATH=binary.folder).stderr


@pytest.mark.abis("universal")
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("mod.leak()", 1),
        ("mod.leak(); sys.exit()", 1),
        ("mod.leak(); sys.exit(7)", 7),
        ("mod.leak(); 1 / 0", 1),
        ("threading.Thread(target=lambda: time.sleep(0.1) or mod.leak()).start()", 1),
        ("atexit.register(mod.leak)", 1),
        ("mod.leak(); atexit.register(lambda: 1 / 0)", 1),
        ("", 0),
        ("atexit.register(print, 'once')", 0),
        ("sys.exit(7)", 7),
    ],
)
def test_exit_code(hpy, build, code, status):
    binary = build(LEAKS)
    hpy.write("script.py", "import atexit, sys, threading, time, %s as mod\n%s" % (binary.name, code))
    run = hpy("debug", "--exit-code", "script.py", PYTHONPATH=binary.folder)
    assert run.returncode == status, run.stderr
    assert run.stderr.count("was never closed") == ("leak" in code)
    assert run.stdout == ("once\n" if "once" in code else "")


@pytest.mark.abis("universal")
def test_exit_code_leaves_the_end_of_the_program_alone(hpy, build, tmp_path):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s as mod; mod.leak(); file = open('out', 'w'); file.write('x')" % binary.name)
    assert hpy("debug", "--exit-code", "script.py", PYTHONPATH=binary.folder).returncode == 1
    assert (tmp_path / "out").read_text() == "x"


def test_exit_code_of_a_module_that_could_not_be_checked(hpy):
    hpy.write("script.py", "")
    run = hpy("debug", "--exit-code", "--module", "another", "script.py")
    assert (run.returncode, run.stderr) == (1, "hpy debug: note: the module another was not imported\n")


@pytest.mark.abis("universal")
def test_a_child_process_is_checked(hpy, build):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s as mod; mod.leak()" % binary.name)
    hpy.write("parent.py", "import subprocess, sys; subprocess.run([sys.executable, 'script.py'])")
    assert "was never closed" in hpy("debug", "parent.py", PYTHONPATH=binary.folder).stderr


@pytest.mark.abis("universal")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_tells_of_its_own_leaks(hpy, build):
    binary = build(LEAKS)
    hpy.write(
        "script.py",
        """
        import os, sys, warnings
        import %s as mod
        mod.leak()
        if os.fork() == 0:
            sys.exit()
        os.wait()
        """
        % binary.name,
    )
    assert hpy("debug", "script.py", PYTHONPATH=binary.folder).stderr.count("1 handle was still open") == 1


@pytest.mark.abis("universal")
def test_a_call_that_never_ends_leaks_nothing(hpy, build):
    binary = build("""
        HPyDef_METH(hold, "hold", HPyFunc_O)
        static HPy hold_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            HPy h = HPyUnicode_FromString(ctx, "held");
            HPy h_result = HPy_Call(ctx, arg, &h, 1, HPy_NULL);
            HPy_Close(ctx, h);
            return h_result;
        }
        @EXPORT(hold)
        @INIT
    """)
    hpy.write(
        "script.py",
        """
        import %s as mod, threading
        begun, never = threading.Event(), threading.Event()
        threading.Thread(target=mod.hold, args=(lambda x: begun.set() or never.wait(),), daemon=True).start()
        begun.wait()
        """
        % binary.name,
    )
    assert hpy("debug", "script.py", PYTHONPATH=binary.folder).stderr == ""


@pytest.mark.abis("cpython")
def test_a_cpython_module_says_that_it_cannot_be_checked(hpy, build):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s as mod; mod.leak(); print('ran')" % binary.name)
    run = hpy("debug", "script.py", PYTHONPATH=binary.folder)
    assert run.stdout == "ran\n"
    assert (
        "RuntimeWarning: HPY=debug has no effect on the module %s, which was built for the CPython ABI" % (binary.name)
        in run.stderr
    )


@pytest.mark.abis("cpython")
@pytest.mark.parametrize(
    ("value", "warns"),
    [
        ("debug", True),
        ("trace", True),
        ("{}:debug", True),
        ("a:debug, {}:trace", True),
        ("pkg.{}:debug+trace", True),
        ("x{}:debug,{}:debug", True),
        ("", False),
        ("universal", False),
        ("{}:universal,b:debug", False),
        ("x{}:debug", False),
        ("{}x:debug", False),
        ("pkg.x{}:debug", False),
        ("a:debug,x:trace", False),
        # as universal modules read it
        (" Universal ", False),
        (" ", False),
        ("{} : UNIVERSAL", False),
        ("{} : debug", True),
        ("pkg.{}:universal,{}:debug", False),
        ("nonsense", True),
        ("{}:debug+", True),
        ("{}:universal-trace", True),
    ],
)
def test_when_a_cpython_module_warns(build, value, warns):
    binary = build(LEAKS, name="shy")
    result = run_python("mod.leak()", binary, env={"HPY": value.replace("{}", "shy")})
    assert ("RuntimeWarning: HPY=" in result.stderr) is warns


@pytest.mark.abis("cpython")
def test_a_cpython_module_asked_for_by_name_is_noted(hpy, build):
    binary = build(LEAKS)
    hpy.write("script.py", "import %s" % binary.name)
    run = hpy("debug", "--module", binary.name, "script.py", PYTHONPATH=binary.folder)
    assert "was not checked: it is no universal HPy module; build it with --hpy-abi=universal" in run.stderr


@pytest.mark.abis("cpython")
@pytest.mark.parametrize("option", ["-E", "-I"])
def test_a_cpython_module_does_not_warn_where_hpy_is_not_in_force(build, python, option):
    binary = build(LEAKS)
    code = "import sys; sys.path.insert(0, %r); import %s" % (binary.folder, binary.name)
    assert python(code, args=[option, *WITH_GIL], env={"HPY": "debug"}).stderr == ""
    assert "RuntimeWarning" in python(code, env={"HPY": "debug"}).stderr


@pytest.mark.abis("universal")
@pytest.mark.parametrize("option", ["-E", "-I"])
def test_the_command_under_a_python_that_ignores_its_environment(build, python, option):
    binary = build(LEAKS)
    script = "import sys; sys.path.insert(0, %r); import %s as mod; mod.leak()" % (binary.folder, binary.name)
    code = "import sys; from hpy.__main__ import main; sys.exit(main(['debug', '--', '-c', %r]))" % script
    env = {"HPY": None, "HPY_DEBUG": "json=not-written"}
    run = python(code, args=[option], env=env, check=False, cwd=binary.folder)
    assert run.returncode == 0 and "1 handle was still open at exit" in run.stderr
    assert not os.path.exists(os.path.join(binary.folder, "not-written"))


def _for_line(text):
    """A compiler flag that keeps a binary from being taken of the cache when the line had another number then."""
    return ["-DLINE=%d" % line_of(__file__, text)]
