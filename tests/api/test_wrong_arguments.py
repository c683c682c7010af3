"""Arguments at which CPython's own functions do not look: with a wrong one there is an exception, no crash."""

import pytest

SNIPPET = r"""
    #define METHOD(name) \
        HPyDef_METH(name, #name, HPyFunc_VARARGS) \
        static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    METHOD(compare)
    {
        return HPy_RichCompare(ctx, args[0], args[1], (int)HPyLong_AsLong(ctx, args[2]));
    }
    METHOD(compare_bool)
    {
        int result = HPy_RichCompareBool(ctx, args[0], args[1], (int)HPyLong_AsLong(ctx, args[2]));
        return result < 0 ? HPy_NULL : HPyBool_FromBool(ctx, result);
    }
    METHOD(run)
    {
        return HPy_EvalCode(ctx, args[0], args[1], args[1]);
    }
    METHOD(new_error)
    {
        return HPyErr_NewException(ctx, "mod.Error", HPy_NULL, args[0]);
    }
    METHOD(new_error_with_doc)
    {
        return HPyErr_NewExceptionWithDoc(ctx, "mod.Error", "text", HPy_NULL, args[0]);
    }
    METHOD(next)
    {
        HPy item = HPyIter_Next(ctx, args[0]);
        if (HPy_IsNull(item) && !HPyErr_Occurred(ctx))
            return HPy_Dup(ctx, ctx->h_None);
        return item;
    }
    METHOD(unpack)
    {
        HPy_ssize_t start, stop, step;
        if (HPySlice_Unpack(ctx, args[0], &start, &stop, &step) < 0)
            return HPy_NULL;
        return HPyLong_FromSsize_t(ctx, start);
    }
    METHOD(substring)
    {
        return HPyUnicode_Substring(ctx, args[0], 0, 1);
    }
    METHOD(call_method)
    {
        return HPy_CallMethod(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
    }
    METHOD(is_subtype)
    {
        return HPyBool_FromBool(ctx, HPyType_IsSubtype(ctx, args[0], args[1]));
    }
    METHOD(type_name)
    {
        const char *name = HPyType_GetName(ctx, args[0]);
        return name == NULL ? HPy_NULL : HPyUnicode_FromString(ctx, name);
    }
    @EXPORT(compare, compare_bool, run, new_error, new_error_with_doc, next, unpack, substring, call_method, is_subtype)
    @EXPORT(type_name)
    @INIT
"""

pytestmark = pytest.mark.no_debug("debug mode raises its own exception before the call is made")


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=1)


@pytest.mark.parametrize("op", [-1, 6, 1000, -(2**31)])
def test_operations(mod, op):
    for compare in (mod.compare, mod.compare_bool):
        with pytest.raises(SystemError, match=r"operation from HPy_LT to HPy_GE \(0 to 5\), not %d" % op):
            compare(1, 2, op)
        assert [compare(1, 2, good) for good in range(6)] == [True, True, False, True, False, False]


def test_code(mod):
    for wrong in ("1", None, lambda: 1, type(mod.run)):
        with pytest.raises(TypeError, match="HPy_EvalCode requires a code object, not "):
            mod.run(wrong, {})
    code = compile("x", "e", "eval")
    for wrong in ([], None, 1):
        with pytest.raises(TypeError, match="HPy_EvalCode requires a dict as globals, not "):
            mod.run(code, wrong)
    assert mod.run(code, {"x": 1}) == 1


def test_dict_of_exception(mod):
    for new in (mod.new_error, mod.new_error_with_doc):
        for wrong in ([], None, 1, [("a", 1)]):
            with pytest.raises(TypeError, match="HPyErr_NewException requires a dict or HPy_NULL, not "):
                new(wrong)
        assert new({"a": 1}).a == 1


def test_iterator(mod):
    for wrong in ([1], 1, None):
        with pytest.raises(TypeError, match="HPyIter_Next requires an iterator, not "):
            mod.next(wrong)
    assert mod.next(iter([1])) == 1
    assert mod.next(iter([])) is None


def test_slice(mod):
    for wrong in (1, None, range(3)):
        with pytest.raises(TypeError, match="HPySlice_Unpack requires a slice, not "):
            mod.unpack(wrong)
    assert mod.unpack(slice(3, 4)) == 3


def test_str(mod):
    for wrong in (b"bytes", None, 1):
        with pytest.raises(TypeError, match="HPyUnicode_Substring requires a str, not "):
            mod.substring(wrong)
    assert mod.substring("ab") == "a"


def test_method_of_nothing(mod):
    with pytest.raises(SystemError, match=r"HPy_CallMethod requires the object as args\[0\]"):
        mod.call_method("upper")
    assert mod.call_method("upper", "a") == "A"


def test_subtype_of_no_type(mod):
    assert mod.is_subtype(1, int) is False
    assert mod.is_subtype(bool, int) is True


def test_name_of_no_type(mod):
    for wrong in (1, None, "int", mod.run):
        with pytest.raises(TypeError, match="HPyType_GetName requires a type, not "):
            mod.type_name(wrong)
    assert mod.type_name(int) == "int"
    assert mod.type_name(type("Derived", (int,), {})) == "Derived"
