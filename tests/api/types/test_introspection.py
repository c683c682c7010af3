"""What Python's tools see of functions and types: signatures, help, names, docstrings, pickles and copies.

Each beside the same module written over Python.h, since these tools read what the type objects say.
"""

import copy
import inspect
import pickle
import pydoc
import re
import sys
import sysconfig
import types

import pytest
from support.examples import import_file

HPY = r"""
    #include <stddef.h>
    typedef struct { long number; const char *text; HPyField any; } Thing;
    HPyType_HELPERS(Thing)

    HPyDef_METH(add, "add", HPyFunc_VARARGS, .doc = "add($module, a, b=1, /)\n--\n\nThe sum.")
    static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) { return HPyLong_FromLong(ctx, 5); }
    HPyDef_METH(kw, "kw", HPyFunc_KEYWORDS, .doc = "kw(a, *, b=None)\n--\n\n")
    static HPy kw_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy names) { return HPy_NULL; }
    HPyDef_METH(plain, "plain", HPyFunc_NOARGS, .doc = "plain(): no signature.")
    static HPy plain_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }
    HPyDef_METH(bare, "bare", HPyFunc_O)
    static HPy bare_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_NULL; }

    HPyDef_SLOT(Thing_new, HPy_tp_new)
    static HPy Thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        static const char *names[] = {"number", NULL};
        long number = 0;
        Thing *thing;
        HPy result;
        if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "|l:Thing", names, &number))
            return HPy_NULL;
        result = HPy_New(ctx, cls, &thing);
        if (!HPy_IsNull(result))
            thing->number = number;
        return result;
    }
    HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
    static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->any);
        return 0;
    }
    HPyDef_METH(Thing_reduce, "__reduce__", HPyFunc_NOARGS, .doc = "__reduce__($self, /)\n--\n\nFor pickles.")
    static HPy Thing_reduce_impl(HPyContext *ctx, HPy self)
    {
        HPy cls = HPy_Type(ctx, self);
        HPy result = HPy_BuildValue(ctx, "O(l)", cls, Thing_AsStruct(ctx, self)->number);
        HPy_Close(ctx, cls);
        return result;
    }
    HPyDef_METH(Thing_scale, "scale", HPyFunc_O, .doc = "scale($self, factor, /)\n--\n\nLonger, or shorter.")
    static HPy Thing_scale_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, self); }
    HPyDef_CLASSMETH(Thing_of, "of", HPyFunc_NOARGS, .doc = "of($cls, /)\n--\n\nAnother constructor.")
    static HPy Thing_of_impl(HPyContext *ctx, HPy cls) { return HPy_Dup(ctx, cls); }
    HPyDef_STATICMETH(Thing_most, "most", HPyFunc_NOARGS, .doc = "most()\n--\n\nThe largest.")
    static HPy Thing_most_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, ctx->h_None); }
    HPyDef_MEMBER(Thing_number, "number", HPyMember_LONG, offsetof(Thing, number), .doc = "How many.")
    HPyDef_MEMBER(Thing_text, "text", HPyMember_STRING, offsetof(Thing, text), .readonly = 1)
    HPyDef_MEMBER(Thing_any, "any", HPyMember_OBJECT, offsetof(Thing, any), .doc = "Größe.")
    HPyDef_GET(Thing_double, "double", .doc = "Twice the number.")
    static HPy Thing_double_get(HPyContext *ctx, HPy self, void *closure) { return HPyLong_FromLong(ctx, 2); }
    HPyDef_GETSET(Thing_half, "half")
    static HPy Thing_half_get(HPyContext *ctx, HPy self, void *closure) { return HPyLong_FromLong(ctx, 2); }
    static int Thing_half_set(HPyContext *ctx, HPy self, HPy value, void *closure) { return 0; }
    static HPyDef *Thing_defines[] = {
        &Thing_new, &Thing_traverse, &Thing_reduce, &Thing_scale, &Thing_of, &Thing_most, &Thing_number, &Thing_text,
        &Thing_any, &Thing_double, &Thing_half, NULL,
    };
    static HPyType_Spec Thing_spec = {
        .name = "shown.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
        .defines = Thing_defines, .doc = "Thing(number=0)\n--\n\nA thing.\n\nMore of it.",
    };

    typedef struct { long number; } Closed;
    HPyType_HELPERS(Closed)
    static HPyType_Spec Closed_spec = {
        .name = "shown.Closed", .basicsize = sizeof(Closed), .builtin_shape = SHAPE(Closed), .doc = "Closed.",
    };
    static HPyType_Spec Empty_spec = {.name = "shown.Empty", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE};
    @EXPORT(add, kw, plain, bare)
    @EXPORT_TYPE("Thing", Thing_spec)
    @EXPORT_TYPE("Closed", Closed_spec)
    @EXPORT_TYPE("Empty", Empty_spec)
    @DOC("Shown.")
    @INIT
"""

