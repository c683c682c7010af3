"""HPyModuleDef: what a module is made of, and which definitions are refused."""

import sys
import types

import pytest

ANSWER = """
    HPyDef_METH(answer, "answer", HPyFunc_NOARGS, .doc = "The answer.")
    static HPy answer_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 42); }
"""
CREATE = """
    HPyDef_SLOT(create, HPy_mod_create)
    static HPy create_impl(HPyContext *ctx, HPy spec) { return HPyLong_FromLong(ctx, 7); }
"""
EXECUTE = """
    HPyDef_SLOT(%(name)s, HPy_mod_exec)
    static int %(name)s_impl(HPyContext *ctx, HPy mod) { return 0; }
"""


def exec_slot(body, name="execute"):
    return "HPyDef_SLOT(%s, HPy_mod_exec)\nstatic int %s_impl(HPyContext *ctx, HPy mod) { %s }\n" % (name, name, body)


def create_slot(body):
    return "HPyDef_SLOT(create, HPy_mod_create)\nstatic HPy create_impl(HPyContext *ctx, HPy spec) { %s }\n" % body


# ---- what is made


def test_smallest_definition(make):
    mod = make("static HPyModuleDef def = {NULL, 0, NULL, NULL, NULL}; HPy_MODINIT(@NAME, def)", name="smallest")
    assert type(mod) is types.ModuleType
    assert mod.__name__ == "smallest"
    assert mod.__doc__ is None


def test_empty_lists(make):
    mod = make("""
        static HPyDef *defines[] = {NULL};
        static HPyGlobal *globals[] = {NULL};
        static HPyModuleDef def = {.defines = defines, .globals = globals};
        HPy_MODINIT(@NAME, def)""")
    assert type(mod) is types.ModuleType


def test_doc(make):
    mod = make("""
        @DOC("Größe, in UTF-8")
        @INIT""")
    assert mod.__doc__ == "Größe, in UTF-8"


def test_method(make):
    mod = make(
        ANSWER
        + """
        @EXPORT(answer)
        @INIT""",
        name="mod",
    )
    assert mod.answer() == 42
    assert mod.answer.__doc__ == "The answer."
    assert mod.answer.__name__ == "answer"
    assert mod.answer.__module__ == "mod"


def test_self_of_a_method_is_the_module(make):
    mod = make("""
        HPyDef_METH(me, "me", HPyFunc_NOARGS)
        static HPy me_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }
        @EXPORT(me)
        @INIT""")
    assert mod.me() is mod


def test_members_and_attributes_are_ignored(make):
    mod = make(
        ANSWER
        + """
        HPyDef_MEMBER(member, "member", HPyMember_INT, 0)
        HPyDef_GET(attribute, "attribute")
        static HPy attribute_get(HPyContext *ctx, HPy self, void *closure) { return HPy_NULL; }
        @EXPORT(member, attribute, answer)
        @INIT"""
    )
    assert not hasattr(mod, "member") and not hasattr(mod, "attribute")
    assert mod.answer() == 42


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_methods_are_appended(make):
    mod = make(
        ANSWER
        + """
        static PyObject *legacy_impl(PyObject *self, PyObject *arg) { return Py_BuildValue("(OO)", self, arg); }
        static PyMethodDef legacy[] = {
            {"legacy", (PyCFunction)legacy_impl, METH_O, "An old one."},
            {"second", (PyCFunction)legacy_impl, METH_O, NULL},
            {NULL, NULL, 0, NULL}
        };
        @EXPORT(answer)
        @EXPORT_LEGACY(legacy)
        @INIT"""
    )
    assert mod.legacy(5) == (mod, 5)
    assert mod.legacy.__doc__ == "An old one."
    assert mod.second(6) == (mod, 6)
    assert mod.answer() == 42


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_methods_alone(make):
    mod = make("""
        static PyObject *legacy_impl(PyObject *self, PyObject *arg) { return Py_BuildValue("O", arg); }
        static PyMethodDef legacy[] = {
            {"legacy", (PyCFunction)legacy_impl, METH_O, NULL},
            {NULL, NULL, 0, NULL}
        };
        @EXPORT_LEGACY(legacy)
        @INIT""")
    assert mod.legacy("x") == "x"


def test_two_modules_from_one_definition(build):
    from support.load import load

    binary = build(
        ANSWER
        + """
        @EXPORT(answer)
        @INIT"""
    )
    first, second = load(binary), load(binary)
    assert first is not second
    assert first.answer.__self__ is first and second.answer.__self__ is second


# ---- exec slots


