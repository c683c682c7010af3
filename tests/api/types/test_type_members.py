"""Members: every HPyMember_FieldType read, written, deleted; readonly; offsets in the payload."""

import gc
import platform
import sys
import weakref

import pytest

# CPython reads HPyMember_BYTE as C's char: docs/hosts.md.
CHAR_IS_UNSIGNED = sys.platform.startswith("linux") and platform.machine() == "aarch64"
MEMBERS = r"""
    typedef struct {
        short m_short; int m_int; long m_long; float m_float; double m_double; const char *m_string; HPyField m_object;
        char m_char; signed char m_byte; unsigned char m_ubyte; unsigned short m_ushort; unsigned int m_uint;
        unsigned long m_ulong; char m_inplace[20]; char m_bool; HPyField m_object_ex; long long m_longlong;
        unsigned long long m_ulonglong; HPy_ssize_t m_ssize; const char *null_string;
    } Data;
    HPyType_HELPERS(Data)
    #define BOTH(NAME, TYPE) \
        HPyDef_MEMBER(NAME, #NAME, HPyMember_##TYPE, offsetof(Data, NAME), .doc = "a " #TYPE) \
        HPyDef_MEMBER(NAME##_ro, #NAME "_ro", HPyMember_##TYPE, offsetof(Data, NAME), .readonly = 1)
    #define ALL(X) \
        X(m_short, SHORT) X(m_int, INT) X(m_long, LONG) X(m_float, FLOAT) X(m_double, DOUBLE) X(m_string, STRING) \
        X(m_object, OBJECT) X(m_char, CHAR) X(m_byte, BYTE) X(m_ubyte, UBYTE) X(m_ushort, USHORT) X(m_uint, UINT) \
        X(m_ulong, ULONG) X(m_inplace, STRING_INPLACE) X(m_bool, BOOL) X(m_object_ex, OBJECT_EX) \
        X(m_longlong, LONGLONG) X(m_ulonglong, ULONGLONG) X(m_ssize, HPYSSIZET) X(null_string, STRING)
    ALL(BOTH)
    HPyDef_MEMBER(m_none, "m_none", HPyMember_NONE, 0)

    HPyDef_SLOT(data_new, HPy_tp_new)
    static HPy data_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Data *data;
        HPy h = HPy_New(ctx, cls, &data);
        if (HPy_IsNull(h))
            return HPy_NULL;
        data->m_short = -1;
        data->m_int = -2;
        data->m_long = -3;
        data->m_float = 0.5;
        data->m_double = 0.25;
        data->m_string = "sch\xc3\xb6n";
        data->m_char = 'c';
        data->m_byte = -4;
        data->m_ubyte = 4;
        data->m_ushort = 5;
        data->m_uint = 6;
        data->m_ulong = 7;
        strcpy(data->m_inplace, "in place");
        data->m_bool = 1;
        data->m_longlong = -8;
        data->m_ulonglong = 8;
        data->m_ssize = 9;
        return h;
    }
    HPyDef_SLOT(data_traverse, HPy_tp_traverse)
    static int data_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Data *)self)->m_object);
        HPy_VISIT(&((Data *)self)->m_object_ex);
        return 0;
    }
    HPyDef_METH(get_object, "get_object", HPyFunc_NOARGS)
    static HPy get_object_impl(HPyContext *ctx, HPy self)
    {
        HPyField field = Data_AsStruct(ctx, self)->m_object;
        return HPyField_IsNull(field) ? HPyUnicode_FromString(ctx, "empty") : HPyField_Load(ctx, self, field);
    }
    #define ADDRESS(NAME, TYPE) &NAME, &NAME##_ro,
    static HPyDef *data_defines[] = {ALL(ADDRESS) &m_none, &data_new, &data_traverse, &get_object, NULL};
    static HPyType_Spec data_spec = {
        .name = "tests.Data", .basicsize = sizeof(Data), .defines = data_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    };
    @EXPORT_TYPE("Data", data_spec)
    @INIT
"""

