/* Calls a function of Python.h that HPy has none for, as a port does that goes on step by step.
 *
 * Such a file is for the CPython and the hybrid ABI: a binary that calls Python.h is for one version of CPython.
 *
 * run: assert mod.names(1j)[-2:] == ["imag", "real"]
 */
#include <Python.h>
#include "hpy.h"

HPyDef_METH(names, "names", HPyFunc_O, .doc = "names(obj, /)\n--\n\nThose of its attributes, sorted.")
static HPy names_impl(HPyContext *ctx, HPy self, HPy obj)
{
    PyObject *py_obj = HPy_AsPyObject(ctx, obj); /* a reference of ours */
    PyObject *py_names = PyObject_Dir(py_obj);
    HPy result;

    Py_DECREF(py_obj);
    if (py_names == NULL)
        return HPy_NULL; /* the exception is the same in both worlds */
    result = HPy_FromPyObject(ctx, py_names);
    Py_DECREF(py_names);
    return result;
}

static HPyDef *defines[] = {&names, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(cpython_s_api_beside_hpy, module)
