/* Which mode a module gets: from the environment variable HPY, or the option -X hpy, which wins and counts with -E and
 * -I as well. How the value is read is mode_spec.h's. */
#include "modes.h"

#include "../../hpy/devel/src/cpython/host.h"

const char *hpy_mode_name(HPyMode mode)
{
    switch (mode) {
    case HPY_MODE_UNIVERSAL: return "universal";
    case HPY_MODE_DEBUG: return "debug";
    case HPY_MODE_TRACE: return "trace";
    case HPY_MODE_DEBUG_TRACE: return "debug+trace";
    case HPY_MODE_TRACE_DEBUG: return "trace+debug";
    }
    return "unknown";
}

int hpy_env_get(PyObject *env, const char *key, PyObject **value)
{
    PyObject *name = PyUnicode_FromString(key);

    *value = NULL;
    if (name == NULL)
        return -1;
    if (!hpy_ignores_environment())
        *value = PyObject_GetItem(env, name);
    Py_DECREF(name);
    if (*value == NULL && !PyErr_Occurred())
        return 0;
    if (*value != NULL)
        return 1;
    if (!PyErr_ExceptionMatches(PyExc_KeyError))
        return -1;
    PyErr_Clear();
    return 0;
}

/* The bytes of a str, also where it holds undecodable bytes of the environment. New reference. */
static PyObject *encode(PyObject *value)
{
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "HPY must be a str, not %.100s", Py_TYPE(value)->tp_name);
        return NULL;
    }
    return PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass");
}

#define ALL_MODES "universal, debug, trace, debug+trace, trace+debug"

int hpy_mode_from_text(PyObject *value, HPyMode *mode)
{
    PyObject *bytes = encode(value);
    int result;

    if (bytes == NULL)
        return -1;
    result = hpy_mode_spec_single(PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes), mode);
    Py_DECREF(bytes);
    if (result < 0)
        PyErr_Format(PyExc_ValueError, "invalid mode: %R must be one of " ALL_MODES, value);
    return result;
}

static int parse_value(PyObject *value, PyObject *name, HPyMode *mode)
{
    PyObject *value_bytes = encode(value);
    PyObject *name_bytes = value_bytes != NULL ? encode(name) : NULL;
    int result = -1;

    if (name_bytes != NULL) {
        result = hpy_mode_spec(PyBytes_AS_STRING(value_bytes), (size_t)PyBytes_GET_SIZE(value_bytes),
                               PyBytes_AS_STRING(name_bytes), 0, mode);
        if (result < 0)
            PyErr_Format(PyExc_ValueError, "invalid HPY mode: HPY=%R must be one of " ALL_MODES ", or "
                         "NAME:MODE,NAME:MODE... with one of these for each module named", value);
    }
    Py_XDECREF(name_bytes);
    Py_XDECREF(value_bytes);
    return result;
}

/* As hpy_env_get(), of the option -X hpy=VALUE or else the variable HPY. */
static int get_wish(PyObject *env, PyObject **value)
{
    PyObject *options = PySys_GetXOptions(); /* borrowed */

    *value = options != NULL ? PyDict_GetItemString(options, "hpy") : NULL;
    PyErr_Clear();
    if (*value == NULL)
        return hpy_env_get(env, "HPY", value);
    Py_INCREF(*value);
    return 1;
}

/* Who names modules is told at the end which of the names meant none. Nothing that goes wrong with that matters. */
static void note_import(PyObject *value, PyObject *name)
{
    PyObject *module, *result;

    if (PyUnicode_FindChar(value, ':', 0, PyUnicode_GetLength(value), 1) < 0)
        return;
    module = PyImport_ImportModule("hpy._environment");
    result = module != NULL ? PyObject_CallMethod(module, "note_import", "O", name) : NULL;
    PyErr_Clear();
    Py_XDECREF(result);
    Py_XDECREF(module);
}

int hpy_mode_from_env(PyObject *env, PyObject *name, HPyMode *mode)
{
    PyObject *value;
    int found = get_wish(env, &value);

    *mode = HPY_MODE_UNIVERSAL;
    if (found > 0) {
        found = parse_value(value, name, mode);
        if (found == 0)
            note_import(value, name);
        Py_DECREF(value);
    }
    return found < 0 ? -1 : 0;
}
