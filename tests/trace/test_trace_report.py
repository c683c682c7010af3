"""What is known of each module and of each of its functions, and the events of a timeline."""

import json
import threading

import pytest
from support.threads import run_together

import hpy.trace

pytestmark = pytest.mark.abis("universal")


def functions():
    return {f.qualified_name: f for f in hpy.trace.report().functions}


def test_functions_have_the_names_that_users_know(shapes):
    shape = shapes.Shape(1, 2, 3)
    shape.sides = shape.sides
    shape.twice()
    shapes.same(1)
    assert set(functions()) == {
        "pkg.shapes." + name
        for name in (
            "Shape.__new__",
            "Shape.__add__",
            "Shape.sides (getter)",
            "Shape.sides (setter)",
            "Shape.twice",
            "same",
        )
    }


def test_exec_slot(trace):
    hpy.trace.reset()
    trace(
        """
        HPyDef_SLOT(execute, HPy_mod_exec)
        static int execute_impl(HPyContext *ctx, HPy mod) { return HPy_SetAttr_s(ctx, mod, "x", mod); }
        @EXPORT(execute)
        @INIT""",
        full_name="executed",
    )
    assert functions()["executed.(exec)"].api["HPy_SetAttr_s"].calls == 1


def test_call_function_and_capsule_destructor(trace):
    mod = trace(
        """
        HPyDef_CALL_FUNCTION(answer)
        static HPy answer_impl(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
        {
            return HPyLong_FromLong(ctx, 42);
        }
        typedef struct { void *unused; } Callable;
        HPyType_HELPERS(Callable)
        HPyDef_SLOT(Callable_new, HPy_tp_new)
        static HPy Callable_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
        {
            Callable *unused;
            HPy h = HPy_New(ctx, cls, &unused);
            if (!HPy_IsNull(h) && HPy_SetCallFunction(ctx, h, &answer) < 0) {
                HPy_Close(ctx, h);
                return HPy_NULL;
            }
            return h;
        }
        HPyDef_SLOT(Callable_call, HPy_tp_call)
        static HPy Callable_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
        {
            return HPy_Dup(ctx, ctx->h_None);
        }
        static HPyDef *defines[] = {&Callable_new, &Callable_call, NULL};
        static HPyType_Spec spec = {
            .name = "callables.Callable", .basicsize = sizeof(Callable), .builtin_shape = SHAPE(Callable),
            .defines = defines
        };
        HPyCapsule_DESTRUCTOR(destroy)
        static void destroy_impl(const char *name, void *pointer, void *context) { }
        HPyDef_METH(capsule, "capsule", HPyFunc_NOARGS)
        static HPy capsule_impl(HPyContext *ctx, HPy self) { return HPyCapsule_New(ctx, &destroy, "name", &destroy); }
        @EXPORT_TYPE("Callable", spec)
        @EXPORT(capsule)
        @INIT""",
        full_name="callables",
    )
    assert mod.Callable()() == 42
    mod.capsule()
    seen = functions()
    assert seen["callables.(call function)"].total.calls == 1
    assert seen["callables.(capsule destructor)"].total.calls == 1


def test_calls_of_the_api_belong_to_the_function_that_makes_them(shapes):
    shapes.count_items([1, 2, 3])
    shapes.same(1)
    seen = functions()
    assert {name: c.calls for name, c in seen["pkg.shapes.count_items"].api.items()} == {
        "HPy_Length": 1,
        "HPy_GetItem_i": 3,
        "HPy_Close": 3,
        "HPyLong_FromSsize_t": 1,
    }
    assert {name: c.calls for name, c in seen["pkg.shapes.same"].api.items()} == {"HPy_Dup": 1}


def test_calls_belong_to_the_outer_function_again_after_a_nested_call(shapes):
    shapes.call(shapes.count_items, [])
    seen = functions()
    assert set(seen["pkg.shapes.call"].api) == {"HPy_Call"}
    assert set(seen["pkg.shapes.count_items"].api) == {"HPy_Length", "HPyLong_FromSsize_t"}


def test_own_time_is_without_the_api(shapes):
    import time

    shapes.call(time.sleep, 0.02)
    function = functions()["pkg.shapes.call"]
    assert function.total.ns >= function.api["HPy_Call"].ns >= 19_000_000
    assert function.own_ns == function.total.ns - function.api["HPy_Call"].ns


def test_calls_from_outside_a_module(shapes):
    shapes.call(shapes.call, shapes.same, 1)
    shapes.same(1)
    (module,) = hpy.trace.report().modules
    assert (module.name, module.entered.calls) == ("pkg.shapes", 2)
    assert module.inside.calls == 2
    assert module.entered.ns + module.inside.ns == sum(f.total.ns for f in module.functions)


