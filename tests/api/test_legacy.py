"""Legacy features of the cpython and hybrid ABIs: PyObject * and handles, legacy methods."""

import sys

import pytest

pytestmark = pytest.mark.abis("cpython", "hybrid")

SNIPPET = r"""
    /* To PyObject * and back: each step gives a reference of its own. */
    HPyDef_METH(round_trip, "round_trip", HPyFunc_O)
    static HPy round_trip_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        PyObject *object = HPy_AsPyObject(ctx, arg);
        HPy h = HPy_FromPyObject(ctx, object);
        Py_DECREF(object);
        return h;
    }
    HPyDef_METH(from_c, "from_c", HPyFunc_NOARGS)
    static HPy from_c_impl(HPyContext *ctx, HPy self)
    {
        PyObject *list = PyList_New(0);
        HPy h;
        if (list == NULL)
            return HPy_NULL;
        h = HPy_FromPyObject(ctx, list);
        Py_DECREF(list);
        return h;
    }
    HPyDef_METH(counts, "counts", HPyFunc_O)
    static HPy counts_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        PyObject *object = HPy_AsPyObject(ctx, arg);
        Py_ssize_t first = Py_REFCNT(object);
        HPy h = HPy_FromPyObject(ctx, object);
        Py_ssize_t second = Py_REFCNT(object);
        HPy_Close(ctx, h);
        Py_ssize_t third = Py_REFCNT(object);
        Py_DECREF(object);
        return HPyLong_FromLong(ctx, (long)((second - first) * 10 + second - third));
    }
    HPyDef_METH(nulls, "nulls", HPyFunc_NOARGS)
    static HPy nulls_impl(HPyContext *ctx, HPy self)
    {
        return HPyBool_FromBool(ctx, HPy_IsNull(HPy_FromPyObject(ctx, NULL)) && HPy_AsPyObject(ctx, HPy_NULL) == NULL);
    }

    static PyObject *c_noargs(PyObject *self, PyObject *ignored) { return PyLong_FromLong(1); }
    static PyObject *c_one(PyObject *self, PyObject *arg) { return PyTuple_Pack(2, self, arg); }
    static PyObject *c_varargs(PyObject *self, PyObject *args) { return PySequence_List(args); }
    static PyObject *c_keywords(PyObject *self, PyObject *args, PyObject *kwargs)
    {
        return PyTuple_Pack(2, args, kwargs == NULL ? Py_None : kwargs);
    }
    #define CAST(FUNCTION) (PyCFunction)(void (*)(void))FUNCTION
    static PyMethodDef legacy[] = {
        {"c_noargs", c_noargs, METH_NOARGS, "Its doc."},
        {"c_one", c_one, METH_O, NULL},
        {"c_varargs", c_varargs, METH_VARARGS, NULL},
        {"c_keywords", CAST(c_keywords), METH_VARARGS | METH_KEYWORDS, NULL},
        {NULL, NULL, 0, NULL}
    };
    @EXPORT(round_trip, from_c, counts, nulls)
    @EXPORT_LEGACY(legacy)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_round_trip_gives_the_same_object(mod):
    thing = object()
    before = sys.getrefcount(thing)
    assert mod.round_trip(thing) is thing
    assert sys.getrefcount(thing) == before


def test_object_made_in_c(mod):
    assert mod.from_c() == []


def test_from_py_object_takes_a_reference_and_close_drops_it(mod):
    assert mod.counts([]) == 11


def test_null_maps_to_null(mod):
    assert mod.nulls() is True


def test_legacy_noargs(mod):
    assert mod.c_noargs() == 1
    assert mod.c_noargs.__doc__ == "Its doc."
    with pytest.raises(TypeError):
        mod.c_noargs(1)


def test_legacy_o_gets_the_module(mod):
    assert mod.c_one(5) == (mod, 5)


def test_legacy_varargs(mod):
    assert mod.c_varargs(1, 2) == [1, 2]


def test_legacy_keywords(mod):
    assert mod.c_keywords(1, a=2) == ((1,), {"a": 2})
    assert mod.c_keywords() == ((), None)


def test_legacy_methods_alone(make):
    mod = make(r"""
        static PyObject *answer(PyObject *self, PyObject *ignored) { return PyLong_FromLong(42); }
        static PyMethodDef legacy[] = {{"answer", answer, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
        @EXPORT_LEGACY(legacy)
        @INIT""")
    assert mod.answer() == 42


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.round_trip([]), mod.from_c(), mod.c_one(5), mod.counts([])))