def test_exec_slots_run_in_order(make):
    add = (
        'HPy v = HPyLong_FromLong(ctx, %d); HPy l = HPy_GetAttr_s(ctx, mod, "seen"); int r;'
        'if (HPy_IsNull(l)) { HPyErr_Clear(ctx); l = HPyList_New(ctx, 0); HPy_SetAttr_s(ctx, mod, "seen", l); }'
        "r = HPyList_Append(ctx, l, v); HPy_Close(ctx, v); HPy_Close(ctx, l); return r;"
    )
    mod = make(
        exec_slot(add % 1, "first")
        + exec_slot(add % 2, "second")
        + exec_slot(add % 3, "third")
        + """
        @EXPORT(first, second, third)
        @INIT"""
    )
    assert mod.seen == [1, 2, 3]


def test_methods_are_there_when_exec_runs(make):
    mod = make(
        ANSWER
        + exec_slot('return HPy_HasAttr_s(ctx, mod, "answer") ? 0 : -1;')
        + """
        @EXPORT(execute, answer)
        @INIT"""
    )
    assert mod.answer() == 42


def test_exec_that_raises(make):
    with pytest.raises(LookupError, match="not today"):
        make(
            exec_slot('HPyErr_SetString(ctx, ctx->h_LookupError, "not today"); return -1;')
            + """
            @EXPORT(execute)
            @INIT"""
        )


def test_slots_behind_a_failing_one_do_not_run(make):
    with pytest.raises(LookupError):
        make(
            exec_slot('HPyErr_SetString(ctx, ctx->h_LookupError, ""); return -1;', "first")
            + exec_slot('HPy_FatalError(ctx, "must not run"); return 0;', "second")
            + """
            @EXPORT(first, second)
            @INIT"""
        )


@pytest.mark.hpy_debug(allow=["result-null"])
def test_exec_that_fails_without_exception(make):
    with pytest.raises(SystemError):
        make(
            exec_slot("return -1;")
            + """
            @EXPORT(execute)
            @INIT"""
        )


@pytest.mark.no_debug("reported, and the pending exception is the one that comes")
def test_exec_that_succeeds_with_an_exception(make):
    with pytest.raises(SystemError):
        make(
            exec_slot('HPyErr_SetString(ctx, ctx->h_LookupError, ""); return 0;')
            + """
            @EXPORT(execute)
            @INIT"""
        )


def test_failing_module_is_not_registered(make):
    with pytest.raises(LookupError):
        make(
            exec_slot('HPyErr_SetString(ctx, ctx->h_LookupError, ""); return -1;')
            + """
            @EXPORT(execute)
            @INIT""",
            name="not_registered",
            direct=True,
        )
    assert "not_registered" not in sys.modules


# ---- create slot


def test_create_slot_makes_any_object(make):
    assert (
        make(
            CREATE
            + """
        @EXPORT(create)
        @INIT"""
        )
        == 7
    )


def test_create_slot_gets_the_spec(make):
    assert (
        make(
            create_slot('return HPy_GetAttr_s(ctx, spec, "name");')
            + """
        @EXPORT(create)
        @INIT""",
            name="named",
        )
        == "named"
    )


def test_create_slot_that_makes_a_module(make):
    body = (
        'HPy types = HPyImport_ImportModule(ctx, "types"); HPy type = HPy_GetAttr_s(ctx, types, "ModuleType");'
        'HPy name = HPyUnicode_FromString(ctx, "x"); HPy args = HPyTuple_FromArray(ctx, &name, 1);'
        "HPy made = HPy_CallTupleDict(ctx, type, args, HPy_NULL);"
        "HPy_Close(ctx, args); HPy_Close(ctx, name); HPy_Close(ctx, type); HPy_Close(ctx, types); return made;"
    )
    with pytest.raises(SystemError) as caught:
        make(
            create_slot(body)
            + """
            @EXPORT(create)
            @INIT"""
        )
    assert str(caught.value) == (
        "HPy_mod_create slot returned a builtin module object. This is currently not supported."
    )


def test_create_slot_that_raises(make):
    with pytest.raises(LookupError, match="not today"):
        make(
            create_slot('HPyErr_SetString(ctx, ctx->h_LookupError, "not today"); return HPy_NULL;')
            + """
            @EXPORT(create)
            @INIT"""
        )


@pytest.mark.hpy_debug(allow=["result-null"])
def test_create_slot_that_fails_without_exception(make):
    with pytest.raises(SystemError):
        make(
            create_slot("return HPy_NULL;")
            + """
            @EXPORT(create)
            @INIT"""
        )


# ---- what is refused


def refused(make, snippet, error=SystemError):
    with pytest.raises(error) as caught:
        make(snippet)
    return str(caught.value)


def with_defines(make, snippet, defines, error=SystemError):
    return refused(
        make,
        snippet
        + """
        static HPyDef *defines[] = {%s, NULL};
        static HPyModuleDef def = {.defines = defines};
        HPy_MODINIT(@NAME, def)"""
        % defines,
        error,
    )


def test_negative_size(make):
    message = refused(make, "static HPyModuleDef def = {.size = -1}; HPy_MODINIT(@NAME, def)")
    assert message == "HPy does not permit HPyModuleDef.size < 0"


