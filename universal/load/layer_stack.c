/* Puts a layer on a context.
 *
 * Before the first layer of a sort is made, its package is imported: it reads the options of that sort from the
 * environment.
 */
#include "layer_stack.h"

#include "../host/universal_context.h"
#include "../layers/host_interface.h"
#include "../host/services.h"

static int import_package(const char *name)
{
    PyObject *module = PyImport_ImportModule(name);

    Py_XDECREF(module);
    return module != NULL ? 0 : -1;
}

HPyContext *hpy_add_layer(HPyContext *inner, HPyLayer layer, const char *module, const HPyModuleDef *def)
{
    HPyContext *ctx;

    if (import_package(layer == HPY_LAYER_TRACE ? "hpy.trace" : "hpy.debug") < 0)
        return NULL;
    if (layer == HPY_LAYER_TRACE) {
        ctx = hpy_trace_wrap(inner, hpy_host_services(), module);
    } else {
        ctx = hpy_debug_wrap(inner, hpy_host_services(), module);
        if (ctx != NULL)
            hpy_debug_set_definition(ctx, def);
    }
    if (ctx == NULL)
        PyErr_NoMemory();
    return ctx;
}

int hpy_check_gil(HPyMode mode, PyObject *module)
{
#if defined(Py_mod_multiple_interpreters) && !defined(Py_GIL_DISABLED)
    PyObject *gil, *result;

    if (PyInterpreterState_Get() == PyInterpreterState_Main())
        return 0;
    gil = PyImport_ImportModule("hpy._gil");
    result = gil == NULL ? NULL : PyObject_CallMethod(gil, "refuse_own_gil", "Os", module, hpy_mode_name(mode));
    Py_XDECREF(gil);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
#else
    (void)mode;
    (void)module;
    return 0;
#endif
}
