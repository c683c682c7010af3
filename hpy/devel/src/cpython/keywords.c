/* ctx_Arg_MatchNames: keyword arguments to parameters. */
#include "host.h"

/* Whether two texts of one size are the same. Names are short: calling memcmp() takes longer than comparing them. */
static int are_same(const char *a, const char *b, Py_ssize_t size)
{
    Py_ssize_t i;

    if (size > 16)
        return memcmp(a, b, (size_t)size) == 0;
    for (i = 0; i < size; i++)
        if (a[i] != b[i])
            return 0;
    return 1;
}

/* The index of the parameter with the name that a keyword has, or -1: looked for from 'start' on, and in front of it down
 * to 'first'. Callers tend to keep the order. A short text is compared as quickly as found by identity, which would need
 * names of each interpreter's own. */
static Py_ssize_t find(PyObject *keyword, const HPyArg_Name *names, Py_ssize_t first, Py_ssize_t count, Py_ssize_t start)
{
    Py_ssize_t size, i, n = start;
    const char *text;

    if (!PyUnicode_Check(keyword) || !PyUnicode_IS_COMPACT_ASCII(keyword))
        return -1;
    size = PyUnicode_GET_LENGTH(keyword);
    text = (const char *)PyUnicode_1BYTE_DATA(keyword);
    for (i = first; i < count; i++, n++) {
        if (n == count)
            n = first;
        if (names[n].size == size && are_same(names[n].utf8, text, size))
            return n;
    }
    return -1;
}

int ctx_Arg_MatchNames(HPyContext *ctx, HPy kwnames, const HPyArg_Name *names, HPy_ssize_t first, HPy_ssize_t count,
                       HPy_ssize_t *places)
{
    PyObject *given = _h2py(kwnames);
    Py_ssize_t i, size, n = first;

    (void)ctx;
    if (!PyTuple_Check(given))
        return 0;
    size = PyTuple_GET_SIZE(given);
    for (i = first; i < count; i++)
        places[i] = -1;
    for (i = 0; i < size; i++) {
        n = find(PyTuple_GET_ITEM(given, i), names, first, count, n);
        if (n < 0 || places[n] >= 0)
            return 0;
        places[n++] = i;
    }
    return 1;
}
