"""Threads at once on the same fields, members and globals: each thread gets an object that lives.

Where Python is built to run without a GIL, it does in these tests.
"""

import sys
import sysconfig
import textwrap

import pytest
from support.compile import SANITIZED

FREE = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

SNIPPET = """
    typedef struct { HPyField first; HPyField second; HPyField rest[6]; } Box;
    HPyType_HELPERS(Box)
    HPyDef_MEMBER(Box_first, "first", HPyMember_OBJECT, offsetof(Box, first))
    HPyDef_MEMBER(Box_second, "second", HPyMember_OBJECT_EX, offsetof(Box, second))
    HPyDef_MEMBER(Box_fixed, "fixed", HPyMember_OBJECT, offsetof(Box, first), .readonly = 1)
    HPyDef_FIELDS(Box_fields, offsetof(Box, first), 8)
    static HPyDef *Box_defines[] = {&Box_first, &Box_second, &Box_fixed, &Box_fields, NULL};
    static HPyType_Spec Box_spec = {
        .name = "tests.Box", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box), .defines = Box_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    };
    @EXPORT_TYPE("Box", Box_spec)

    static HPyGlobal kept;
    @EXPORT_GLOBAL(kept)

    static HPy or_none(HPyContext *ctx, HPy h)
    {
        return HPy_IsNull(h) ? HPy_Dup(ctx, ctx->h_None) : h;
    }

    HPyDef_METH(put, "put", HPyFunc_VARARGS)
    static HPy put_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyField_Store(ctx, args[0], &Box_AsStruct(ctx, args[0])->first, args[1]);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(get, "get", HPyFunc_O)
    static HPy get_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return or_none(ctx, HPyField_LoadOrNull(ctx, arg, &Box_AsStruct(ctx, arg)->first));
    }
    HPyDef_METH(get_full, "get_full", HPyFunc_O)
    static HPy get_full_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyField_Load(ctx, arg, Box_AsStruct(ctx, arg)->rest[5]);
    }
    HPyDef_METH(mix, "mix", HPyFunc_VARARGS)
    static HPy mix_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        Box *box = Box_AsStruct(ctx, args[0]);
        HPyField_Swap(ctx, args[0], &box->first, args[0], &box->second);
        HPyField_Copy(ctx, args[0], &box->rest[0], args[0], &box->first);
        HPyField_MoveN(ctx, args[0], &box->rest[1], args[0], &box->rest[0], 4);
        HPyField_StoreItems(ctx, args[0], box->rest, args[1], 0, 2);
        HPyField_ClearN(ctx, args[0], &box->rest[3], 1);
        HPyField_Store(ctx, args[0], &box->rest[5], args[1]);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(all, "all", HPyFunc_O)
    static HPy all_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 1);
        Box *box = Box_AsStruct(ctx, arg);
        HPyTupleBuilder_SetFields(ctx, builder, 0, arg, &box->rest[5], 1);
        return HPyTupleBuilder_Build(ctx, builder);
    }
    HPyDef_METH(put_global, "put_global", HPyFunc_O)
    static HPy put_global_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &kept, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(get_global, "get_global", HPyFunc_NOARGS)
    static HPy get_global_impl(HPyContext *ctx, HPy self)
    {
        return HPyGlobal_Load(ctx, kept);
    }
    HPyDef_METH(named, "named", HPyFunc_O)
    static HPyName real = HPyName_INIT("real");
    @EXPORT_GLOBAL(real.global)
    static HPy named_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy name = HPyName_Get(ctx, &real), result = HPy_IsNull(name) ? HPy_NULL : HPy_GetAttr(ctx, arg, name);
        HPy_Close(ctx, name);
        return result;
    }
    @EXPORT(put, get, get_full, mix, all, put_global, get_global, named)
    HPyModule_DECLARE(@NAME, HPY_MOD_GIL_NOT_USED, HPY_MOD_DEFAULT)
    @INIT
"""

# A sanitizer sees a race also where it changes nothing.
TIMES = 300 if SANITIZED else 4000

