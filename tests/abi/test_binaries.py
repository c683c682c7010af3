"""docs/abi.md: the binaries in tests/abi/binaries load and work as they were compiled, for good.

Those of this machine are loaded in each mode; those of other machines are read. The source of an open minor version is
compiled here instead.
"""

import gc
import platform
import sys
import sysconfig
import weakref

import pytest
from support import abi_binaries
from support.abi_binaries import MINORS, OPEN, SOURCES, TARGETS
from support.coroutines import drive
from support.load import Binary, import_plainly, load_in_mode

HERE = platform.machine() if sys.platform.startswith("linux") and sys.maxsize > 2**32 else None
RUNS_HERE = HERE in TARGETS and "musl" not in str(sysconfig.get_config_var("SOABI"))
MODES = ["universal", "debug", "trace", "import"]


@pytest.fixture(params=MODES)
def load(request, compiler, capfd):
    """load(name): the module, from the kept binary or, of an open minor version, from one that is compiled now.

    Debug mode finds nothing in it.
    """

    def load(name):
        if name in OPEN:
            text = (SOURCES / f"{name}.c").read_text(encoding="utf-8")
            binary = compiler.build(text, "universal", name, minor=OPEN[name])
        elif RUNS_HERE:
            binary = Binary(str(abi_binaries.path_of(name, HERE)), name, "universal")
        else:
            pytest.skip("there is no binary for this machine")
        if request.param != "import":
            return load_in_mode(binary, request.param)
        try:
            return import_plainly(binary)
        finally:
            sys.modules.pop(name, None)

    yield load
    assert "hpy debug" not in capfd.readouterr().err


# ---- the files


@pytest.mark.parametrize("name", MINORS)
def test_nothing_that_is_kept_has_changed(name):
    record = abi_binaries.read_record()[name]
    assert abi_binaries.digest(SOURCES / f"{name}.c") == record["source"]
    assert {machine: abi_binaries.digest(abi_binaries.path_of(name, machine)) for machine in TARGETS} == {
        machine: record[machine] for machine in TARGETS
    }


def test_each_source_is_of_a_minor_version():
    assert {path.stem for path in SOURCES.glob("*.c")} == {*MINORS, *OPEN}


@pytest.mark.parametrize("machine", TARGETS)
@pytest.mark.parametrize("name", MINORS)
def test_what_audit_says_of_them(name, machine):
    pytest.importorskip("elftools")
    from hpy.audit._cli import audit
    from hpy.devel.build import get_exports

    (module,) = audit(str(abi_binaries.path_of(name, machine)))
    assert (module.name, module.abi, module.major, module.minor) == (name, "universal", 0, MINORS[name])
    assert (module.binary.format, module.binary.machine, module.findings) == ("ELF", machine, ())
    assert set(get_exports(name)) <= module.binary.exported
    assert all(has for _, has in module.binary.hardening)
    assert [int(part) for part in module.binary.baseline.split()[1].split(".")] <= [2, 17]


# ---- minor version 0


def test_functions_of_minor_version_0(load):
    mod = load("abi0")
    assert (mod.executed, mod.__doc__) == (True, "Functions of minor version 0.")
    assert (mod.noargs(), mod.one("x")) == ("abi0", "'x'")
    assert mod.noargs.__doc__ == "The name of the module."
    assert mod.varargs(1, 2.5, 3, "four", []) == [1, 2.5, 3, "four", False, {"any": None}]
    assert mod.varargs(-(2**31), 0.0, sys.maxsize, "", 1, 7) == [-(2**31), 0.0, sys.maxsize, "", True, {"any": 7}]
    assert mod.keywords(1) == (1, NotImplemented, -1)
    assert mod.keywords(1, second=2, third=2**62) == (1, 2, 2**62)
    for call in (
        lambda: mod.noargs(1),
        lambda: mod.one(),
        lambda: mod.varargs(1),
        lambda: mod.varargs("1", 1.0, 1, "", 1),
        lambda: mod.keywords(1, fourth=4),
        lambda: mod.keywords(1, 2, 3),
    ):
        with pytest.raises(TypeError):
            call()