NATIVE = r"""
    #include <structmember.h>
    typedef struct { PyObject_HEAD long number; const char *text; PyObject *any; } Thing;
    static PyObject *give(PyObject *self, PyObject *args) { (void)args; return Py_NewRef(self); }
    static PyObject *give_none(PyObject *self, PyObject *args) { (void)self; (void)args; Py_RETURN_NONE; }
    static PyObject *give_two(PyObject *self, void *closure) { (void)self; (void)closure; return PyLong_FromLong(2); }
    static int set(PyObject *self, PyObject *value, void *closure) { (void)self; (void)value; (void)closure; return 0; }
    static PyObject *reduce(PyObject *self, PyObject *args)
    {
        (void)args;
        return Py_BuildValue("O(l)", Py_TYPE(self), ((Thing *)self)->number);
    }
    static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kw)
    {
        static char *names[] = {"number", NULL};
        long number = 0;
        PyObject *result;
        if (!PyArg_ParseTupleAndKeywords(args, kw, "|l:Thing", names, &number))
            return NULL;
        result = type->tp_alloc(type, 0);
        if (result != NULL)
            ((Thing *)result)->number = number;
        return result;
    }
    static int traverse(PyObject *self, visitproc visit, void *arg)
    {
    #if PY_VERSION_HEX >= 0x03090000
        Py_VISIT(Py_TYPE(self));
    #endif
        Py_VISIT(((Thing *)self)->any);
        return 0;
    }
    static int clear(PyObject *self) { Py_CLEAR(((Thing *)self)->any); return 0; }
    static void dealloc(PyObject *self)
    {
        PyTypeObject *type = Py_TYPE(self);
        PyObject_GC_UnTrack(self);
        clear(self);
        type->tp_free(self);
        Py_DECREF(type);
    }
    static void dealloc_closed(PyObject *self)
    {
        PyTypeObject *type = Py_TYPE(self);
        type->tp_free(self);
        Py_DECREF(type);
    }
    static PyMethodDef thing_methods[] = {
        {"__reduce__", reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nFor pickles."},
        {"scale", give, METH_O, "scale($self, factor, /)\n--\n\nLonger, or shorter."},
        {"of", give, METH_NOARGS | METH_CLASS, "of($cls, /)\n--\n\nAnother constructor."},
        {"most", give_none, METH_NOARGS | METH_STATIC, "most()\n--\n\nThe largest."},
        {NULL, NULL, 0, NULL}
    };
    static PyMemberDef thing_members[] = {
        {"number", T_LONG, offsetof(Thing, number), 0, "How many."},
        {"text", T_STRING, offsetof(Thing, text), READONLY, NULL},
        {"any", T_OBJECT, offsetof(Thing, any), 0, "Größe."},
        {NULL, 0, 0, 0, NULL}
    };
    static PyGetSetDef thing_getset[] = {
        {"double", give_two, NULL, "Twice the number.", NULL},
        {"half", give_two, set, NULL, NULL},
        {NULL, NULL, NULL, NULL, NULL}
    };
    #define SLOT(NAME, VALUE) {Py_tp_##NAME, (void *)(uintptr_t)(VALUE)}
    static PyType_Slot thing_slots[] = {
        SLOT(new, new), SLOT(traverse, traverse), SLOT(clear, clear), SLOT(dealloc, dealloc),
        SLOT(methods, thing_methods), SLOT(members, thing_members), SLOT(getset, thing_getset),
        SLOT(doc, "Thing(number=0)\n--\n\nA thing.\n\nMore of it."), {0, NULL}
    };
    static PyType_Spec thing_spec = {
        "shown.Thing", (int)sizeof(Thing), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, thing_slots
    };
    static PyType_Slot closed_slots[] = { SLOT(doc, "Closed."), SLOT(dealloc, dealloc_closed), {0, NULL} };
    static PyType_Spec closed_spec = {
        "shown.Closed", (int)sizeof(PyObject) + 8, 0, Py_TPFLAGS_DEFAULT, closed_slots
    };
    static PyType_Slot empty_slots[] = { SLOT(dealloc, dealloc_closed), {0, NULL} };
    static PyType_Spec empty_spec = {
        "shown.Empty", (int)sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, empty_slots
    };
    static PyMethodDef methods[] = {
        {"add", give, METH_VARARGS, "add($module, a, b=1, /)\n--\n\nThe sum."},
        {"kw", (PyCFunction)(void (*)(void))give, METH_VARARGS | METH_KEYWORDS, "kw(a, *, b=None)\n--\n\n"},
        {"plain", give, METH_NOARGS, "plain(): no signature."},
        {"bare", give, METH_O, NULL},
        {NULL, NULL, 0, NULL}
    };
    static int add_types(PyObject *module)
    {
        PyType_Spec *specs[] = {&thing_spec, &closed_spec, &empty_spec};
        const char *names[] = {"Thing", "Closed", "Empty"};
        int i;
        for (i = 0; i < 3; i++) {
            PyObject *type = PyType_FromSpec(specs[i]);
            if (type == NULL || PyModule_AddObject(module, names[i], type) < 0)
                return -1;
        }
        return 0;
    }
    static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)(uintptr_t)add_types}, {0, NULL}};
    static PyModuleDef definition = {
        .m_base = PyModuleDef_HEAD_INIT, .m_name = "shown", .m_doc = "Shown.", .m_methods = methods, .m_slots = slots,
    };
    HPy_EXPORTED_FUNC PyObject *PyInit_shown(void);
    HPy_EXPORTED_FUNC PyObject *PyInit_shown(void) { return PyModuleDef_Init(&definition); }
"""