START = """
import threading
box = mod.Box()
mod.put_global("at first")
mod.mix(box, ["a", "b"])
failures = []
assert not FREE or not sys._is_gil_enabled()

def in_threads(*functions):
    barrier = threading.Barrier(len(functions))
    def run(function, number):
        barrier.wait()
        try:
            for i in range(TIMES):
                function(number, i)
        except BaseException as error:
            failures.append(repr(error))
            raise
    threads = [threading.Thread(target=run, args=(f, n)) for n, f in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    print("done", end="")

def fresh(number, i):
    return [number, i]

def look(what):
    assert what is None or type(what) in (list, str, int, tuple), type(what)
    return str(what)
"""

MODES = ["", "debug", "trace", "debug+trace"]


@pytest.fixture(params=MODES, ids=lambda mode: mode or "plain")
def run(request, build, python, abi):
    if request.param and abi == "cpython":
        pytest.skip("there no layer can stand between")

    def run(code):
        binary = build(SNIPPET, name="parallel", minor=2)
        env = {"PYTHON_GIL": None, "HPY": request.param or None}
        start = "import sys\nFREE, TIMES = %r, %d\n" % (FREE, TIMES) + START
        result = python(start + textwrap.dedent(code), binary, direct=True, env=env)
        assert (result.stdout, result.stderr) == ("done", "")

    return run


pytestmark = pytest.mark.no_layers("the test chooses them")


def test_stores_and_loads(run):
    run(
        """
    put = lambda number, i: mod.put(box, fresh(number, i))
    get = lambda number, i: look(mod.get(box))
    in_threads(put, get, put, get, get, get)
    """
    )


def test_members(run):
    run(
        """
    def put(number, i):
        box.first = fresh(number, i)
        if i % 3 == 0:
            del box.first
    def get(number, i):
        look(box.first), look(box.fixed), look(mod.get(box))
    in_threads(put, get, put, get)
    """
    )


def test_many_at_once(run):
    run(
        """
    mix = lambda number, i: mod.mix(box, [fresh(number, i), fresh(i, number)])
    def get(number, i):
        look(mod.get(box)), look(mod.get_full(box)), look(mod.all(box)[0]), look(getattr(box, "second", None))
    in_threads(mix, get, mix, get, lambda number, i: mod.put(box, fresh(number, i)))
    """
    )


def test_globals(run):
    run(
        """
    put = lambda number, i: mod.put_global(fresh(number, i))
    get = lambda number, i: look(mod.get_global())
    in_threads(put, get, put, get, get, get)
    """
    )


def test_names_are_made_once(run):
    run(
        """
    def named(number, i):
        assert mod.named(i) == i
    in_threads(*[named] * 6)
    """
    )


def test_objects_come_and_go(run):
    run(
        """
    shared = [mod.Box() for _ in range(4)]
    def turn(number, i):
        made = mod.Box()
        made.first = shared[i % 4]
        mod.put(shared[(i + number) % 4], made)
        mod.mix(made, [shared[i % 4], i])
        if i % 500 == 0:
            import gc
            gc.collect()
    in_threads(*[turn] * 6)
    for b in shared:
        b.first = None
    """
    )


@pytest.mark.skipif(not FREE, reason="this Python has a GIL")
@pytest.mark.abis("universal", "hybrid")
def test_the_warning_names_the_module(build, python):
    binary = build(SNIPPET.replace("HPY_MOD_GIL_NOT_USED", "HPY_MOD_DEFAULT"), name="needs_a_gil", minor=2)
    result = python("", binary, env={"PYTHON_GIL": None, "PYTHONWARNINGS": "default"})
    assert "has been enabled to load module 'needs_a_gil._shared_gil'" in result.stderr


def test_unset_members_say_so(make):
    mod = make(SNIPPET, minor=2)
    box = mod.Box()
    assert box.first is None
    with pytest.raises(AttributeError):
        box.second
    with pytest.raises(AttributeError):
        del box.second
    with pytest.raises(AttributeError, match="readonly"):
        box.fixed = 1
    box.second = 2
    assert box.second == 2 and sys.getrefcount(box) > 0
    del box.second, box.first
    with pytest.raises(AttributeError):
        del box.second