VALUES = {  # name → value after creation, another that can be written
    "m_short": (-1, 100),
    "m_int": (-2, 2**31 - 1),
    "m_long": (-3, -(2**31)),
    "m_float": (0.5, 1.5),
    "m_double": (0.25, 1e300),
    "m_string": ("schön", None),
    "m_object": (None, ["any"]),
    "m_char": ("c", "x"),
    "m_byte": (252 if CHAR_IS_UNSIGNED else -4, 127),
    "m_ubyte": (4, 255),
    "m_ushort": (5, 65535),
    "m_uint": (6, 2**32 - 1),
    "m_ulong": (7, 2**32 - 1),
    "m_inplace": ("in place", None),
    "m_bool": (True, False),
    "m_longlong": (-8, -(2**63)),
    "m_ulonglong": (8, 2**64 - 1),
    "m_ssize": (9, -1),
}
INTEGERS = [
    "m_short",
    "m_int",
    "m_long",
    "m_byte",
    "m_ubyte",
    "m_ushort",
    "m_uint",
    "m_ulong",
    "m_longlong",
    "m_ulonglong",
    "m_ssize",
]


@pytest.fixture(params=["exact", "subclass"])
def data(make, request):
    cls = make(MEMBERS).Data
    if request.param == "subclass":
        cls = type("Sub", (cls,), {})
    return cls()


@pytest.mark.parametrize("name", sorted(VALUES))
def test_read(data, name):
    assert getattr(data, name) == VALUES[name][0]
    assert getattr(data, name + "_ro") == VALUES[name][0]
    assert type(getattr(data, name)) is type(VALUES[name][0])


@pytest.mark.parametrize("name", sorted(name for name in VALUES if VALUES[name][1] is not None))
def test_write(data, name):
    others = [n for n in VALUES if n != name]
    value = VALUES[name][1]
    setattr(data, name, value)
    assert getattr(data, name) == getattr(data, name + "_ro") == value
    assert [getattr(data, n) for n in others] == [VALUES[n][0] for n in others]


@pytest.mark.parametrize("name", sorted(VALUES) + ["m_object_ex"])
def test_readonly(data, name):
    data.m_object_ex = "set"
    before = getattr(data, name)
    with pytest.raises(AttributeError):
        setattr(data, name + "_ro", VALUES.get(name, (0, 0))[1])
    with pytest.raises(AttributeError):
        delattr(data, name + "_ro")
    assert getattr(data, name) == before


@pytest.mark.parametrize("name", sorted(set(VALUES) - {"m_object"}))
def test_delete_is_refused(data, name):
    with pytest.raises(TypeError):
        delattr(data, name)
    assert getattr(data, name) == VALUES[name][0]


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_take_integers_only(data, name):
    with pytest.raises(TypeError):
        setattr(data, name, None)
    with pytest.raises(TypeError):
        setattr(data, name, "5")
    with pytest.raises(OverflowError):
        setattr(data, name, 2**70)


@pytest.mark.parametrize("name, bits", [("m_short", 16), ("m_byte", 8), ("m_ubyte", 8), ("m_ushort", 16)])
def test_small_overflow_is_truncated_with_a_warning(data, name, bits):
    with pytest.warns(RuntimeWarning):
        setattr(data, name, 2**bits + 3)
    assert getattr(data, name) == 3


@pytest.mark.parametrize("name", ["m_float", "m_double"])
def test_floats(data, name):
    setattr(data, name, 3)
    assert getattr(data, name) == 3.0
    with pytest.raises(TypeError):
        setattr(data, name, "x")


def test_bool_takes_bools_only(data):
    for wrong in (1, None, "x"):
        with pytest.raises(TypeError):
            data.m_bool = wrong
    assert data.m_bool is True


def test_char_takes_one_character(data):
    for wrong in ("ab", "", 5, b"a"):
        with pytest.raises(TypeError):
            data.m_char = wrong
    assert data.m_char == "c"


@pytest.mark.parametrize("name", ["m_string", "m_inplace"])
def test_strings_cannot_be_written(data, name):
    with pytest.raises(TypeError):
        setattr(data, name, "new")


