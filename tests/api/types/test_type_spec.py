"""Types: what a spec says, payloads, and the functions about types."""

import sys

import pytest

POINT = r"""
    typedef struct { long x; long y; HPyField name; char text[40]; } Point;
    HPyType_HELPERS(Point)

    HPyDef_SLOT(point_new, HPy_tp_new)
    static HPy point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Point *point;
        const char *bytes;
        HPy h = HPy_New(ctx, cls, &point);
        if (HPy_IsNull(h))
            return HPy_NULL;
        if (point != Point_AsStruct(ctx, h)) {
            HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_New and AsStruct disagree");
            HPy_Close(ctx, h);
            return HPy_NULL;
        }
        bytes = (const char *)point;
        for (size_t i = 0; i < sizeof(*point); i++)
            if (bytes[i] != 0)
                point->x = -1;
        if (nargs > 0)
            point->y = HPyLong_AsLong(ctx, args[0]);
        memset(point->text, 'x', sizeof(point->text) - 1);
        return h;
    }
    HPyDef_SLOT(point_traverse, HPy_tp_traverse)
    static int point_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Point *)self)->name);
        return 0;
    }
    HPyDef_METH(point_sum, "sum", HPyFunc_NOARGS, .doc = "x plus y")
    static HPy point_sum_impl(HPyContext *ctx, HPy self)
    {
        Point *point = Point_AsStruct(ctx, self);
        return HPyLong_FromLong(ctx, point->x + point->y);
    }
    HPyDef_METH(point_add, "add", HPyFunc_VARARGS)
    static HPy point_add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        Point *point = Point_AsStruct(ctx, self);
        for (size_t i = 0; i < nargs; i++)
            point->y += HPyLong_AsLong(ctx, args[i]);
        return HPy_Dup(ctx, self);
    }
    HPyDef_MEMBER(point_x, "x", HPyMember_LONG, offsetof(Point, x))
    HPyDef_MEMBER(point_y, "y", HPyMember_LONG, offsetof(Point, y))
    HPyDef_MEMBER(point_name, "name", HPyMember_OBJECT, offsetof(Point, name))
    static HPyDef *point_defines[] = {
        &point_new, &point_traverse, &point_sum, &point_add, &point_x, &point_y, &point_name, NULL
    };
    static HPyType_Spec point_spec = {
        .name = "some.package.Point", .doc = "a point", .basicsize = sizeof(Point),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = point_defines
    };
    static HPyType_Spec final_spec = {
        .name = "tests.Final", .basicsize = sizeof(Point), .flags = HPy_TPFLAGS_DEFAULT, .defines = point_defines
    };
    static HPyType_Spec empty_spec = {.name = "tests.Empty"};

    HPyDef_METH(again, "again", HPyFunc_NOARGS)
    static HPy again_impl(HPyContext *ctx, HPy self)
    {
        return HPyType_FromSpec(ctx, &point_spec, NULL);
    }
    HPyDef_METH(of_name, "of_name", HPyFunc_O)
    static HPy of_name_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        char name[100];
        HPyType_Spec spec = point_spec;
        const char *text = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
        HPy type;
        if (text == NULL)
            return HPy_NULL;
        strcpy(name, text);
        spec.name = name;
        type = HPyType_FromSpec(ctx, &spec, NULL);
        memset(name, '?', sizeof(name));
        return type;
    }
    HPyDef_METH(of_passing_spec, "of_passing_spec", HPyFunc_NOARGS, .doc = "a type whose spec and defines do not last")
    static HPy of_passing_spec_impl(HPyContext *ctx, HPy self)
    {
        char doc[] = "passing doc";
        HPyDef *defines[8];
        HPyType_Spec spec = point_spec;
        HPy type;
        memcpy(defines, point_defines, sizeof(defines));
        spec.doc = doc;
        spec.defines = defines;
        type = HPyType_FromSpec(ctx, &spec, NULL);
        memset(defines, 0xff, sizeof(defines));
        memset(doc, '?', sizeof(doc));
        memset(&spec, 0xff, sizeof(spec));
        return type;
    }
    HPyDef_METH(new, "new", HPyFunc_O)
    static HPy new_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *data;
        return HPy_New(ctx, arg, &data);
    }
    HPyDef_METH(generic_new, "generic_new", HPyFunc_O)
    static HPy generic_new_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyType_GenericNew(ctx, arg, NULL, 0, HPy_NULL);
    }
    HPyDef_METH(type_name, "type_name", HPyFunc_O)
    static HPy type_name_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        const char *name = HPyType_GetName(ctx, arg);
        return name == NULL ? HPy_NULL : HPyUnicode_FromString(ctx, name);
    }
    HPyDef_METH(is_subtype, "is_subtype", HPyFunc_VARARGS)
    static HPy is_subtype_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyLong_FromLong(ctx, HPyType_IsSubtype(ctx, args[0], args[1]));
    }
    HPyDef_METH(type_check, "type_check", HPyFunc_VARARGS)
    static HPy type_check_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyLong_FromLong(ctx, HPy_TypeCheck(ctx, args[0], args[1]));
    }
    HPyDef_METH(type_of, "type_of", HPyFunc_O)
    static HPy type_of_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_Type(ctx, arg);
    }
    HPyDef_METH(type_of_null, "type_of_null", HPyFunc_NOARGS)
    static HPy type_of_null_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Type(ctx, HPy_NULL);
    }
    @EXPORT_TYPE("Point", point_spec)
    @EXPORT_TYPE("Final", final_spec)
    @EXPORT_TYPE("Empty", empty_spec)
    @EXPORT(again)
    @EXPORT(of_name)
    @EXPORT(of_passing_spec)
    @EXPORT(new)
    @EXPORT(generic_new)
    @EXPORT(type_name)
    @EXPORT(is_subtype)
    @EXPORT(type_check)
    @EXPORT(type_of)
    @EXPORT(type_of_null)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(POINT)


def test_name_and_module(mod):
    assert mod.Point.__name__ == mod.Point.__qualname__ == "Point"
    assert mod.Point.__module__ == "some.package"


def test_name_is_copied(mod):
    made = [mod.of_name("tests.Type%d" % i) for i in range(20)]
    assert [t.__name__ for t in made] == ["Type%d" % i for i in range(20)]
    assert repr(made[3]) == "<class 'tests.Type3'>"


def test_name_without_dot_warns(mod):
    with pytest.warns(DeprecationWarning):
        plain = mod.of_name("Plain")
    assert plain.__name__ == plain.__qualname__ == "Plain" and "__module__" not in vars(plain)


def test_spec_and_defines_are_read_during_the_call_only(mod):
    cls = mod.of_passing_spec()
    point = cls(4)
    point.name = "p"
    assert (cls.__doc__, point.add(1).sum(), point.x, point.name) == ("passing doc", 5, 0, "p")


def test_doc(mod):
    assert mod.Point.__doc__ == "a point"
    assert mod.Empty.__doc__ is None
    assert mod.Point.sum.__doc__ == "x plus y"
    assert mod.Point.add.__doc__ is None


def test_all_fields_but_name_may_be_zero(mod):
    assert type(mod.Empty()) is mod.Empty
    assert mod.Empty.__basicsize__ == object.__basicsize__
    assert mod.Empty.__bases__ == (object,)
    with pytest.raises(TypeError):
        type("Sub", (mod.Empty,), {})


def test_no_mark_in_the_flags(mod):
    """The lowest bits have meanings of their own, which differ between versions of CPython."""
    assert mod.Point.__flags__ & 0x1F == mod.Empty.__flags__ & 0x1F == 0


def test_is_an_ordinary_heap_type(mod):
    assert type(mod.Point) is type
    mod.Point.later = 5
    assert mod.Point().later == 5


def test_new_object_has_zeroed_payload(mod):
    for i in range(50):
        point = mod.Point(i)
        assert (point.x, point.y, point.name) == (0, i, None)


def test_methods(mod):
    point = mod.Point(4)
    assert point.add(1, 2) is point
    assert point.sum() == 7
    with pytest.raises(TypeError):
        point.sum(1)
    with pytest.raises(TypeError):
        mod.Point.sum(5)
    with pytest.raises(TypeError):
        mod.Point.sum()


def test_basetype(mod):
    class Sub(mod.Point):
        pass

    point = Sub(3)
    point.extra = [1]
    assert (point.x, point.sum(), point.extra) == (0, 3, [1])
    with pytest.raises(TypeError):

        class Wrong(mod.Final):
            pass


def test_subclass_with_slots(mod):
    class Sub(mod.Point):
        __slots__ = ("a", "b")

    point = Sub(3)
    point.a, point.b = [], {}
    point.x = 9
    assert (point.a, point.b, point.sum()) == ([], {}, 12)


def test_instance_holds_its_type(mod):
    before = sys.getrefcount(mod.Final)
    objects = [mod.Final() for _ in range(10)]
    during = sys.getrefcount(mod.Final)
    del objects
    after = sys.getrefcount(mod.Final)
    if getattr(sys, "_is_gil_enabled", lambda: True)():  # else such counts are kept per thread
        assert during == before + 10
    assert after == before


def test_same_spec_again_and_again(mod):
    for point_type in [mod.again() for _ in range(5)]:
        point = point_type(7)
        point.name = "p"
        assert (point.x, point.y, point.name, point.sum()) == (0, 7, "p", 7)
        assert not isinstance(point, mod.Point)


@pytest.mark.releases("types")
def test_making_types_does_not_leak(mod, leaks):
    leaks(lambda: mod.again()(1).add(2))


def test_hpy_new_from_outside(mod):
    point = mod.new(mod.Point)
    assert type(point) is mod.Point and point.y == 0

    class Sub(mod.Point):
        pass

    assert type(mod.new(Sub)) is Sub
    assert type(mod.new(object)) is object


def test_generic_new(mod):
    assert type(mod.generic_new(mod.Point)) is mod.Point
    assert mod.generic_new(mod.Point).x == 0


@pytest.mark.parametrize("function", ["new", "generic_new"])
def test_new_needs_a_type(mod, function):
    with pytest.raises(TypeError):
        getattr(mod, function)(5)


def test_get_name(mod):
    class Outer:
        class Inner:
            pass

    import collections

    assert mod.type_name(mod.Point) == "Point"
    assert mod.type_name(int) == "int"
    assert mod.type_name(Outer.Inner) == "Inner"
    assert mod.type_name(collections.deque) == "deque"
    assert mod.type_name(type("Schön", (), {})) == "Schön"
    Outer.__name__ = "Other"
    assert mod.type_name(Outer) == "Other"


def test_is_subtype_uses_the_real_mro(mod):
    class Liar(type):
        def __subclasscheck__(cls, other):
            return True

    class Pretender(metaclass=Liar):
        pass

    assert mod.is_subtype(bool, int) == 1
    assert mod.is_subtype(int, int) == 1
    assert mod.is_subtype(int, bool) == 0
    assert mod.is_subtype(int, Pretender) == 0


def test_type_check(mod):
    assert mod.type_check(True, int) == 1
    assert mod.type_check(mod.Point(), mod.Point) == 1
    assert mod.type_check(mod.Point(), mod.Final) == 0


def test_type_of(mod):
    point = mod.Point()
    assert mod.type_of(point) is mod.Point
    assert mod.type_of(int) is type


def test_type_of_null(mod):
    with pytest.raises(SystemError):
        mod.type_of_null()


GENERIC_NEW = r"""
    typedef struct { int value; } Box;
    HPyType_HELPERS(Box)
    HPyDef_SLOT_IMPL(box_new, HPyType_GenericNew, HPy_tp_new)
    HPyDef_SLOT(box_init, HPy_tp_init)
    static int box_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Box *box = Box_AsStruct(ctx, self);
        if (nargs != 1) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "one argument, please");
            return -1;
        }
        box->value = (int)HPyLong_AsLong(ctx, args[0]);
        if (!HPy_IsNull(kw))
            box->value += (int)HPy_Length(ctx, kw);
        return 0;
    }
    HPyDef_MEMBER(box_value, "value", HPyMember_INT, offsetof(Box, value))
    static HPyDef *box_defines[] = {&box_new, &box_init, &box_value, NULL};
    static HPyType_Spec box_spec = {
        .name = "tests.Box", .basicsize = sizeof(Box), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .defines = box_defines
    };
    static HPyDef *bare_defines[] = {&box_value, NULL};
    static HPyType_Spec bare_spec = {
        .name = "tests.Bare", .basicsize = sizeof(Box), .flags = HPy_TPFLAGS_DEFAULT, .defines = bare_defines
    };
    @EXPORT_TYPE("Box", box_spec)
    @EXPORT_TYPE("Bare", bare_spec)
    @INIT