FUNCTIONS = ["add", "kw", "plain", "bare"]
ATTRIBUTES = ["number", "text", "any", "double", "half"]
METHODS = ["scale", "of", "most", "__reduce__", "__new__"]
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
NAMES = ["__name__", "__qualname__", "__module__", "__doc__", "__text_signature__", "__self__", "__objclass__"]


@pytest.fixture
def shown(make, monkeypatch):
    module = make(HPY, name="shown", minor=2)
    monkeypatch.setitem(sys.modules, "shown", module)
    return module


@pytest.fixture(scope="session")
def native(compiler):
    return import_file("shown", compiler.build(NATIVE, "cpython", "shown").path)


def facts(thing):
    """Names and docstrings, as text; an exception where there is none."""
    return {name: outcome(getattr, thing, name) for name in NAMES}


def outcome(function, *args):
    try:
        result = function(*args)
    except Exception as error:
        return type(error).__name__, str(error)
    return result if isinstance(result, (str, type(None))) else re.sub(r"( at 0x| from ).*|>$", "", repr(result))


def signature(thing):
    """As text; None without one."""
    try:
        return str(inspect.signature(thing))
    except ValueError:
        return None


# ---- signatures


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(shown, native, name):
    function, twin = getattr(shown, name), getattr(native, name)
    assert facts(function) == facts(twin)
    assert signature(function) == signature(twin)
    assert function.__module__ == "shown" and type(function) is type(twin)


def test_signatures(shown):
    assert signature(shown.add) == "(a, b=1, /)"
    assert signature(shown.kw) == "(a, *, b=None)"
    assert signature(shown.Thing.scale) == "(self, factor, /)" and signature(shown.Thing().scale) == "(factor, /)"
    assert signature(shown.Thing.of) == signature(shown.Thing().most) == "()"
    known = ("()", "(object, /)") if sys.version_info >= (3, 13) else (None, None)  # by the way they are called
    assert (signature(shown.plain), signature(shown.bare)) == known


@pytest.mark.parametrize("name", METHODS)
def test_methods(shown, native, name):
    for found, twin in [(shown.Thing, native.Thing), (shown.Thing(), native.Thing())]:
        method, its = getattr(found, name), getattr(twin, name)
        assert facts(method) == facts(its) and type(method) is type(its)
        assert signature(method) == signature(its)