def test_modules_are_counted_apart(shapes, trace):
    other = trace(
        """
        HPyDef_METH(same, "same", HPyFunc_O)
        static HPy same_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
        @EXPORT(same)
        @INIT""",
        name="other",
    )
    hpy.trace.reset()
    shapes.call(other.same, 1)
    report = hpy.trace.report()
    assert {m.name: m.entered.calls for m in report.modules} == {"pkg.shapes": 1, "other": 1}
    assert {m.name: set(m.api) for m in report.modules} == {"pkg.shapes": {"HPy_Call"}, "other": {"HPy_Dup"}}
    assert [m.name for m in report.only(["shapes"]).modules] == ["pkg.shapes"]
    assert set(report.only(["other"]).api) == {"HPy_Dup"}


def test_loading_again_in_the_same_mode_goes_on_counting(shapes, load_shapes):
    shapes.same(1)
    load_shapes().same(1)
    assert functions()["pkg.shapes.same"].total.calls == 2


def test_a_module_in_universal_mode_is_not_traced(trace):
    mod = trace(
        """
        HPyDef_METH(same, "same", HPyFunc_O)
        static HPy same_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
        @EXPORT(same)
        @INIT""",
        mode="universal",
    )
    mod.same(1)
    assert hpy.trace.report().modules == []


def test_threads_count_apart(shapes):
    """What runs on one thread is not taken for what the other one runs."""
    inside, go_on = threading.Event(), threading.Event()

    def wait():
        inside.set()
        go_on.wait(10)

    thread = threading.Thread(target=shapes.call, args=(wait,))
    thread.start()
    inside.wait(10)
    shapes.count_items([1])
    go_on.set()
    thread.join()
    seen = functions()
    assert set(seen["pkg.shapes.call"].api) == {"HPy_Call"}
    assert seen["pkg.shapes.count_items"].api["HPy_GetItem_i"].calls == 1


def test_many_threads(shapes):
    def work():
        for _ in range(500):
            shapes.same(1)

    run_together(*[work] * 4)
    assert functions()["pkg.shapes.same"].api["HPy_Dup"].calls == 2000


# ---- events


def test_events(shapes):
    hpy.trace.set_options(events=100)
    shapes.call(shapes.same, 1)
    events = hpy.trace.report().events
    assert [(e.function.name, e.api, e.depth) for e in events] == [
        ("same", "HPy_Dup", 3),
        ("same", None, 2),
        ("call", "HPy_Call", 1),
        ("call", None, 0),
    ]
    inner, outer = events[0], events[3]
    assert outer.start <= inner.start <= inner.start + inner.ns <= outer.start + outer.ns


def test_only_the_last_events_are_kept(shapes):
    hpy.trace.set_options(events=4)
    for _ in range(5):
        shapes.same(1)
    report = hpy.trace.report()
    assert [e.api for e in report.events] == ["HPy_Dup", None] * 2
    assert report.dropped == 6


def test_a_loop_in_one_call_does_not_push_out_all_others(shapes):
    hpy.trace.set_options(events=1000)
    shapes.same(1)
    shapes.count_items([None] * 5000)
    events = hpy.trace.report().events
    assert events[0].function.name == "same"
    assert len(events) == 2 + 100 + 1
    assert events[-1].left_out == 2 * 5000 + 2 - 100


def test_events_of_threads(shapes):
    hpy.trace.set_options(events=100)
    thread = threading.Thread(target=shapes.same, args=(1,))
    thread.start()
    thread.join()
    shapes.same(1)
    assert len({e.thread for e in hpy.trace.report().events}) == 2


def test_reset_forgets_events(shapes):
    hpy.trace.set_options(events=100)
    shapes.same(1)
    hpy.trace.reset()
    shapes.same(1)
    assert len(hpy.trace.report().events) == 2


# ---- advice


def advice():
    return {(a.function.rpartition(".")[2], a.pattern) for a in hpy.trace.report().advice}


def test_no_advice_for_a_few_calls(shapes):
    shapes.count_items([1, 2, 3])
    assert advice() == set()


def test_advice_for_items_one_by_one(shapes):
    for _ in range(10):
        shapes.count_items([None] * 200)
    assert advice() == {("count_items", "items-one-by-one")}


SLOW = """
    HPyDef_METH(f, "f", HPyFunc_VARARGS)
    static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy o = args[0], h = HPy_NULL;
        int i;
        for (i = 0; i < %d; i++) {
            %s
        }
        (void)o;
        (void)h;
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(f)
    @INIT
"""


@pytest.mark.parametrize(
    "pattern, code, arguments",
    [
        ("names-as-c-strings", 'h = HPy_GetAttr_s(ctx, o, "__class__"); HPy_Close(ctx, h);', ([],)),
        ("names-as-c-strings", 'HPy_SetItem_s(ctx, o, "key", o);', ({},)),
        ("append-in-a-loop", "HPyList_Append(ctx, o, ctx->h_None);", ([],)),
        ("length-in-a-loop", "HPy_Length(ctx, o);", ([],)),
        ("errors-asked-for", "HPyErr_Occurred(ctx);", ([],)),
        ("import-in-calls", 'h = HPyImport_ImportModule(ctx, "sys"); HPy_Close(ctx, h);', ([],)),
        ("calls-with-tuples", "h = HPy_CallTupleDict(ctx, o, HPy_NULL, HPy_NULL); HPy_Close(ctx, h);", (int,)),
        (
            "method-in-two-steps",
            "h = HPy_GetAttr(ctx, o, args[1]); HPy_Close(ctx, HPy_Call(ctx, h, NULL, 0, HPy_NULL)); HPy_Close(ctx, h);",
            ([], "copy"),
        ),
    ],
)
def test_advice(trace, pattern, code, arguments):
    mod = trace(SLOW % (2000, code))
    hpy.trace.reset()
    mod.f(*arguments)
    assert advice() == {("f", pattern)}