"""


def test_generic_new_as_slot(make):
    mod = make(GENERIC_NEW)
    assert mod.Box(5).value == 5
    assert mod.Box(5, a=1, b=2).value == 7
    with pytest.raises(TypeError, match="one argument"):
        mod.Box()
    with pytest.raises(TypeError):
        mod.Box.__new__(5)

    class Sub(mod.Box):
        def __init__(self):
            super().__init__(8)

    assert Sub().value == 8


def test_without_tp_new_the_payload_is_zeroed(make):
    mod = make(GENERIC_NEW)
    kept = [mod.Bare() for _ in range(20)]
    for bare in kept:
        bare.value = 77
    del kept, bare
    assert [mod.Bare().value for _ in range(20)] == [0] * 20
    with pytest.raises(TypeError):
        mod.Bare(1)


# ---- HPy_tp_doc


def test_doc_by_the_slot(make):
    mod = make(
        r"""
        HPyDef_DOC(doc, "Text with \"quotes\", "
                        "in two parts.")
        static HPyDef *defines[] = {&doc, NULL};
        static HPyType_Spec spec = {
            .name = "tests.Documented", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = defines
        };
        @EXPORT_TYPE("Documented", spec)
        @INIT""",
        minor=1,
    )
    assert mod.Documented.__doc__ == 'Text with "quotes", in two parts.'
    assert type("Sub", (mod.Documented,), {}).__doc__ is None
