"""Names that are put into a module; its dict, name and file."""

import types

import pytest

SNIPPET = r"""
    #define ANSWER 42
    #define GREETING "hello"

    static HPyType_Spec Thing_spec = {.name = "somewhere.Thing"};

    static int fill(HPyContext *ctx, HPy mod)
    {
        HPy list = HPyList_New(ctx, 0), type = HPyType_FromSpec(ctx, &Thing_spec, NULL);
        int result = HPyModule_AddObject(ctx, mod, "things", list) < 0 || HPyModule_AddType(ctx, mod, type) < 0
                     || HPyModule_AddIntConstant(ctx, mod, "smallest", INT64_MIN) < 0
                     || HPyModule_AddIntMacro(ctx, mod, ANSWER) < 0
                     || HPyModule_AddStringConstant(ctx, mod, "text", "\xC3\xA4") < 0
                     || HPyModule_AddStringMacro(ctx, mod, GREETING) < 0;

        HPy_Close(ctx, type);
        HPy_Close(ctx, list);
        return result ? -1 : 0;
    }

    HPyDef_METH(add, "add", HPyFunc_VARARGS)
    static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy value = nargs > 1 ? args[1] : HPy_NULL;
        return HPyModule_AddObject(ctx, args[0], "added", value) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(add_failed, "add_failed", HPyFunc_O)
    static HPy add_failed_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy value = HPyErr_SetString(ctx, ctx->h_KeyError, "the reason");
        return HPyModule_AddObject(ctx, arg, "added", value) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(add_text, "add_text", HPyFunc_O)
    static HPy add_text_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyModule_AddStringConstant(ctx, arg, "bad", "\xFF") < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(add_type, "add_type", HPyFunc_VARARGS)
    static HPy add_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyModule_AddType(ctx, args[0], args[1]) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(dict, "dict", HPyFunc_O)
    static HPy dict_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyModule_GetDict(ctx, arg); }
    HPyDef_METH(name, "name", HPyFunc_O)
    static HPy name_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyModule_GetName(ctx, arg); }
    HPyDef_METH(filename, "filename", HPyFunc_O)
    static HPy filename_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyModule_GetFilename(ctx, arg); }

    @EXPORT(add, add_failed, add_text, add_type, dict, name, filename)
    @EXTRA_INIT_FUNC(fill)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def test_names_of_the_module(mod):
    assert (mod.things, mod.smallest, mod.ANSWER, mod.text, mod.GREETING) == ([], -(2**63), 42, "ä", "hello")
    assert mod.Thing.__name__ == "Thing" and mod.Thing.__module__ == "somewhere"


def test_add_object(mod):
    thing, other = object(), types.ModuleType("other")
    mod.add(other, thing)
    assert other.added is thing


@pytest.mark.hpy_debug(allow=["null-handle"])
def test_add_nothing(mod):
    other = types.ModuleType("other")
    with pytest.raises(SystemError, match="the value of 'added' is HPy_NULL"):
        mod.add(other)
    with pytest.raises(KeyError, match="the reason"):
        mod.add_failed(other)
    assert not hasattr(other, "added")


def test_add_to_what_takes_no_attributes(mod):
    with pytest.raises(AttributeError):
        mod.add(1, 2)


def test_add_text_that_is_none(mod):
    with pytest.raises(UnicodeDecodeError):
        mod.add_text(types.ModuleType("other"))


def test_add_type(mod):
    class Inner:
        pass

    other = types.ModuleType("other")
    mod.add_type(other, Inner)
    mod.add_type(other, int)
    assert other.Inner is Inner and other.int is int
    with pytest.raises(TypeError, match="HPyModule_AddType needs a type"):
        mod.add_type(other, 5)


def test_dict_name_filename(mod):
    other = types.ModuleType("some.name")
    other.__file__ = "/some/where.py"
    assert mod.dict(other) is vars(other)
    assert mod.name(other) == "some.name"
    assert mod.filename(other) == "/some/where.py"


def test_no_module(mod):
    with pytest.raises(SystemError):
        mod.dict("no module")
    with pytest.raises(TypeError):
        mod.name("no module")
    with pytest.raises(TypeError):
        mod.filename("no module")


def test_name_and_file_are_missing(mod):
    other = types.ModuleType("other")
    with pytest.raises(SystemError, match="filename missing"):
        mod.filename(other)
    del other.__name__
    with pytest.raises(SystemError, match="nameless module"):
        mod.name(other)
