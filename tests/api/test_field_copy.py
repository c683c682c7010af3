"""Fields that are copied, moved, exchanged and cleared without handles (minor 2)."""

import gc
import weakref

import pytest
from support.fields import METHODS

SIZE = 8

SNIPPET = (
    METHODS
    + r"""
    typedef struct { HPyField items[8]; } Row;
    HPyType_HELPERS(Row)
    HPyDef_FIELDS(Row_items, offsetof(Row, items), 8)
    static HPyDef *Row_defines[] = {&Row_items, NULL};
    static HPyType_Spec Row_spec = {
        .name = "tests.Row", .basicsize = sizeof(Row), .builtin_shape = SHAPE(Row), .defines = Row_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    };
    @EXPORT_TYPE("Row", Row_spec)

    static HPyField *field(HPyContext *ctx, HPy row, HPy index)
    {
        return &Row_AsStruct(ctx, row)->items[HPyLong_AsSsize_t(ctx, index)];
    }
    METHOD(put)
    {
        HPyField_Store(ctx, args[0], field(ctx, args[0], args[1]), args[2]);
        return none(ctx);
    }
    METHOD(get)
    {
        return loaded(ctx, args[0], *field(ctx, args[0], args[1]));
    }
    METHOD(copy)
    {
        HPyField_Copy(ctx, args[0], field(ctx, args[0], args[1]), args[2], *field(ctx, args[2], args[3]));
        return none(ctx);
    }
    METHOD(copy_n)
    {
        HPyField_CopyN(ctx, args[0], field(ctx, args[0], args[1]), args[2], field(ctx, args[2], args[3]),
                       HPyLong_AsSsize_t(ctx, args[4]));
        return none(ctx);
    }
    METHOD(move)
    {
        HPyField_Move(ctx, args[0], field(ctx, args[0], args[1]), args[2], field(ctx, args[2], args[3]));
        return none(ctx);
    }
    METHOD(move_n)
    {
        HPyField_MoveN(ctx, args[0], field(ctx, args[0], args[1]), args[2], field(ctx, args[2], args[3]),
                       HPyLong_AsSsize_t(ctx, args[4]));
        return none(ctx);
    }
    METHOD(swap)
    {
        HPyField_Swap(ctx, args[0], field(ctx, args[0], args[1]), args[2], field(ctx, args[2], args[3]));
        return none(ctx);
    }
    METHOD(clear_n)
    {
        HPyField_ClearN(ctx, args[0], field(ctx, args[0], args[1]), HPyLong_AsSsize_t(ctx, args[2]));
        return none(ctx);
    }
    /* A new row with the n first fields of another, and args[2] behind them. */
    METHOD(init)
    {
        Row *row, *source = Row_AsStruct(ctx, args[0]);
        HPy type = HPy_Type(ctx, args[0]), result = HPy_New(ctx, type, &row);
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, args[1]);
        if (!HPy_IsNull(result)) {
            HPyField_InitN(ctx, result, row->items, args[0], source->items, n);
            HPyField_Init(ctx, result, &row->items[n < 0 ? 0 : n], args[2]);
            HPyField_Init(ctx, result, &row->items[7], HPy_NULL);
        }
        HPy_Close(ctx, type);
        return result;
    }
    METHOD(null_arrays)
    {
        HPyField_InitN(ctx, args[0], NULL, args[0], NULL, 0);
        HPyField_CopyN(ctx, args[0], NULL, args[0], NULL, 0);
        HPyField_MoveN(ctx, args[0], NULL, args[0], NULL, 0);
        HPyField_ClearN(ctx, args[0], NULL, 0);
        return none(ctx);
    }
    @EXPORT(put)
    @EXPORT(get)
    @EXPORT(copy)
    @EXPORT(copy_n)
    @EXPORT(move)
    @EXPORT(move_n)
    @EXPORT(swap)
    @EXPORT(clear_n)
    @EXPORT(null_arrays)
    @EXPORT(init)
    @INIT"""
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Thing:
    """May be referenced weakly."""


def make_row(mod, *items):
    row = mod.Row()
    for i, item in enumerate(items):
        if item is not None:
            mod.put(row, i, item)
    return row


def items(mod, row, n=SIZE):
    return [mod.get(row, i) for i in range(n)]


def dies(ref):
    gc.collect()
    return ref() is None


def test_copy_between_owners(mod):
    thing = Thing()
    ref = weakref.ref(thing)
    a, b = make_row(mod, thing), mod.Row()
    mod.copy(b, 3, a, 0)
    assert mod.get(b, 3) is thing and mod.get(a, 0) is thing
    del thing, a
    assert ref() is not None and mod.get(b, 3) is ref()
    del b
    assert dies(ref)


def test_copy_releases_the_old_content(mod):
    old, new = Thing(), Thing()
    ref = weakref.ref(old)
    a, b = make_row(mod, new), make_row(mod, old)
    del old
    mod.copy(b, 0, a, 0)
    assert dies(ref) and mod.get(b, 0) is new
    mod.copy(b, 0, b, 0)  # over itself
    assert mod.get(b, 0) is new


def test_copy_of_an_empty_field_empties(mod):
    thing = Thing()
    ref = weakref.ref(thing)
    a, b = mod.Row(), make_row(mod, thing)
    del thing
    mod.copy(b, 0, a, 0)
    assert mod.get(b, 0) is None and dies(ref)


def test_copy_n(mod):
    a = make_row(mod, "a", None, "c", "d")
    b = make_row(mod, *(Thing() for _ in range(SIZE)))
    refs = [weakref.ref(mod.get(b, i)) for i in range(SIZE)]
    mod.copy_n(b, 2, a, 0, 4)
    assert items(mod, b)[2:6] == ["a", None, "c", "d"]
    assert items(mod, a)[:4] == ["a", None, "c", "d"]
    gc.collect()
    assert [ref() is None for ref in refs] == [False] * 2 + [True] * 4 + [False] * 2
    mod.copy_n(b, 0, a, 0, 0)
    mod.copy_n(b, 0, a, 0, -3)
    assert mod.get(b, 0) is refs[0]()


def test_copy_n_within_an_object(mod):
    row = make_row(mod, "a", "b", "c")
    mod.copy_n(row, 5, row, 0, 3)
    assert items(mod, row) == ["a", "b", "c", None, None, "a", "b", "c"]


def test_copies_of_shared_objects(mod, leaks):
    a = make_row(mod, None, None, 1, True, "", (), 3.5, Thing())

    def call():
        b = mod.Row()
        mod.copy_n(b, 0, a, 0, SIZE)
        mod.copy(b, 0, a, 7)
        assert items(mod, b)[1:] == items(mod, a)[1:]

    leaks(call)


def test_move(mod):
    thing, old = Thing(), Thing()
    refs = [weakref.ref(thing), weakref.ref(old)]
    a, b = make_row(mod, thing), make_row(mod, old)
    del thing, old
    mod.move(b, 0, a, 0)
    assert mod.get(a, 0) is None and mod.get(b, 0) is refs[0]() and dies(refs[1])
    mod.move(b, 0, b, 0)
    assert mod.get(b, 0) is refs[0]()
    mod.move(b, 0, a, 0)  # nothing
    assert mod.get(b, 0) is None and dies(refs[0])


@pytest.mark.parametrize("start", range(SIZE))
@pytest.mark.parametrize("target", range(SIZE))
def test_move_n_overlapping(mod, start, target):
    n = SIZE - max(start, target)
    letters = list("abcdefgh")
    row = make_row(mod, *letters)
    mod.move_n(row, target, row, start, n)
    expected = [None if start <= i < start + n else letter for i, letter in enumerate(letters)]
    expected[target : target + n] = letters[start : start + n]
    assert items(mod, row) == expected


def test_move_n_to_another_owner(mod, leaks):
    def call():
        a, b = make_row(mod, Thing(), None, "c"), make_row(mod, Thing(), Thing(), Thing(), "d")
        thing = mod.get(a, 0)
        mod.move_n(b, 0, a, 0, 3)
        assert items(mod, a, 3) == [None] * 3 and items(mod, b, 4) == [thing, None, "c", "d"]
        mod.move_n(b, 0, a, 0, 0)
        mod.move_n(b, 0, a, 0, -1)
        assert mod.get(b, 0) is thing

    leaks(call)


def test_swap(mod):
    a, b = make_row(mod, "a", "b"), make_row(mod, "c")
    mod.swap(a, 0, b, 0)
    assert items(mod, a, 2) == ["c", "b"] and items(mod, b, 2) == ["a", None]
    mod.swap(a, 1, b, 1)
    assert items(mod, a, 2) == ["c", None] and items(mod, b, 2) == ["a", "b"]
    mod.swap(a, 0, a, 1)
    mod.swap(b, 0, b, 0)
    assert items(mod, a, 2) == [None, "c"] and items(mod, b, 2) == ["a", "b"]


def test_clear_n(mod):
    row = make_row(mod, *(Thing() for _ in range(SIZE)))
    refs = [weakref.ref(mod.get(row, i)) for i in range(SIZE)]
    mod.clear_n(row, 1, 0)
    mod.clear_n(row, 1, -1)
    assert all(ref() is not None for ref in refs)
    mod.clear_n(row, 1, 5)
    gc.collect()
    assert [ref() is None for ref in refs] == [False] + [True] * 5 + [False] * 2
    assert items(mod, row)[1:6] == [None] * 5
    mod.clear_n(row, 1, 5)


@pytest.mark.parametrize("n", [-1, 0, 1, 3, 5])
def test_init(mod, leaks, n):
    row = make_row(mod, "a", None, 5, Thing(), ())

    def call():
        new = mod.init(row, n, row)
        n_copied = max(n, 0)
        assert items(mod, new) == items(mod, row)[:n_copied] + [row] + [None] * (SIZE - 1 - n_copied)

    leaks(call)


def test_arrays_of_nothing(mod):
    mod.null_arrays(mod.Row())


def test_finalizers_see_the_new_content(mod):
    seen = []

    class Finalized:
        def __init__(self, row):
            self.row = row

        def __del__(self):
            seen.append(mod.get(self.row, 0))

    row, other = mod.Row(), make_row(mod, "new")
    for change, expected in [
        (lambda: mod.copy(row, 0, other, 0), "new"),
        (lambda: mod.copy_n(row, 0, other, 0, 1), "new"),
        (lambda: mod.move_n(row, 0, make_row(mod, "moved"), 0, 1), "moved"),
        (lambda: mod.clear_n(row, 0, 1), None),
    ]:
        mod.put(row, 0, Finalized(row))
        change()
        assert seen.pop() == expected


def test_cycle_through_copied_fields(mod):
    a, thing = mod.Row(), Thing()
    thing.row = a
    ref = weakref.ref(thing)
    mod.put(a, 0, thing)
    b = mod.Row()
    mod.copy_n(b, 0, a, 0, SIZE)
    mod.put(b, 1, b)
    del a, b, thing
    assert dies(ref)