def test_values_of_minor_version_0(load):
    mod = load("abi0")
    assert mod.operators(7, 2) == (9, 5, 14, 3.5, 3, (3, 1))
    with pytest.raises(ZeroDivisionError):
        mod.operators(7, 0)
    assert mod.converted(-(2**63), 2.5) == (-(2**63), 2.5, True)
    with pytest.raises(OverflowError):
        mod.converted(2**63, 1)
    assert mod.characters("a\u20ac\U0001f40d") == ["a", "\u20ac", "\U0001f40d", "a\u20ac\U0001f40d".encode()]
    with pytest.raises(TypeError, match="wants a str"):
        mod.characters(b"a")
    assert mod.describe("a", 1, 2, None) == "2: {'a': 1, 2: None}"
    assert mod.call(lambda *args, **kw: (args, kw), 1, 2) == ((1, 2), {"extra": 5})
    assert 3.14 < mod.imported() < 3.15


def test_what_a_module_of_minor_version_0_keeps(load):
    mod = load("abi0")
    assert mod.give() is Ellipsis
    kept = ["kept"]
    mod.keep(kept)
    assert mod.give() is kept
    before = mod.freed()
    capsule = mod.capsule(5)
    assert mod.inside(capsule) == 5
    del capsule
    gc.collect()
    assert mod.freed() == before + 1
    with pytest.raises(ValueError):
        mod.inside(5)


def test_exceptions_of_minor_version_0(load):
    mod = load("abi0")
    assert (mod.number_or("12"), mod.number_or("x")) == (12, -1)
    with pytest.raises(TypeError):
        mod.number_or([])
    with pytest.raises(LookupError, match="no 'key' here") as caught:
        mod.fail("key")
    assert (type(caught.value).__name__, type(caught.value).__module__) == ("Failure", "abi0")


def test_a_module_of_minor_version_0_that_makes_its_object(load):
    assert load("abi0made") == ("abi0made", True)


def test_numbers_and_attributes_of_a_type_of_minor_version_0(load):
    mod = load("abi0types")
    item = mod.Item(5, "label")
    assert (mod.Item.__module__, mod.Item.__doc__) == ("abi0types", "A number with a label.")
    assert (repr(item), hash(item), int(item), bool(item), bool(mod.Item(0))) == ("Item(5)", 1005, 5, True, False)
    assert (item == mod.Item(5), item != mod.Item(5), item == 5, item == mod.Item(6)) == (True, False, False, False)
    assert (item - 3, 3 - item, item**2, pow(item, 2, 3), (-item).number) == (2, -2, 25, 1, -5)
    same = item
    item += 1
    assert item is same and item.number == 6
    assert item(1, 2, key=3) == (6, 3 - 1, 1)
    assert (item.real, item.letter, item.label, item.shown) == (0.0, "a", "label", "label")
    item.number, item.real, item.label = -7, 1.5, 8
    assert (item.number, item.real, item.label, item.shown, item.twice) == (-7, 1.5, 8, "8", -14)
    item.twice = 20
    assert (item.number, item.method(), item.method(by=3)) == (10, 10, 30)
    del item.label, item.twice
    assert (item.number, item.shown) == (0, "nothing")
    for wrong in (lambda: item.label, lambda: setattr(item, "letter", "b"), lambda: setattr(item, "shown", 1)):
        with pytest.raises((AttributeError, TypeError)):
            wrong()