def test_null_string_is_none(data):
    assert data.null_string is None and data.null_string_ro is None


def test_none(data):
    assert data.m_none is None
    with pytest.raises((SystemError, TypeError)):
        data.m_none = None
    with pytest.raises(TypeError):
        del data.m_none


def test_object(data):
    value = ["value"]
    data.m_object = value
    assert data.m_object is value and data.get_object() is value
    del data.m_object
    assert data.m_object is None and data.get_object() == "empty"
    data.m_object = None
    assert data.get_object() is None


def test_object_ex(data):
    with pytest.raises(AttributeError, match="m_object_ex"):
        data.m_object_ex
    with pytest.raises(AttributeError, match="m_object_ex"):
        del data.m_object_ex
    data.m_object_ex = 5
    assert data.m_object_ex == 5
    del data.m_object_ex
    assert not hasattr(data, "m_object_ex")


@pytest.mark.parametrize("name", ["m_object", "m_object_ex"])
def test_objects_are_held_and_released(data, name):
    class Probe:
        pass

    for release in (lambda: setattr(data, name, 1), lambda: delattr(data, name)):
        probe = Probe()
        gone = weakref.ref(probe)
        setattr(data, name, probe)
        del probe
        gc.collect()
        assert gone() is getattr(data, name)
        release()
        assert gone() is None


def test_doc(make):
    mod = make(MEMBERS)
    assert mod.Data.m_int.__doc__ == "a INT"
    assert mod.Data.m_int_ro.__doc__ is None
    assert mod.Data.m_int.__name__ == "m_int"
    assert type(mod.Data.m_int).__name__ == "member_descriptor"


def test_wrong_object(make):
    mod = make(MEMBERS)
    with pytest.raises(TypeError):
        mod.Data.m_int.__get__(5)


@pytest.mark.parametrize("kind", ["LONG", "OBJECT"])
@pytest.mark.parametrize("base", ["object", "tuple"])
def test_member_and_getset_of_one_name(make, kind, base):
    """The type has the member, also where a get/set stands for it: for objects without a GIL, and behind items."""
    mod = make(
        """
        typedef struct { long first; HPyField object; } Thing;
        HPyDef_GET(Thing_get, "x")
        static HPy Thing_get_get(HPyContext *ctx, HPy self, void *closure) { return HPyLong_FromLong(ctx, -1); }
        HPyDef_GET(Thing_last, "last")
        static HPy Thing_last_get(HPyContext *ctx, HPy self, void *closure) { return HPyLong_FromLong(ctx, -1); }
        HPyDef_MEMBER(Thing_x, "x", HPyMember_KIND, offsetof(Thing, FIELD), .doc = "The member.")
        HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
        static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
        {
            HPy_VISIT(&((Thing *)self)->object);
            return 0;
        }
        static HPyDef *Thing_defines[] = {&Thing_get, &Thing_last, &Thing_x, &Thing_traverse, NULL};
        static HPyType_Spec Thing_spec = {
            .name = "tests.Thing", .basicsize = sizeof(Thing), .defines = Thing_defines, .builtin_shape = SHAPE_OF,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
        };
        HPyDef_METH(make_thing, "make_thing", HPyFunc_NOARGS)
        static HPy make_thing_impl(HPyContext *ctx, HPy self)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, ctx->h_BASE}, {0}};
            return HPyType_FromSpec(ctx, &Thing_spec, params);
        }
        @EXPORT(make_thing)
        @INIT
        """.replace("KIND", kind)
        .replace("FIELD", "object" if kind == "OBJECT" else "first")
        .replace("h_BASE", "h_BaseObjectType" if base == "object" else "h_TupleType")
        .replace("SHAPE_OF", "HPyType_BuiltinShape_" + base.capitalize())
    )
    cls = mod.make_thing()
    assert cls.x.__doc__ == "The member."
    assert cls().x == (None if kind == "OBJECT" else 0)
    assert cls().last == -1