def test_signature_of_a_type(shown, native):
    """CPython forgets those of Python.h's types before 3.10."""
    assert shown.Thing.__text_signature__ == "(number=0)"
    assert str(inspect.signature(shown.Thing)) == "(number=0)"
    assert shown.Thing.__doc__ == native.Thing.__doc__ == "A thing.\n\nMore of it."
    assert shown.Closed.__text_signature__ is None and shown.Closed.__doc__ == "Closed."
    if sys.version_info >= (3, 10):
        assert native.Thing.__text_signature__ == "(number=0)"


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the twin has no signature")
def test_help(shown, native):
    assert pydoc.plain(pydoc.render_doc(shown.Thing)) == pydoc.plain(pydoc.render_doc(native.Thing))
    for name in FUNCTIONS:
        assert pydoc.render_doc(getattr(shown, name)) == pydoc.render_doc(getattr(native, name))


def test_help_has_it_all(shown):
    text = pydoc.plain(pydoc.render_doc(shown.Thing))
    for part in ("class Thing(", "Thing(number=0)", "scale(self, factor, /)", "Longer, or shorter.", "Größe.", "Twice"):
        assert part in text


# ---- names and docstrings


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes(shown, native, name):
    found, twin = vars(shown.Thing)[name], vars(native.Thing)[name]
    kind, expected = type(twin), repr((facts(twin), repr(twin)))
    if name == "any" and sysconfig.get_config_var("Py_GIL_DISABLED"):  # threads share it: functions read and write it
        kind = types.GetSetDescriptorType
        expected = expected.replace("member_descriptor", "getset_descriptor").replace("<member", "<attribute")
    assert repr((facts(found), repr(found))) == expected and type(found) is kind
    assert found.__objclass__ is shown.Thing and found.__qualname__ == "Thing." + name
    assert inspect.isdatadescriptor(found)


@pytest.mark.parametrize("name", ["Thing", "Closed", "Empty"])
def test_types(shown, native, name):
    cls, twin = getattr(shown, name), getattr(native, name)
    assert (cls.__name__, cls.__qualname__, cls.__module__) == (name, name, "shown")
    assert (cls.__doc__, repr(cls), cls.__mro__[1:]) == (twin.__doc__, repr(twin), twin.__mro__[1:])
    own = {"__vectorcalloffset__", "__dictoffset__", "__weaklistoffset__"}
    assert set(vars(cls)) - own == set(vars(twin)) - own


# ---- pickles and copies


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_pickled_by_name(shown, protocol):
    for thing in (shown.Thing, shown.Closed, shown.add, shown.Thing.of, shown.Thing.scale):
        assert pickle.loads(pickle.dumps(thing, protocol)) == thing
    assert copy.copy(shown.Thing) is copy.deepcopy(shown.Thing) is shown.Thing


class Sub:
    """Replaced by a class over the module's type: pickle looks it up here."""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_instances_by_reduce(shown, protocol, monkeypatch):
    cls = type("Sub", (shown.Thing,), {"__module__": __name__})
    monkeypatch.setitem(globals(), "Sub", cls)
    for thing in (shown.Thing(7), cls(7)):
        for again in (pickle.loads(pickle.dumps(thing, protocol)), copy.copy(thing), copy.deepcopy(thing)):
            assert type(again) is type(thing) and again is not thing and again.number == 7
    bound = pickle.loads(pickle.dumps(shown.Thing(8).scale, protocol))
    assert bound.__self__.number == 8 and bound(1) is bound.__self__


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_instances_without_reduce(shown, native, protocol, monkeypatch):
    thing, twin = object.__new__(shown.Closed), object.__new__(native.Closed)
    for way in (copy.copy, copy.deepcopy, lambda o: pickle.dumps(o, protocol)):
        assert outcome(way, thing) == outcome(way, twin)
        assert outcome(way, thing)[0] == "TypeError"
    cls = type("Sub", (shown.Empty,), {"__module__": __name__})
    monkeypatch.setitem(globals(), "Sub", cls)
    for empty in (shown.Empty(), cls()):
        for again in (pickle.loads(pickle.dumps(empty, protocol)), copy.copy(empty)):
            assert type(again) is type(empty)
    sub = cls()
    sub.x = [1]
    assert copy.deepcopy(sub).x == [1] and copy.copy(sub).x is sub.x
