/* The module hpyjson_native: loads() and dumps() of hpyjson over Python.h, to compare. It takes str documents only. */
#include "native.h"

/* The arguments of a fast call as those of a plain one, which have a parser. */
static int pack_arguments(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, PyObject **tuple, PyObject **dict)
{
    Py_ssize_t i;

    *tuple = PyTuple_New(nargs);
    *dict = PyDict_New();
    if (*tuple == NULL || *dict == NULL)
        return -1;
    for (i = 0; i < nargs; i++) {
        Py_INCREF(args[i]);
        PyTuple_SET_ITEM(*tuple, i, args[i]);
    }
    for (i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (PyDict_SetItem(*dict, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) < 0)
            return -1;
    }
    return 0;
}

static PyObject *none_to_null(PyObject *object)
{
    return object == Py_None ? NULL : object;
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* A conversion that is false means what is used without it, as does that itself. */
static int usual_to_null(PyObject **object, PyObject *usual)
{
    int truth = *object == NULL ? 0 : PyObject_IsTrue(*object);

    if (truth < 0)
        return -1;
    if (truth == 0 || *object == usual)
        *object = NULL;
    return 0;
}

static PyObject *load_document(PyObject *document, ReadOptions *options)
{
    options->refuse_mark = 1;
    if (PyUnicode_Check(document))
        return read_document(document, options);
    PyErr_Format(PyExc_TypeError, "the JSON object must be str, not %s", Py_TYPE(document)->tp_name);
    return NULL;
}

static PyObject *load_with_options(PyObject *tuple, PyObject *dict, ReadOptions *options)
{
    static char *names[] = {"", "object_hook", "object_pairs_hook", "array_hook", "parse_float", "parse_int",
                            "parse_constant", "strict", NULL};
    PyObject *document;

    if (!PyArg_ParseTupleAndKeywords(tuple, dict, "O|$OOOOOOp:loads", names, &document, &options->object_hook,
                                     &options->object_pairs_hook, &options->array_hook, &options->parse_float,
                                     &options->parse_int, &options->parse_constant, &options->strict))
        return NULL;
    options->object_hook = none_to_null(options->object_hook);
    options->object_pairs_hook = none_to_null(options->object_pairs_hook);
    options->array_hook = none_to_null(options->array_hook);
    if (usual_to_null(&options->parse_float, (PyObject *)&PyFloat_Type) < 0
        || usual_to_null(&options->parse_int, (PyObject *)&PyLong_Type) < 0
        || usual_to_null(&options->parse_constant, NULL) < 0)
        return NULL;
    return load_document(document, options);
}

static PyObject *loads(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    ReadOptions options = {.strict = 1};
    PyObject *tuple = NULL, *dict = NULL, *result = NULL;

    options.python = *(const int *)PyModule_GetState(self);
    if (nargs == 1 && kwnames == NULL)
        return load_document(args[0], &options);
    if (pack_arguments(args, nargs, kwnames, &tuple, &dict) == 0)
        result = load_with_options(tuple, dict, &options);
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return result;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* A new reference to a str, or NULL, for None without an exception. */
static PyObject *indent_text(PyObject *indent)
{
    PyObject *space, *text;

    if (indent == NULL || indent == Py_None)
        return NULL;
    if (PyUnicode_Check(indent)) {
        Py_INCREF(indent);
        return indent;
    }
    space = PyUnicode_FromString(" ");
    if (space == NULL)
        return NULL;
    text = PyNumber_Multiply(space, indent);
    Py_DECREF(space);
    return text;
}

static PyObject *dump_with_options(PyObject *tuple, PyObject *dict, WriteOptions *options)
{
    static char *names[] = {"", "skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys", "indent",
                            "separators", "default", NULL};
    PyObject *object, *indent = NULL, *separators = NULL, *default_function = NULL, *result = NULL;

    if (!PyArg_ParseTupleAndKeywords(tuple, dict, "O|$pppppOOO:dumps", names, &object, &options->skipkeys,
                                     &options->ensure_ascii, &options->check_circular, &options->allow_nan,
                                     &options->sort_keys, &indent, &separators, &default_function))
        return NULL;
    options->default_function = none_to_null(default_function);
    options->indent = indent_text(indent);
    if (options->indent == NULL && PyErr_Occurred())
        return NULL;
    if (separators == NULL || separators == Py_None
        || PyArg_ParseTuple(separators, "UU", &options->item_separator, &options->key_separator))
        result = write_document(object, options);
    Py_XDECREF(options->indent);
    return result;
}

static PyObject *dumps(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    WriteOptions options = {.ensure_ascii = 1, .check_circular = 1, .allow_nan = 1};
    PyObject *tuple = NULL, *dict = NULL, *result = NULL;

    (void)self;
    if (nargs == 1 && kwnames == NULL)
        return write_document(args[0], &options);
    if (pack_arguments(args, nargs, kwnames, &tuple, &dict) == 0)
        result = dump_with_options(tuple, dict, &options);
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return result;
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

static int exec(PyObject *module)
{
    PyObject *version = PySys_GetObject("hexversion");  /* borrowed */

    if (version == NULL)
        return -1;
    *(int *)PyModule_GetState(module) = (int)(PyLong_AsLong(version) >> 16);
    return PyErr_Occurred() ? -1 : 0;
}

static PyMethodDef methods[] = {
    {"loads", (PyCFunction)(void (*)(void))loads, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"dumps", (PyCFunction)(void (*)(void))dumps, METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)exec}, {0, NULL}};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "hpyjson_native",
    .m_size = sizeof(int),  /* the version of Python */
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_hpyjson_native(void)
{
    return PyModuleDef_Init(&definition);
}
