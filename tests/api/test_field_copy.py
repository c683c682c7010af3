"""Fields that are copied, moved, exchanged, filled and cleared without handles, and lists of them (minor 2)."""

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
    METHOD(borrow)
    {
        HPy held = HPyField_Borrow(ctx, args[0], field(ctx, args[0], args[1]));
        HPy result = HPy_IsNull(held) ? HPyUnicode_FromString(ctx, "empty") : HPy_Repr(ctx, held);
        HPy_EndBorrow(ctx, held);
        return result;
    }
    METHOD(keep_borrowed)
    {
        HPy held = HPyField_Borrow(ctx, args[0], field(ctx, args[0], args[1]));
        HPy result = HPy_Dup(ctx, held);
        HPyField_Store(ctx, args[0], field(ctx, args[0], args[1]), HPy_NULL); /* the duplicate keeps it */
        HPy_EndBorrow(ctx, held);
        return result;
    }
    /* How many rows there are behind one, each in the field at args[1] of the one before. */
    METHOD(follow)
    {
        HPy next = HPyField_Borrow(ctx, args[0], field(ctx, args[0], args[1])), row;
        long n = 0;
        for (; !HPy_IsNull(next); n++) {
            row = next;
            next = HPyField_Borrow(ctx, row, field(ctx, row, args[1]));
            HPy_EndBorrow(ctx, row);
        }
        return HPyLong_FromLong(ctx, n);
    }
    METHOD(copy)
    {
        HPyField_Copy(ctx, args[0], field(ctx, args[0], args[1]), args[2], field(ctx, args[2], args[3]));
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
    METHOD(store_items)
    {
        HPy_ssize_t n = HPyField_StoreItems(ctx, args[0], field(ctx, args[0], args[1]), args[2],
                                            HPyLong_AsSsize_t(ctx, args[3]), HPyLong_AsSsize_t(ctx, args[4]));
        return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    /* args[2] of the fields from args[1] on, between two texts. */
    METHOD(list_of)
    {
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, args[2]);
        HPyListBuilder builder = HPyListBuilder_New(ctx, 2 + (n < 0 ? 0 : n));
        HPy end = HPyUnicode_FromString(ctx, "end");
        HPyListBuilder_Set(ctx, builder, 0, end);
        HPyListBuilder_SetFields(ctx, builder, 1, args[0], field(ctx, args[0], args[1]), n);
        HPyListBuilder_Set(ctx, builder, 1 + (n < 0 ? 0 : n), end);
        HPy_Close(ctx, end);
        return HPyListBuilder_Build(ctx, builder);
    }
    METHOD(tuple_of)
    {
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, args[2]);
        HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, n);
        HPyTupleBuilder_SetFields(ctx, builder, 0, args[0], field(ctx, args[0], args[1]), n);
        return HPyTupleBuilder_Build(ctx, builder);
    }
    METHOD(cancelled)
    {
        HPyListBuilder list = HPyListBuilder_New(ctx, 8);
        HPyTupleBuilder tuple = HPyTupleBuilder_New(ctx, 8);
        HPyListBuilder_SetFields(ctx, list, 0, args[0], field(ctx, args[0], args[1]), 8);
        HPyTupleBuilder_SetFields(ctx, tuple, 0, args[0], field(ctx, args[0], args[1]), 8);
        HPyListBuilder_Cancel(ctx, list);
        HPyTupleBuilder_Cancel(ctx, tuple);
        return none(ctx);
    }
    METHOD(no_memory)
    {
        HPyListBuilder list = HPyListBuilder_New(ctx, (HPy_ssize_t)(SIZE_MAX / 2));
        HPyListBuilder_SetFields(ctx, list, 0, args[0], field(ctx, args[0], args[1]), 8);
        return HPyListBuilder_Build(ctx, list);
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
    @EXPORT(borrow)
    @EXPORT(keep_borrowed)
    @EXPORT(follow)
    @EXPORT(copy)
    @EXPORT(copy_n)
    @EXPORT(move)
    @EXPORT(move_n)
    @EXPORT(swap)
    @EXPORT(clear_n)
    @EXPORT(null_arrays)
    @EXPORT(init)
    @EXPORT(store_items)
    @EXPORT(list_of)
    @EXPORT(tuple_of)
    @EXPORT(cancelled)
    @EXPORT(no_memory)
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


def test_borrow(mod):
    row = make_row(mod, [1])
    assert mod.borrow(row, 0) == "[1]"
    assert mod.borrow(row, 1) == "empty"
    assert mod.get(row, 0) == [1]


def test_duplicate_of_borrowed(mod):
    row = make_row(mod, Thing())
    reference = weakref.ref(mod.get(row, 0))
    kept = mod.keep_borrowed(row, 0)
    assert kept is reference() and mod.borrow(row, 0) == "empty"
    del kept
    gc.collect()
    assert reference() is None


def test_borrow_along_a_chain(mod):
    first = row = mod.Row()
    for _ in range(5):
        mod.put(row, 3, mod.Row())
        row = mod.get(row, 3)
    assert mod.follow(first, 3) == 5
    assert mod.follow(row, 3) == 0


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


class DerivedList(list):
    def __getitem__(self, index):
        raise NotImplementedError

    __iter__ = __len__ = __getitem__


class DerivedTuple(tuple):
    __getitem__ = __iter__ = __len__ = DerivedList.__getitem__


@pytest.mark.parametrize("kind", [list, tuple, DerivedList, DerivedTuple])
def test_store_items(mod, kind, leaks):
    given = [Thing(), (), 5, "d", "e"]
    things = kind(given)

    def call():
        for start in (0, 1, 4, 5, 6, 100):
            for n in (0, 1, 3, 5, 6):
                row = make_row(mod, *"abcdefgh")
                count = max(0, min(n, 5 - start))
                assert mod.store_items(row, 2, things, start, n) == count
                expected = list("abcdefgh")
                expected[2 : 2 + count] = given[start : start + count]
                assert items(mod, row) == expected

    call()
    leaks(call, rounds=20)


def test_store_items_releases_the_old_content(mod):
    row = make_row(mod, Thing(), Thing())
    refs = [weakref.ref(mod.get(row, i)) for i in range(2)]
    assert mod.store_items(row, 0, ["new"], 0, 2) == 1
    assert dies(refs[0]) and refs[1]() is mod.get(row, 1)


def test_store_items_of_a_list_that_becomes_shorter(mod):
    class Finalized:
        def __del__(self):
            del given[2:]

    given = ["a", "b", "c", "d"]
    row = mod.Row()
    mod.put(row, 1, Finalized())
    assert mod.store_items(row, 0, given, 0, 4) == 2
    assert items(mod, row, 4) == ["a", "b", None, None]


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("wrong", [{1: 2}, "text", 5, iter([])])
def test_store_items_of_something_else(mod, wrong):
    row = make_row(mod, "a")
    with pytest.raises(TypeError, match="HPyField_StoreItems requires a list or tuple, not " + type(wrong).__name__):
        mod.store_items(row, 0, wrong, 0, 1)
    assert items(mod, row, 1) == ["a"]


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("start, n", [(-1, 1), (0, -1)])
@pytest.mark.parametrize("given", [[1, 2], (1, 2)])
def test_store_items_of_negative_numbers(mod, start, n, given):
    row = make_row(mod, "a")
    with pytest.raises(ValueError, match="HPyField_StoreItems requires a start and a number of items"):
        mod.store_items(row, 0, given, start, n)
    assert items(mod, row, 1) == ["a"]


def test_list_and_tuple_of_fields(mod, leaks):
    things = [Thing(), 5, "c", (), Thing(), 1.5, [], {}]
    row = make_row(mod, *things)

    def call():
        for n in range(SIZE + 1):
            for start in range(SIZE - n + 1 if n else SIZE):
                assert mod.list_of(row, start, n) == ["end", *things[start : start + n], "end"]
                assert mod.tuple_of(row, start, n) == tuple(things[start : start + n])
        assert mod.list_of(row, 0, -1) == ["end", "end"]
        mod.cancelled(row, 0)

    call()
    leaks(call, rounds=20)


def test_empty_field_in_a_list(mod):
    row = make_row(mod, "a", None, "c")
    for function in (mod.list_of, mod.tuple_of):
        with pytest.raises(SystemError, match="item [12] of a builder was not set"):
            function(row, 0, 3)


@pytest.mark.no_debug("which refuses to make so long a list in its own words")
def test_no_memory_for_the_list(mod):
    with pytest.raises(MemoryError):
        mod.no_memory(make_row(mod, "a"), 0)


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
        (lambda: mod.store_items(row, 0, ["item"], 0, 1), "item"),
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
