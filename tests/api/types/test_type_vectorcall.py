"""HPy_tp_vectorcall: what a call of the type does."""

import pytest

POINT = """
    typedef struct { long x, y; int made_by; } Point;
    HPyType_HELPERS(Point)
    static HPy make_point(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames, int made_by)
    {
        long x, y = 0;
        Point *point;
        HPy h;
        HPyTracker tracker;
        static const char *names[] = {"x", "y", NULL};
        if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "l|l:Point", names, &x, &y))
            return HPy_NULL;
        HPyTracker_Close(ctx, tracker);
        h = HPy_New(ctx, type, &point);
        if (HPy_IsNull(h))
            return h;
        point->x = x;
        point->y = y;
        point->made_by = made_by;
        return h;
    }
    HPyDef_SLOT(Point_vectorcall, HPy_tp_vectorcall)
    static HPy Point_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
    {
        return make_point(ctx, type, args, nargs, kwnames, 1);
    }
    HPyDef_SLOT(Point_new, HPy_tp_new)
    static HPy Point_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return make_point(ctx, type, args, (size_t)nargs, HPy_NULL, 2);
    }
    HPyDef_SLOT(Point_init, HPy_tp_init)
    static int Point_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Point_AsStruct(ctx, self)->made_by = 3;
        return 0;
    }
    HPyDef_MEMBER(Point_x, "x", HPyMember_LONG, offsetof(Point, x))
    HPyDef_MEMBER(Point_y, "y", HPyMember_LONG, offsetof(Point, y))
    HPyDef_MEMBER(Point_made_by, "made_by", HPyMember_INT, offsetof(Point, made_by))
    static HPyDef *Point_defines[] = {&Point_vectorcall, &Point_x, &Point_y, &Point_made_by, %s NULL};
    static HPyType_Spec Point_spec = {
        .name = "mytest.Point",
        .basicsize = sizeof(Point),
        .builtin_shape = SHAPE(Point),
        .flags = HPy_TPFLAGS_DEFAULT %s,
        .defines = Point_defines,
    };
"""
SIMPLE = "@EXPORT_TYPE(\"Point\", Point_spec)\n@INIT"
BASE = "| HPy_TPFLAGS_BASETYPE"


def values(point):
    return point.x, point.y, point.made_by


def test_alone(make):
    """The host makes __new__ from it."""
    mod = make(POINT % ("", BASE) + SIMPLE, minor=2)
    Point = mod.Point

    class Sub(Point):
        pass

    class Own(Point):
        def __init__(self, *args, **kw):
            self.args = args

    for cls in (Point, Sub):
        assert values(cls(1)) == (1, 0, 1) and values(cls(1, y=2)) == (1, 2, 1)
        assert type(cls(x=1)) is cls
        assert values(cls.__new__(cls, 5)) == (5, 0, 1)
        with pytest.raises(TypeError):
            cls()
        with pytest.raises(TypeError):
            cls(1, z=3)
        with pytest.raises(TypeError):
            cls("one")
    own = Own(3, y=4)
    assert values(own) == (3, 4, 1) and own.args == (3,)
    assert values(Point.__new__(Sub, 6)) == (6, 0, 1)
    assert type(Point)(  # a class made by a call
        "Made", (Point,), {}
    )(7).x == 7
    with pytest.raises(TypeError):
        Point(**{"x": 1, "y": 2, "z": 3})


def test_beside_new_and_init(make):
    """The type itself is called by it, where CPython can do that; subclasses have the other two."""
    import sys

    mod = make(
        POINT % ("&Point_new, &Point_init,", BASE) + SIMPLE, minor=2
    )

    class Sub(mod.Point):
        pass

    assert values(mod.Point(1, 2)) == (1, 2, 1 if sys.version_info >= (3, 9) else 3)
    assert values(Sub(1, 2)) == (1, 2, 3)
    assert values(mod.Point.__new__(mod.Point, 1)) == (1, 0, 2)