def test_refused_again_at_the_next_import(build):
    from support.load import load

    binary = build("static HPyModuleDef def = {.size = -1}; HPy_MODINIT(@NAME, def)")
    for _ in range(2):
        with pytest.raises(SystemError, match="size < 0"):
            load(binary)


METHOD = """
    static void *nothing(void) { return NULL; }
    HPyDef bad = {.kind = HPyDef_Kind_Meth, {.meth = {
        .name = "bad", .impl = nothing, .signature = %s}}};
"""


@pytest.mark.parametrize(
    "signature",
    ["HPyFunc_INQUIRY", "HPyFunc_UNARYFUNC", "(HPyFunc_Signature)0", "(HPyFunc_Signature)999", "(HPyFunc_Signature)-1"],
)
def test_signature_that_no_method_has(make, signature):
    assert with_defines(make, METHOD % signature, "&bad", error=ValueError) == "Unsupported HPyMeth signature"


def test_slot_of_a_type(make):
    message = with_defines(
        make,
        """
        HPyDef_SLOT(repr, HPy_tp_repr)
        static HPy repr_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }""",
        "&repr",
    )
    assert "slot 66" in message and "HPy_mod_exec" in message


def test_unknown_slot(make):
    message = with_defines(
        make, "HPyDef bad = {.kind = HPyDef_Kind_Slot, {.slot = {.slot = (HPySlot_Slot)4711}}};", "&bad"
    )
    assert "slot 4711" in message


def test_unknown_kind(make):
    message = with_defines(make, "HPyDef bad = {.kind = (HPyDef_Kind)77, {.slot = {.slot = HPy_mod_exec}}};", "&bad")
    assert "unknown kind 77" in message


@pytest.mark.parametrize(
    "record, words",
    [
        ('.kind = HPyDef_Kind_Meth, .meth = {.name = "f", .signature = HPyFunc_O}', "method 'f' has no implementation"),
        (".kind = HPyDef_Kind_Meth, .meth = {.signature = HPyFunc_O}", "method '?' has no name"),
        (".kind = HPyDef_Kind_Slot, .slot = {.slot = HPy_mod_exec}", "HPy_mod_exec slot without implementation"),
        (".kind = HPyDef_Kind_Slot, .slot = {.slot = HPy_mod_create}", "HPy_mod_create slot without implementation"),
    ],
)
def test_record_without_a_function(make, record, words):
    assert words in with_defines(make, "static HPyDef empty = {%s};" % record, "&empty")


def test_two_create_slots(make):
    assert "several HPy_mod_create slots" in with_defines(make, CREATE, "&create, &create")


@pytest.mark.parametrize(
    "snippet, other",
    [
        (ANSWER, "answer"),
        (EXECUTE % {"name": "execute"}, "execute"),
        ('HPyDef_MEMBER(member, "member", HPyMember_INT, 0)\n', "member"),
    ],
)
def test_create_slot_beside_other_defines(make, snippet, other):
    for defines in ("&create, &" + other, "&%s, &create" % other):
        message = with_defines(make, CREATE + snippet, defines)
        assert message.startswith("HPyModuleDef defines a HPy_mod_create slot")


@pytest.mark.parametrize("field", ['.doc = "doc"', ".globals = no_globals"])
def test_create_slot_beside_other_fields(make, field):
    message = refused(
        make,
        CREATE
        + """
        static HPyDef *defines[] = {&create, NULL};
        HPyGlobal *no_globals[] = {NULL};
        static HPyModuleDef def = {.defines = defines, %s};
        HPy_MODINIT(@NAME, def)"""
        % field,
    )
    assert message.startswith("HPyModuleDef defines a HPy_mod_create slot")


@pytest.mark.abis("cpython", "hybrid")
def test_create_slot_beside_legacy_methods(make):
    message = refused(
        make,
        CREATE
        + """
        static PyMethodDef legacy[] = {{NULL, NULL, 0, NULL}};
        @EXPORT(create)
        @EXPORT_LEGACY(legacy)
        @INIT""",
    )
    assert message.startswith("HPyModuleDef defines a HPy_mod_create slot")


def test_size_is_checked_first(make):
    message = refused(
        make,
        METHOD % "HPyFunc_INQUIRY"
        + """
        static HPyDef *defines[] = {&bad, NULL};
        static HPyModuleDef def = {.size = -1, .defines = defines};
        HPy_MODINIT(@NAME, def)""",
    )
    assert message == "HPy does not permit HPyModuleDef.size < 0"


def test_defines_are_checked_before_the_company_of_a_create_slot(make):
    message = with_defines(make, CREATE + METHOD % "HPyFunc_INQUIRY", "&create, &bad", error=ValueError)
    assert message == "Unsupported HPyMeth signature"
