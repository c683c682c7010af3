"""Class methods, static methods, methods beside slots, and methods that are told their class and the data of their
record (HPyFunc_METHOD)."""

import pytest

BOX = """
    typedef struct { HPyField content; } Box;
    HPyType_HELPERS(Box)
    HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
    static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Box *)self)->content);
        return 0;
    }
    HPyDef_MEMBER(Box_content, "content", HPyMember_OBJECT, offsetof(Box, content))
"""


def made(make, defines, code, flags="HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC", more=""):
    return make(
        BOX
        + code
        + """
        static HPyDef *Box_defines[] = {&Box_traverse, &Box_content, %s, NULL};
        static HPyType_Spec Box_spec = {
            .name = "mytest.Box",
            .basicsize = sizeof(Box),
            .builtin_shape = SHAPE(Box),
            .flags = %s,
            .defines = Box_defines,
        };
        @EXPORT_TYPE("Box", Box_spec)
        %s
        @INIT"""
        % (", ".join("&" + name for name in defines), flags, more),
        minor=2,
    )


CONSTRUCTORS = """
    HPyDef_CLASSMETH(Box_of, "of", HPyFunc_O, .doc = "of(content, /)\\n--\\n\\nAnother constructor.")
    static HPy Box_of_impl(HPyContext *ctx, HPy cls, HPy content)
    {
        Box *box;
        HPy h = HPy_New(ctx, cls, &box);
        if (!HPy_IsNull(h))
            HPyField_Store(ctx, h, &box->content, content);
        return h;
    }
    HPyDef_CLASSMETH(Box_empty, "empty", HPyFunc_NOARGS)
    static HPy Box_empty_impl(HPyContext *ctx, HPy cls)
    {
        return Box_of_impl(ctx, cls, ctx->h_None);
    }
    HPyDef_CLASSMETH(Box_all, "all", HPyFunc_VARARGS)
    static HPy Box_all_impl(HPyContext *ctx, HPy cls, const HPy *args, size_t nargs)
    {
        HPy items = HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs);
        HPy result = HPy_IsNull(items) ? HPy_NULL : Box_of_impl(ctx, cls, items);
        HPy_Close(ctx, items);
        return result;
    }
    HPyDef_CLASSMETH(Box_named, "named", HPyFunc_KEYWORDS)
    static HPy Box_named_impl(HPyContext *ctx, HPy cls, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy content;
        HPyTracker tracker;
        HPy result = HPy_NULL;
        static const char *names[] = {"content", NULL};
        if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O", names, &content))
            return HPy_NULL;
        result = Box_of_impl(ctx, cls, content);
        HPyTracker_Close(ctx, tracker);
        return result;
    }
"""


def test_class_method(make):
    mod = made(make, ["Box_of", "Box_empty", "Box_all", "Box_named"], CONSTRUCTORS)

    class Sub(mod.Box):
        pass

    for cls in (mod.Box, Sub):
        assert type(cls.of(3)) is cls and cls.of(3).content == 3
        assert type(cls().of(3)) is cls
        assert cls.empty().content is None
        assert cls.all(1, 2).content == (1, 2)
        assert cls.named(content=4).content == cls.named(4).content == 4
    assert type(mod.Box.__dict__["of"]).__name__ == "classmethod_descriptor"
    assert mod.Box.of.__qualname__ == "Box.of" and mod.Box.of.__name__ == "of"
    assert mod.Box.of.__doc__ == "Another constructor." and mod.Box.of.__text_signature__ == "(content, /)"
    with pytest.raises(TypeError):
        mod.Box.of()
    with pytest.raises(TypeError):
        mod.Box.empty(1)
    with pytest.raises(TypeError):
        mod.Box.__dict__["of"].__get__(None, int)(3)


def test_class_getitem(make):
    import types

    if not hasattr(types, "GenericAlias"):
        pytest.skip("GenericAlias: Python 3.9")
    mod = made(
        make,
        ["Box_item"],
        """
        HPyDef_CLASSMETH(Box_item, "__class_getitem__", HPyFunc_O)
        static HPy Box_item_impl(HPyContext *ctx, HPy cls, HPy item)
        {
            HPy types = HPyImport_ImportModule(ctx, "types");
            HPy alias = HPy_IsNull(types) ? HPy_NULL : HPy_GetAttr_s(ctx, types, "GenericAlias");
            HPy args[] = {cls, item};
            HPy result = HPy_IsNull(alias) ? HPy_NULL : HPy_Call(ctx, alias, args, 2, HPy_NULL);
            HPy_Close(ctx, types);
            HPy_Close(ctx, alias);
            return result;
        }
        """,
    )
    assert repr(mod.Box[int]).endswith("Box[int]")
    assert isinstance(mod.Box[int](), mod.Box)


