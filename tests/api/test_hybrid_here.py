"""A hybrid module that the running Python compiles for itself, over its own Python.h: on CPython and PyPy."""

import importlib.machinery
import os
import subprocess
import sys
import sysconfig

import pytest

SNIPPET = """
#include "hpy.h"

static PyObject *old_next(PyObject *self, PyObject *arg)
{
    long n = PyLong_AsLong(arg);
    return n == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(n + 1);
}
static PyMethodDef old_functions[] = {{"next", old_next, METH_O, ""}, {NULL, NULL, 0, NULL}};

typedef struct { PyObject_HEAD long x; } Point;
HPyType_LEGACY_HELPERS(Point)
static PyObject *Point_set(PyObject *self, PyObject *arg)
{
    ((Point *)self)->x = PyLong_AsLong(arg);
    Py_RETURN_NONE;
}
static PyMethodDef old_methods[] = {{"set", Point_set, METH_O, ""}, {NULL, NULL, 0, NULL}};
static PyType_Slot old_slots[] = {{Py_tp_methods, old_methods}, {0, NULL}};

HPyDef_METH(Point_get, "get", HPyFunc_NOARGS)
static HPy Point_get_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, Point_AsStruct(ctx, self)->x); }
static HPyDef *Point_defines[] = {&Point_get, NULL};
static HPyType_Spec Point_spec = {
    .name = "tests.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point), .defines = Point_defines,
    .legacy_slots = old_slots, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
};

HPyDef_METH(text, "text", HPyFunc_O)
static HPy text_impl(HPyContext *ctx, HPy self, HPy arg)
{
    PyObject *object = HPy_AsPyObject(ctx, arg);
    PyObject *repr = PyObject_Repr(object);
    HPy result = repr == NULL ? HPy_NULL : HPy_FromPyObject(ctx, repr);

    Py_XDECREF(repr);
    Py_DECREF(object);
    return result;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module)
{
    HPy cls = HPyType_FromSpec(ctx, &Point_spec, NULL);
    int result = HPy_IsNull(cls) ? -1 : HPy_SetAttr_s(ctx, module, "Point", cls);

    HPy_Close(ctx, cls);
    return result;
}
static HPyDef *defines[] = {&text, &exec, NULL};
static HPyModuleDef def = {.doc = "Old and new parts", .legacy_methods = old_functions, .defines = defines};
HPy_MODINIT(here, def)
"""

# Those of CPython for another machine or system compile nothing.
CAN_COMPILE = os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")) and sys.platform == "linux"


@pytest.mark.for_hosts
@pytest.mark.skipif(not CAN_COMPILE, reason="there is no Python.h, or the line is for another system")
@pytest.mark.no_layers("the module is not made by make()")
def test_old_and_new_parts(tmp_path):
    from hpy.devel import flags

    (tmp_path / "here.c").write_text(SNIPPET)
    line = flags.compile_line("hybrid", 0, "here", ["here.c"])
    done = subprocess.run(line, cwd=str(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    (made,) = tmp_path.glob("*.so")
    path = str(tmp_path / "here.hpy0.so")  # PyPy wants that in the name
    made.rename(path)

    import hpy.universal

    here = hpy.universal.load("here", path, importlib.machinery.ModuleSpec("here", None, origin=path))
    assert here.next(41) == 42
    assert here.text([1, "a"]) == "[1, 'a']"
    with pytest.raises(TypeError):
        here.next("no number")

    class Derived(here.Point):
        pass

    for cls in (here.Point, Derived):
        point = cls()
        assert point.get() == 0
        point.set(7)
        assert point.get() == 7