@pytest.mark.parametrize(
    "code, arguments",
    [
        # What is called is not what was looked up.
        (
            "h = HPy_GetAttr(ctx, o, args[1]); HPy_Close(ctx, HPy_Call(ctx, args[2], &h, 1, HPy_NULL)); "
            "HPy_Close(ctx, h);",
            (len, "__name__", len),
        ),
        (
            "h = HPy_GetAttr(ctx, o, args[1]); HPy_Close(ctx, h); "
            "HPy_Close(ctx, HPy_Call(ctx, args[2], NULL, 0, HPy_NULL));",
            (len, "__name__", int),
        ),
    ],
)
def test_no_advice_where_the_callee_is_another(trace, code, arguments):
    mod = trace(SLOW % (2000, code))
    hpy.trace.reset()
    mod.f(*arguments)
    assert advice() == set()


def test_advice_for_a_method_whose_arguments_are_looked_up(trace):
    mod = trace(
        SLOW
        % (
            2000,
            """
        HPy method = HPy_GetAttr(ctx, o, args[1]), result;
        h = HPy_GetAttr(ctx, o, args[2]);
        result = HPy_Call(ctx, method, &h, 1, HPy_NULL);
        HPy_Close(ctx, result);
        HPy_Close(ctx, method);
        HPy_Close(ctx, h);""",
        )
    )
    hpy.trace.reset()
    mod.f("text", "__eq__", "__class__")
    assert advice() == {("f", "method-in-two-steps")}


def test_advice_for_types_made_again_and_again(trace):
    mod = trace("""
        static HPyType_Spec spec = {.name = "made.Type"};
        HPyDef_METH(make, "make", HPyFunc_NOARGS)
        static HPy make_impl(HPyContext *ctx, HPy self) { return HPyType_FromSpec(ctx, &spec, NULL); }
        @EXPORT(make)
        @INIT""")
    hpy.trace.reset()
    for _ in range(20):
        mod.make()
    assert advice() == {("make", "types-in-calls")}


# ---- shapes of a report


def test_text(shapes):
    shapes.count_items([None] * 3000)
    lines = hpy.trace.report().as_text().splitlines()
    assert lines[0].split() == ["module", "calls", "time", "API", "calls", "time", "in", "API"]
    assert lines[2].split()[:2] == ["pkg.shapes", "1"]
    assert any(line.startswith("HPy_GetItem_i") and " 3,000 " in line for line in lines)
    assert any(line.startswith("* pkg.shapes.count_items: HPy_GetItem_i is called 3000 times") for line in lines)
    assert max(map(len, lines)) <= 100


def test_text_without_times(shapes):
    hpy.trace.set_options(times=False)
    shapes.same(1)
    assert hpy.trace.report().as_text().splitlines()[0].split() == ["module", "calls", "API", "calls"]


def test_text_is_short(shapes):
    shapes.Shape().twice()
    lines = hpy.trace.report().as_text(top=1).splitlines()
    assert "... and 2 more" in lines


def test_text_when_nothing_was_traced():
    assert hpy.trace.report().as_text().startswith("No module was traced.")


def test_json(shapes):
    hpy.trace.set_options(events=10)
    shapes.same(1)
    data = json.loads(hpy.trace.report().as_json())
    assert data["format"] == 1
    assert data["modules"] == [
        {"name": "pkg.shapes", "calls": 1, "ns": data["functions"][0]["ns"], "api": data["functions"][0]["api"]}
    ]
    assert data["functions"][0]["name"] == "pkg.shapes.same"
    assert data["api"]["HPy_Dup"]["calls"] == 1
    assert [e["api"] for e in data["events"]] == ["HPy_Dup", None]


def test_page_needs_nothing_from_outside(shapes):
    import re

    hpy.trace.set_options(events=10)
    shapes.same(1)
    page = hpy.trace.report().as_html()
    assert "pkg.shapes.same" in page and '"start":' not in page
    assert not re.search(r"""(src|href)\s*=|@import|url\(|fetch\(|XMLHttp""", page)
    assert not re.findall(r"https?://[^\s\"'<]*", page)


def test_page_holds_any_name(trace, monkeypatch):
    import sys

    monkeypatch.setattr(sys, "argv", ["</script><script>alert(1)</script>", "\u2028"])
    page = hpy.trace.report().as_html()
    assert "<script>alert(1)" not in page and "\u2028" not in page