def test_items_and_buffers_of_a_type_of_minor_version_0(load):
    mod = load("abi0types")
    item = mod.Item(1)
    item[0], item[3] = 200, 7
    assert (len(item), list(item), 200 in item, 9 in item) == (4, [200, 0, 0, 7], True, False)
    del item[0]
    with pytest.raises(IndexError):
        item[4]
    before = mod.counts()[2]
    with memoryview(item) as view:
        view[1] = 9
    assert (item[0], item[1], mod.counts()[2]) == (0, 9, before + 1)
    squares = mod.Squares()
    assert (len(squares), squares[9], squares[1.5], squares * 2) == (100, 81, 2.25, 200)
    with pytest.raises(TypeError, match="3 is what it is"):
        squares[3] = 4
    with pytest.raises(TypeError, match="3 stays"):
        del squares[3]
    text = mod.Text("abc")
    assert (text, text.size(), isinstance(text, str)) == ("abc", 3, True)


@pytest.mark.releases("types")
def test_the_life_of_objects_of_minor_version_0(load):
    mod = load("abi0types")

    class Derived(mod.Item):
        pass

    gc.collect()
    before = mod.counts()
    item = Derived(1)
    item.label = item  # a cycle, which the field's traversal shows to the collector
    seen = weakref.ref(item)
    item = mod.Item(2, object())
    del item
    gc.collect()
    if seen() is not None:  # debug mode may keep the object of a closed handle
        return
    assert [after - b for after, b in zip(mod.counts(), before)][:2] == [2, 2]


# ---- minor version 1


def test_functions_of_minor_version_1(load):
    mod = load("abi1")
    assert mod.total(range(5)) == 10
    assert mod.total(x for x in (0.5, 1)) == 1.5
    with pytest.raises(TypeError):
        mod.total(["a"])
    with pytest.raises(TypeError):
        mod.total(5)
    items = ["a", "b", "c", "d"]
    assert mod.slices(items) == (["b", "c"], slice(None))
    assert items == [0, "b", "b", "c", "c", "d"]


def test_types_of_minor_version_1(load):
    mod = load("abi1")
    assert mod.Range.__doc__ == "Numbers below the end."
    numbers = mod.Range(3)
    numbers.name = "any"
    assert (weakref.ref(numbers)() is numbers, numbers.__dict__) == (True, {"name": "any"})
    assert list(numbers) == [0, 1, 2]
    # The interpreter itself calls HPy_am_send in these versions; others go by __next__.
    sends = (3, 10) <= sys.version_info < (3, 12) or sys.version_info >= (3, 15)
    assert await_all(mod.Range(2)) == ([0, 1], "end" if sends else None)
    mirror = mod.Mirror()
    assert (mirror.name, mirror.__class__) == ("name", "__class__")
    with pytest.raises(AttributeError, match="x is what it is"):
        mirror.x = 1
    with pytest.raises(AttributeError, match="x stays"):
        del mirror.x
    owner = type("Owner", (), {"it": mirror})
    obj = owner()
    assert (owner.it, obj.it) == (owner, obj)
    with pytest.raises(TypeError, match="not set"):
        obj.it = 1
    with pytest.raises(TypeError, match="not deleted"):
        del obj.it
    counting = mod.Counting(a=1)
    assert (counting, counting.count(), counting.count()) == ({"a": 1}, 1, 2)
    assert drive(stream_of(mod.Stream()))[1] == []


def await_all(awaitable):
    async def wait():
        return await awaitable

    return drive(wait())


async def stream_of(stream):
    return [item async for item in stream]


# ---- minor version 2, which is open


def test_state_and_types_of_minor_version_2(load):
    mod = load("abi2")
    assert (mod.remember("a"), mod.remember("b"), mod.remember(None)) == (None, "a", "b")
    assert (mod.find({1: 2}, 1), mod.find({1: 2}, 3)) == (2, NotImplemented)
    with pytest.raises(TypeError):
        mod.find({}, [])
    row = mod.Row(1, "two", None)
    assert (len(row), list(row), row.calls()) == (3, [1, "two", None], (3, "row"))
    assert list(mod.Row.of("abc")) == ["a", "b", "c"]
