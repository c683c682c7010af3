/* Makes the modules of the layers, which are written on HPy itself, from their definitions. */
#include "layer_modules.h"

#include "../../hpy/devel/src/cpython/host.h"
#include "../host/universal_context.h"

/* One that is compiled in. Its functions use the host's own context. */
typedef struct {
    const char *attribute; /* of hpy.universal */
    const char *name;
    HPyModuleDef *(*get_definition)(HPyContext *ctx);
    PyModuleDef *converted;
} Embedded;

_HPy_HIDDEN HPyModuleDef *hpy_debug_module(HPyContext *ctx); /* universal/debug */
_HPy_HIDDEN HPyModuleDef *hpy_trace_module(HPyContext *ctx); /* universal/trace */

static Embedded all[] = {
    {"_debug", "hpy.debug._debug", hpy_debug_module, NULL},
    {"_trace", "hpy.trace._trace", hpy_trace_module, NULL},
};

/* The least that PyModule_FromDefAndSpec() wants: an object with a name. */
static PyObject *new_spec(const char *name)
{
    PyObject *types = PyImport_ImportModule("types");
    PyObject *namespace = types != NULL ? PyObject_GetAttrString(types, "SimpleNamespace") : NULL;
    PyObject *args = namespace != NULL ? PyTuple_New(0) : NULL;
    PyObject *kw = args != NULL ? Py_BuildValue("{ss}", "name", name) : NULL;
    PyObject *spec = kw != NULL ? PyObject_Call(namespace, args, kw) : NULL;

    Py_XDECREF(kw);
    Py_XDECREF(args);
    Py_XDECREF(namespace);
    Py_XDECREF(types);
    return spec;
}

static PyObject *make(Embedded *embedded)
{
    HPyContext *ctx = hpy_universal_context();
    PyModuleDef *def = ctx == NULL ? NULL : hpy_module_def(embedded->get_definition(ctx), embedded->name, NULL,
                                                           &embedded->converted);
    PyObject *spec = def != NULL ? new_spec(embedded->name) : NULL;
    PyObject *module = spec != NULL ? PyModule_FromDefAndSpec(def, spec) : NULL;

    Py_XDECREF(spec);
    if (module != NULL && hpy_module_execute(module, def) < 0)
        Py_CLEAR(module);
    return module;
}

PyObject *hpy_layer_module(PyObject *name)
{
    size_t i;

    for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, all[i].attribute) == 0)
            return make(&all[i]);
    PyErr_Format(PyExc_AttributeError, "module 'hpy.universal' has no attribute %R", name);
    return NULL;
}
