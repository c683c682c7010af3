"""HPyStructSequence_NewType and HPyStructSequence_New."""

import copy
import gc
import pickle
import sys
import time
import weakref

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    FUNCTION(date_type)
    {
        HPyStructSequence_Field fields[] = {
            {"year", "The year."}, {"month", NULL}, {"day", "The day of the \xe2\x82\xac."}, {NULL, NULL},
        };
        HPyStructSequence_Desc desc = {"some.module.Date", "A date\nof some kind.", fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(undocumented_type)
    {
        HPyStructSequence_Field fields[] = {{"only", NULL}, {NULL, NULL}};
        HPyStructSequence_Desc desc = {"mod.Plain", NULL, fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(empty_type)
    {
        HPyStructSequence_Field fields[] = {{NULL, NULL}};
        HPyStructSequence_Desc desc = {"mod.Empty", "No fields.", fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(nameless_type)
    {
        HPyStructSequence_Field fields[] = {{"a", NULL}, {NULL, NULL}};
        HPyStructSequence_Desc desc = {NULL, "doc", fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(gap_type)
    {
        HPyStructSequence_Field fields[] = {{"first", NULL}, {NULL, NULL}, {"last", NULL}, {NULL, NULL}};
        HPyStructSequence_Desc desc = {"mod.Gap", "A field without name.", fields};
        fields[1].name = HPyStructSequence_UnnamedField;
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(odd_type)
    {
        HPyStructSequence_Field fields[] = {
            {"class", NULL}, {"_x", NULL}, {"a b", NULL}, {"\xc3\xa9", NULL}, {"5", NULL}, {NULL, NULL},
        };
        HPyStructSequence_Desc desc = {"Odd", NULL, fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(bad_text_type)
    {
        HPyStructSequence_Field fields[] = {{"\xff", NULL}, {NULL, NULL}};
        HPyStructSequence_Desc desc = {"mod.Bad", NULL, fields};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(no_fields_type)
    {
        HPyStructSequence_Desc desc = {"mod.None", NULL, NULL};
        return HPyStructSequence_NewType(ctx, &desc);
    }
    FUNCTION(unnamed) { return HPyUnicode_FromString(ctx, HPyStructSequence_UnnamedField); }

    /* new(type, *items) */
    FUNCTION(new) { return HPyStructSequence_New(ctx, args[0], (HPy_ssize_t)nargs - 1, (HPy *)args + 1); }

    @EXPORT(date_type, undocumented_type, empty_type, nameless_type, gap_type, odd_type)
    @EXPORT(bad_text_type, no_fields_type, unnamed, new)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.fixture
def Date(mod):
    return mod.date_type()


def test_names_of_the_type(Date):
    assert isinstance(Date, type)
    assert issubclass(Date, tuple)
    assert (Date.__module__, Date.__name__, Date.__qualname__) == ("some.module", "Date", "Date")


def test_docs(mod, Date):
    assert Date.__doc__ == "A date\nof some kind."
    assert (Date.year.__doc__, Date.day.__doc__) == ("The year.", "The day of the \u20ac.")
    assert mod.undocumented_type().__doc__ is None


def test_number_of_fields(mod, Date):
    assert Date.n_fields == 3
    assert Date.n_sequence_fields == 3
    assert Date.n_unnamed_fields == 0
    assert mod.undocumented_type().n_fields == 1
    gap = mod.gap_type()
    assert (gap.n_fields, gap.n_sequence_fields, gap.n_unnamed_fields) == (3, 3, 1)


def test_types_are_new(mod, Date):
    assert mod.date_type() is not Date


def test_instance(mod, Date):
    thing = object()
    date = mod.new(Date, 2024, "May", thing)
    assert type(date) is Date
    assert date == (2024, "May", thing)
    assert (date.year, date.month, date.day) == (2024, "May", thing)
    assert date[2] is thing
    assert len(date) == 3
    assert hash(date) == hash((2024, "May", thing))


def test_repr(mod, Date):
    assert (
        repr(mod.new(Date, 1, "x", 3)) == str(mod.new(Date, 1, "x", 3)) == "some.module.Date(year=1, month='x', day=3)"
    )
    assert repr(mod.new(mod.gap_type(), 1, (2,), 3)) == "mod.Gap(first=1, (2,), last=3)"
    assert repr(mod.new(mod.odd_type(), 1, 2, 3, 4, 5)) == "Odd(class=1, _x=2, a b=3, \xe9=4, 5=5)"
    assert repr(mod.new(mod.empty_type())) == "mod.Empty()"


def test_no_other_attributes(mod, Date):
    date = mod.new(Date, 1, 2, 3)
    assert not hasattr(date, "__dict__")
    with pytest.raises(AttributeError):
        date.other = 1


def test_any_text_names_a_field(mod):
    odd = mod.new(mod.odd_type(), 1, 2, 3, 4, 5)
    assert [getattr(odd, name) for name in ("class", "_x", "a b", "\xe9", "5")] == [1, 2, 3, 4, 5]


def test_type_without_module(mod):
    odd = mod.odd_type()
    assert (odd.__module__, odd.__name__, odd.__qualname__) == ("builtins", "Odd", "Odd")


def test_texts_that_are_not_utf8(mod):
    with pytest.raises(UnicodeDecodeError):
        mod.bad_text_type()


def test_match_args(mod, Date):
    assert Date.__match_args__ == ("year", "month", "day")
    assert mod.gap_type().__match_args__ == ("first", "last")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(mod, Date, protocol, monkeypatch):
    module = type(sys)("some.module")
    module.Date = Date
    monkeypatch.setitem(sys.modules, "some", type(sys)("some"))
    monkeypatch.setitem(sys.modules, "some.module", module)
    date = mod.new(Date, 1, [2], "3")
    again = pickle.loads(pickle.dumps(date, protocol))
    assert again == date and type(again) is Date


def test_copy(mod, Date):
    date = mod.new(Date, 1, [2], "3")
    for again in (copy.copy(date), copy.deepcopy(date)):
        assert again == date and type(again) is Date


def test_replace(mod, Date):
    date = mod.new(Date, 1, 2, 3).__replace__(month=5)  # copy.replace of Python 3.13
    assert date == (1, 5, 3) and type(date) is Date
    with pytest.raises(TypeError, match="no field 'hour'"):
        date.__replace__(hour=1)


def test_subclass_is_refused(Date):
    with pytest.raises(TypeError, match="type 'some.module.Date' is not an acceptable base type"):
        type("Derived", (Date,), {})


def test_number_of_fields_changed(mod, Date):
    Date.n_fields = 100000
    assert Date((1, 2, 3)) == (1, 2, 3)
    with pytest.raises(TypeError, match=r"takes exactly 100000 items \(3 given\)"):
        mod.new(Date, 1, 2, 3)


def test_types_of_the_host(mod):
    now = (
        mod.new(time.struct_time, *range(1, time.struct_time.n_sequence_fields + 1))
        if (time.struct_time.n_fields == time.struct_time.n_sequence_fields)
        else None
    )
    assert now is None or now.tm_year == 1
    with pytest.raises(TypeError):
        mod.new(time.struct_time, 1)


def test_fields_are_read_only(mod, Date):
    with pytest.raises(AttributeError):
        mod.new(Date, 1, 2, 3).year = 4


def test_no_fields(mod):
    made = mod.empty_type()
    assert made.n_fields == 0
    assert mod.new(made) == ()
    with pytest.raises(TypeError):
        mod.new(made, 1)


def test_field_without_name(mod):
    gap = mod.new(mod.gap_type(), 1, 2, 3)
    assert (gap.first, gap[1], gap.last) == (1, 2, 3)
    assert not hasattr(gap, "_") and not hasattr(gap, "_1")
    assert mod.unnamed() == "_"


def test_python_code_gives_a_sequence(Date):
    for date in (Date([1, 2, 3]), Date(iter((1, 2, 3))), Date((1, 2, 3), {}), Date(sequence=(1, 2, 3))):
        assert date == (1, 2, 3) and type(date) is Date
    with pytest.raises(TypeError, match=r"^some.module.Date\(\) takes a 3-sequence \(2-sequence given\)$"):
        Date([1, 2])
    for args in [(), (1,), (1, 2), (1, 2, 3), ((1, 2, 3), 4)]:
        with pytest.raises(TypeError):
            Date(*args)


def test_same_as_the_hosts(mod, Date):
    """What other code may ask a struct sequence for, time.struct_time has as well."""
    public = {name for name in dir(time.struct_time) if not name.startswith(("tm_", "__"))}
    assert {name for name in dir(Date) if not name.startswith("__")} == public | {"year", "month", "day"}


@pytest.mark.parametrize("items", [(), (1,), (1, 2), (1, 2, 3, 4), tuple(range(20))])
def test_wrong_number_of_items(mod, Date, items):
    with pytest.raises(TypeError, match=r"takes exactly 3 items \(%d given\)" % len(items)):
        mod.new(Date, *items)


class WithCount(tuple):
    n_fields = "three"


class WithNegativeCount(tuple):
    n_fields = -3


@pytest.mark.parametrize("type", [tuple, int, object, type, str, WithCount, WithNegativeCount, 3, "Date", None, (1, 2)])
def test_other_types(mod, type):
    for items in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="is not a struct sequence type"):
            mod.new(type, *items)


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, ZeroDivisionError])
def test_other_errors_come_through(mod, error):
    class Meta(type):
        @property
        def n_fields(cls):
            raise error("mine")

    class Broken(tuple, metaclass=Meta):
        pass

    with pytest.raises(error, match="^mine$"):
        mod.new(Broken, 1)


def test_type_without_fields(mod):
    assert mod.new(mod.no_fields_type()) == ()


def test_type_without_name(mod):
    with pytest.raises(SystemError, match="name"):
        mod.nameless_type()


def test_nothing_leaks(mod, Date, leaks):
    thing = object()
    before = sys.getrefcount(thing)
    mod.new(Date, thing, thing, thing)
    with pytest.raises(TypeError):
        mod.new(Date, thing)
    assert sys.getrefcount(thing) == before
    leaks(mod.new, Date, [], [], [])
    leaks(mod.new, Date, [])
    leaks(mod.new, object, [])
    leaks(mod.nameless_type)


@pytest.mark.releases("types")
def test_types_are_released(mod):
    made = [weakref.ref(getattr(mod, name)()) for name in ("date_type", "undocumented_type", "empty_type", "gap_type")]
    gc.collect()
    assert [ref() for ref in made] == [None] * 4


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, ZeroDivisionError])
def test_errors_of_the_type_itself_stay(mod, error):
    class Meta(type):
        @property
        def n_fields(cls):
            raise error

    class Tuple(tuple, metaclass=Meta):
        pass

    with pytest.raises(error):
        mod.new(Tuple, 1)
