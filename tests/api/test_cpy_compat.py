"""HPy beside the C API: types, slots and methods of both in one type (cpython and hybrid)."""

import pytest

pytestmark = pytest.mark.abis("cpython", "hybrid")

SNIPPET = r"""
    typedef struct { PyObject_HEAD; long x; } Point;
    HPyType_LEGACY_HELPERS(Point)

    HPyDef_SLOT(point_new, HPy_tp_new)
    static HPy point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Point *point;
        HPy h = HPy_New(ctx, cls, &point);
        if (!HPy_IsNull(h))
            point->x = nargs > 0 ? HPyLong_AsLong(ctx, args[0]) : 7;
        return h;
    }
    HPyDef_METH(hpy_x, "hpy_x", HPyFunc_NOARGS)
    static HPy hpy_x_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, Point_AsStruct(ctx, self)->x);
    }
    static PyObject *c_x(PyObject *self, PyObject *ignored) { return PyLong_FromLong(((Point *)self)->x); }
    static PyObject *c_repr(PyObject *self) { return PyUnicode_FromFormat("Point(%ld)", ((Point *)self)->x); }
    static PyObject *c_class(PyObject *cls, PyObject *ignored) { Py_INCREF(cls); return cls; }
    static PyObject *c_get(PyObject *self, void *closure) { return PyLong_FromLong(((Point *)self)->x * 2); }
    static PyMethodDef methods[] = {
        {"c_x", c_x, METH_NOARGS, NULL}, {"c_class", c_class, METH_NOARGS | METH_CLASS, NULL}, {NULL, NULL, 0, NULL}
    };
    static PyGetSetDef getset[] = {{"twice", c_get, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};
    static PyType_Slot legacy_slots[] = {
        {Py_tp_repr, (void *)(intptr_t)c_repr}, {Py_tp_methods, methods}, {Py_tp_getset, getset}, {0, NULL}
    };
    static HPyDef *defines[] = {&point_new, &hpy_x, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point),
        .legacy_slots = legacy_slots, .defines = defines
    };
    @EXPORT_TYPE("Point", spec)
    @INIT
"""


@pytest.fixture
def point(make):
    return make(SNIPPET).Point


def test_both_see_the_same_struct(point):
    assert point(5).hpy_x() == point(5).c_x() == 5


def test_legacy_slot(point):
    assert repr(point(5)) == "Point(5)"


def test_legacy_getset(point):
    assert point(5).twice == 10


def test_legacy_class_method(point):
    assert point.c_class() is point