def test_beside_init_alone(make):
    """As in CPython, object's __new__ and the type's __init__ serve subclasses."""
    mod = make(POINT % ("&Point_init,", BASE) + SIMPLE, minor=2)

    class Sub(mod.Point):
        pass

    assert values(Sub(1, 2)) == (0, 0, 3)


def test_not_inherited(make):
    mod = make(
        POINT % ("", BASE)
        + """
        static HPyType_Spec Other_spec = {
            .name = "mytest.Other",
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        };
        static int add(HPyContext *ctx, HPy mod)
        {
            HPy base = HPyType_FromSpec(ctx, &Point_spec, NULL);
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            int ok = !HPy_IsNull(base) && HPyHelpers_AddType(ctx, mod, "Other", &Other_spec, params);
            HPy_Close(ctx, base);
            return ok ? 0 : -1;
        }
        @EXTRA_INIT_FUNC(add)
        @INIT""",
        minor=2,
    )
    other = mod.Other(1, 2)
    assert type(other) is mod.Other and values(other) == (1, 2, 1)


def test_derived_type_with_its_own(make):
    mod = make(
        POINT % ("", BASE)
        + """
        HPyDef_SLOT(Other_vectorcall, HPy_tp_vectorcall)
        static HPy Other_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
        {
            return make_point(ctx, type, args, nargs, kwnames, 9);
        }
        static HPyDef *Other_defines[] = {&Other_vectorcall, NULL};
        static HPyType_Spec Other_spec = {
            .name = "mytest.Other",
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
            .defines = Other_defines,
        };
        static int add(HPyContext *ctx, HPy mod)
        {
            HPy base = HPyType_FromSpec(ctx, &Point_spec, NULL);
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            int ok = !HPy_IsNull(base) && HPyHelpers_AddType(ctx, mod, "Other", &Other_spec, params);
            HPy_Close(ctx, base);
            return ok ? 0 : -1;
        }
        @EXTRA_INIT_FUNC(add)
        @INIT""",
        minor=2,
    )

    class Sub(mod.Other):
        pass

    assert values(mod.Other(1)) == (1, 0, 9) and values(Sub(1)) == (1, 0, 9)
    base = mod.Other.__base__
    assert values(base(1)) == (1, 0, 1)


def test_errors_pass(make):
    mod = make(
        """
        HPyDef_SLOT(T_vectorcall, HPy_tp_vectorcall)
        static HPy T_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
        {
            if (nargs == 0)
                return HPyErr_SetString(ctx, ctx->h_KeyError, "nothing"), HPy_NULL;
            return HPy_Dup(ctx, args[nargs - 1]);
        }
        static HPyDef *defines[] = {&T_vectorcall, NULL};
        static HPyType_Spec spec = {.name = "mytest.T", .flags = HPy_TPFLAGS_DEFAULT, .defines = defines};
        @EXPORT_TYPE("T", spec)
        @INIT""",
        minor=2,
    )
    with pytest.raises(KeyError):
        mod.T()
    assert mod.T(1, 2) == 2  # any object, as from __new__
    assert "(vectorcall)" not in dir(mod.T)


def test_over_a_class_of_python(make):
    """A base takes part in making the class: then __new__ makes the instances."""
    import abc

    mod = make(
        POINT % ("", BASE)
        + """
        HPyDef_METH(new_type, "new_type", HPyFunc_O)
        static HPy new_type_impl(HPyContext *ctx, HPy self, HPy base)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyType_FromSpec(ctx, &Point_spec, params);
        }
        @EXPORT(new_type)
        @INIT""",
        minor=2,
    )

    class Base(abc.ABC):
        pass

    Point = mod.new_type(Base)
    assert values(Point(1, y=2)) == (1, 2, 1) and type(Point(1)) is Point


def test_with_disallowed_instances(make):
    with pytest.raises(TypeError, match="HPy_TPFLAGS_DISALLOW_INSTANTIATION excludes HPy_tp_vectorcall"):
        make(
            POINT
            % ("", "| HPy_TPFLAGS_DISALLOW_INSTANTIATION")
            + SIMPLE,
            minor=2,
        )
