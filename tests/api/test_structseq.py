"""HPyStructSequence_NewType and HPyStructSequence_New."""
import gc
import sys
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
    FUNCTION(unnamed) { return HPyUnicode_FromString(ctx, HPyStructSequence_UnnamedField); }

    /* new(type, *items) */
    FUNCTION(new) { return HPyStructSequence_New(ctx, args[0], (HPy_ssize_t)nargs - 1, (HPy *)args + 1); }

    @EXPORT(date_type, undocumented_type, empty_type, nameless_type, gap_type, unnamed, new)
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
    assert mod.undocumented_type().n_fields == 1


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
    assert repr(mod.new(Date, 1, 2, 3)).endswith("Date(year=1, month=2, day=3)")


def test_fields_are_read_only(mod, Date):
    with pytest.raises(AttributeError):
        mod.new(Date, 1, 2, 3).year = 4


def test_no_fields(mod):
    made = mod.empty_type()
    assert made.n_fields == 0
    assert mod.new(made) == ()
    with pytest.raises(TypeError):
        mod.new(made, 1)


def test_field_without_name(mod, abi):
    gap = mod.new(mod.gap_type(), 1, 2, 3)
    assert (gap.first, gap[1], gap.last) == (1, 2, 3)
    if abi != "cpython" or sys.version_info >= (3, 11):  # where older versions do not export what marks such a field
        assert not hasattr(gap, "_")
    assert mod.unnamed() == "_"


@pytest.mark.abis("universal", "hybrid")
def test_field_without_name_has_its_index(mod):
    assert mod.new(mod.gap_type(), 1, 2, 3)._1 == 2


@pytest.mark.abis("universal", "hybrid")
def test_python_code_may_leave_items_out(Date):
    assert Date(1, day=3) == (1, None, 3)


@pytest.mark.abis("cpython")
def test_python_code_gives_a_sequence(Date):
    assert Date([1, 2, 3]).day == 3
    with pytest.raises(TypeError):
        Date([1, 2])


@pytest.mark.parametrize("items", [(), (1,), (1, 2), (1, 2, 3, 4), tuple(range(20))])
def test_wrong_number_of_items(mod, Date, items):
    with pytest.raises(TypeError, match=r"takes exactly 3 items \(%d given\)" % len(items)):
        mod.new(Date, *items)


class WithCount(tuple):
    n_fields = "three"


@pytest.mark.parametrize("type", [tuple, int, object, type, str, WithCount, 3, "Date", None, (1, 2)])
def test_other_types(mod, type):
    for items in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="is not a struct sequence type"):
            mod.new(type, *items)


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