STATIC = """
    static HPy what(HPyContext *ctx, HPy self, HPy rest)
    {
        return HPy_BuildValue(ctx, "(iO)", (int)HPy_IsNull(self), rest);
    }
    HPyDef_STATICMETH(Box_noargs, "noargs", HPyFunc_NOARGS)
    static HPy Box_noargs_impl(HPyContext *ctx, HPy self)
    {
        return what(ctx, self, ctx->h_None);
    }
    HPyDef_STATICMETH(Box_one, "one", HPyFunc_O, .doc = "one(x, /)\\n--\\n\\nStatic.")
    static HPy Box_one_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return what(ctx, self, arg);
    }
    HPyDef_STATICMETH(Box_some, "some", HPyFunc_VARARGS)
    static HPy Box_some_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return nargs == 0 ? what(ctx, self, ctx->h_False) : what(ctx, self, args[nargs - 1]);
    }
    HPyDef_STATICMETH(Box_named, "named", HPyFunc_KEYWORDS)
    static HPy Box_named_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_IsNull(kwnames) ? what(ctx, self, ctx->h_True) : what(ctx, self, kwnames);
    }
"""


def test_static_method(make):
    mod = made(make, ["Box_noargs", "Box_one", "Box_some", "Box_named"], STATIC)

    class Sub(mod.Box):
        pass

    for target in (mod.Box, mod.Box(), Sub, Sub()):
        assert target.noargs() == (1, None)
        assert target.one(3) == (1, 3)
        assert target.some(3, 4) == (1, 4) and target.some() == (1, False)
        assert target.named(a=3) == (1, ("a",)) and target.named() == (1, True)
    assert type(mod.Box.__dict__["one"]) is staticmethod
    assert mod.Box.one.__doc__ == "Static."
    assert mod.Box.one.__name__ == "one" and mod.Box.one.__qualname__ == str.maketrans.__qualname__.replace(
        "str.maketrans", "Box.one"
    )
    with pytest.raises(TypeError):
        mod.Box.one()


def test_method_beside_slot(make):
    mod = made(
        make,
        ["Box_len", "Box_length", "Box_contains", "Box_contained"],
        """
        HPyDef_SLOT(Box_len, HPy_sq_length)
        static HPy_ssize_t Box_len_impl(HPyContext *ctx, HPy self)
        {
            return 1;
        }
        HPyDef_COEXIST(Box_length, "__len__", HPyFunc_NOARGS)
        static HPy Box_length_impl(HPyContext *ctx, HPy self)
        {
            return HPyLong_FromLong(ctx, 2);
        }
        HPyDef_SLOT(Box_contains, HPy_sq_contains)
        static int Box_contains_impl(HPyContext *ctx, HPy self, HPy item)
        {
            return 1;
        }
        HPyDef_METH(Box_contained, "__contains__", HPyFunc_O)
        static HPy Box_contained_impl(HPyContext *ctx, HPy self, HPy item)
        {
            return HPyLong_FromLong(ctx, 3);
        }
        """,
    )
    box = mod.Box()
    assert len(box) == 1 and box.__len__() == 2  # the operator calls the slot, Python code gets the method
    assert 7 in box and box.__contains__(7) is True  # a plain method has no effect beside a slot
    assert type(mod.Box.__dict__["__len__"]).__name__ == "method_descriptor"
    assert type(mod.Box.__dict__["__contains__"]).__name__ == "wrapper_descriptor"


TOLD = """
    static HPy told(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
    {
        HPy positional = HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs);
        HPy result = HPy_IsNull(positional) ? HPy_NULL : HPy_BuildValue(
            ctx, "(OOOOs)", HPy_IsNull(self) ? ctx->h_None : self, HPy_IsNull(cls) ? ctx->h_None : cls, positional,
            HPy_IsNull(kwnames) ? ctx->h_None : kwnames, data == NULL ? "" : (const char *)data);
        HPy_Close(ctx, positional);
        return result;
    }
    HPyDef_METH_IMPL(Box_a, "a", told, HPyFunc_METHOD, .doc = "The first.", .data = (void *)"data of a")
    HPyDef_METH_IMPL(Box_b, "b", told, HPyFunc_METHOD, .data = (void *)"data of b")
    HPyDef_CLASSMETH_IMPL(Box_c, "c", told, HPyFunc_METHOD, .data = (void *)"data of c")
    HPyDef_STATICMETH_IMPL(Box_d, "d", told, HPyFunc_METHOD)
    HPyDef_METH_IMPL(function, "function", told, HPyFunc_METHOD, .data = (void *)"data of function")
"""


@pytest.mark.parametrize("way", ["", "#define HPyInitDirect_@NAME not_looked_for\n"], ids=["direct", "table"])
def test_defining_class_and_data(make, way):
    mod = made(make, ["Box_a", "Box_b", "Box_c", "Box_d"], way + TOLD, more="@EXPORT(function)")

    class Sub(mod.Box):
        def a(self):
            return super().a(1)

    class Sub2(Sub):
        pass

    Box = mod.Box
    box, sub = Box(), Sub2()
    assert box.a(1, 2) == (box, Box, (1, 2), None, "data of a")
    assert box.b(x=3) == (box, Box, (), ("x",), "data of b")
    assert sub.a() == (sub, Box, (1,), None, "data of a")
    assert sub.b(1, y=2) == (sub, Box, (1,), ("y",), "data of b")
    assert Sub2.c(5) == (Sub2, Box, (5,), None, "data of c")
    assert Box.c() == (Box, Box, (), None, "data of c") and box.c() == Box.c()
    assert Box.d(1) == sub.d(1) == (None, None, (1,), None, "")
    assert mod.function(1, z=2) == (mod, None, (1,), ("z",), "data of function")
    assert Box.a.__doc__ == "The first."
    # With its class, without which any such method of CPython 3.10 to 3.13 crashes: re.Pattern.__dict__["match"] does.
    assert Box.a(box) == box.a() == Box.__dict__["a"].__get__(box, Box)()
    with pytest.raises(TypeError):
        Box.a(3)


def test_defining_class_of_two_types_with_one_record(make):
    mod = make(
        """
        static HPy cls_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
        {
            return HPy_Dup(ctx, cls);
        }
        HPyDef_METH(cls, "cls", HPyFunc_METHOD)
        static HPyDef *defines[] = {&cls, NULL};
        #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
        static HPyType_Spec A_spec = {.name = "mytest.A", .flags = FLAGS, .defines = defines};
        static HPyType_Spec B_spec = {.name = "mytest.B", .flags = FLAGS, .defines = defines};
        @EXPORT_TYPE("A", A_spec)
        @EXPORT_TYPE("B", B_spec)
        @INIT""",
        minor=2,
    )
    assert mod.A().cls() is mod.A and mod.B().cls() is mod.B

    class C(mod.B):
        other = mod.B.cls
        del_ = 1

    assert C().cls() is mod.B and C().other() is mod.B


def test_data_that_is_set_later(make):
    mod = make(
        """
        static HPy f_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
        {
            return HPyLong_FromLong(ctx, *(int *)data);
        }
        HPyDef_METH(f, "f", HPyFunc_METHOD)
        static int number = 5;
        static int set(HPyContext *ctx, HPy mod)
        {
            f.meth.data = &number;
            return 0;
        }
        @EXPORT(f)
        @EXTRA_INIT_FUNC(set)
        @INIT""",
        minor=2,
    )
    assert mod.f() == 5


def test_two_names_for_one_implementation(make):
    mod = make(
        """
        #pragma GCC diagnostic error "-Wredundant-decls"
        HPyDef_METH_IMPL(add, "add", sum, HPyFunc_VARARGS)
        HPyDef_METH_IMPL(plus, "plus", sum, HPyFunc_VARARGS)
        HPyDef_METH_IMPL(more, "more", sum, HPyFunc_VARARGS, .doc = "More.")
        static HPy sum(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            return HPy_Add(ctx, args[0], args[1]);
        }
        @EXPORT(add, plus, more)
        @INIT"""
    )
    assert mod.add(1, 2) == mod.plus(1, 2) == mod.more(1, 2) == 3
    assert mod.plus.__name__ == "plus" and mod.more.__doc__ == "More."


@pytest.mark.parametrize(
    "macro, kind", [("CLASSMETH", "class method"), ("STATICMETH", "static method"), ("COEXIST", "method beside a slot")]
)
def test_not_in_a_module(make, macro, kind):
    with pytest.raises(SystemError) as caught:
        make(
            """
            HPyDef_%s(f, "f", HPyFunc_NOARGS)
            static HPy f_impl(HPyContext *ctx, HPy self)
            {
                return HPy_Dup(ctx, ctx->h_None);
            }
            @EXPORT(f)
            @INIT"""
            % macro,
            minor=2,
        )
    assert "the %s 'f', which only a type can have" % kind in str(caught.value)


def test_in_a_class_made_over_the_type(make):
    mod = make(
        BOX
        + CONSTRUCTORS
        + TOLD
        + """
        static HPyDef *defines[] = {&Box_traverse, &Box_content, &Box_of, &Box_a, &Box_c, &Box_d, NULL};
        static HPyType_Spec spec = {
            .name = "mytest.Box",
            .basicsize = sizeof(Box),
            .builtin_shape = SHAPE(Box),
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
            .defines = defines,
        };
        HPyDef_METH(new_type, "new_type", HPyFunc_O)
        static HPy new_type_impl(HPyContext *ctx, HPy self, HPy base)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyType_FromSpec(ctx, &spec, params);
        }
        @EXPORT(new_type)
        @INIT""",
        minor=2,
    )
    import abc

    Base = abc.ABCMeta("Base", (), {})
    Box = mod.new_type(Base)
    assert type(Box.of(1)) is Box
    assert Box.c(1)[0] is Box and issubclass(Box, Box.c(1)[1])
    assert Box().a()[4] == "data of a" and Box.d()[4] == ""
