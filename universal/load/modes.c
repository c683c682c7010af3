/* Reads the environment variable HPY, or the option -X hpy, which wins and counts with -E and -I as well:
 *
 *     HPY   := MODE | NAME ":" MODE { "," NAME ":" MODE }
 *     MODE  := "universal" | LAYER [ "+" LAYER ]
 *     LAYER := "debug" | "trace"                     in any case, each once, the one nearest to the extension first
 *     NAME  := the dotted name of a module, or the last part of it
 *
 * with blanks allowed around every part. Unset or empty means universal, and so it is for a module that a list does
 * not mention; of two entries for a module the first counts. Nothing else is accepted, in no part of the value: who
 * asked for something should get it or hear why not.
 */
#include "modes.h"

#include "../../hpy/devel/src/cpython/host.h"

typedef struct {
    const char *begin;
    const char *end;
} Text;

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Text trim(Text text)
{
    while (text.begin < text.end && is_blank(*text.begin))
        text.begin++;
    while (text.begin < text.end && is_blank(text.end[-1]))
        text.end--;
    return text;
}

/* Cut 'text' at the first 'separator': returns what stands before it and leaves what stands behind it in *text.
 * Without a separator that is everything, and *found is 0. */
static Text cut(Text *text, char separator, int *found)
{
    Text before = *text;
    const char *at = (const char *)memchr(text->begin, separator, (size_t)(text->end - text->begin));

    *found = at != NULL;
    before.end = at != NULL ? at : text->end;
    text->begin = at != NULL ? at + 1 : text->end;
    return before;
}

static int equal(Text text, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(text.end - text.begin) == length && memcmp(text.begin, word, length) == 0;
}

static int equal_in_any_case(Text text, const char *word)
{
    for (; text.begin < text.end && *word != '\0'; text.begin++, word++)
        if ((*text.begin >= 'A' && *text.begin <= 'Z' ? *text.begin - 'A' + 'a' : *text.begin) != *word)
            return 0;
    return text.begin == text.end && *word == '\0';
}

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

static HPyLayer parse_layer(Text text)
{
    text = trim(text);
    return equal_in_any_case(text, "debug") ? HPY_LAYER_DEBUG
        : equal_in_any_case(text, "trace") ? HPY_LAYER_TRACE : HPY_LAYER_NONE;
}

/* 0, or -1 when 'text' is no mode. */
static int parse_mode(Text text, HPyMode *mode)
{
    int has_plus;
    Text first = cut(&text, '+', &has_plus);
    HPyLayer nearest = parse_layer(first);
    HPyLayer next = has_plus ? parse_layer(text) : HPY_LAYER_NONE;

    *mode = (HPyMode)(nearest | next << 2);
    if (has_plus)
        return nearest == HPY_LAYER_NONE || next == HPY_LAYER_NONE || nearest == next ? -1 : 0;
    return nearest != HPY_LAYER_NONE || equal_in_any_case(trim(first), "universal") ? 0 : -1;
}

static int names(Text entry_name, const char *dotted_name)
{
    const char *dot = strrchr(dotted_name, '.');
    return equal(entry_name, dotted_name) || (dot != NULL && equal(entry_name, dot + 1));
}

/* A whole list; -1 when any part of it is malformed. */
static int parse_list(Text text, const char *dotted_name, HPyMode *mode)
{
    int more, has_colon, done = 0;

    do {
        Text entry = cut(&text, ',', &more);
        Text name = trim(cut(&entry, ':', &has_colon));
        HPyMode entry_mode;
        if (!has_colon || name.begin == name.end || parse_mode(entry, &entry_mode) < 0)
            return -1;
        if (!done && names(name, dotted_name)) {
            *mode = entry_mode;
            done = 1;
        }
    } while (more);
    return 0;
}

static int parse(Text text, const char *dotted_name, HPyMode *mode)
{
    *mode = HPY_MODE_UNIVERSAL;
    text = trim(text);
    if (text.begin == text.end)
        return 0;
    if (memchr(text.begin, ':', (size_t)(text.end - text.begin)) != NULL)
        return parse_list(text, dotted_name, mode);
    return parse_mode(text, mode);
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
    Text text;
    int result;

    if (bytes == NULL)
        return -1;
    text.begin = PyBytes_AS_STRING(bytes);
    text.end = text.begin + PyBytes_GET_SIZE(bytes);
    result = parse_mode(text, mode);
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
        Text text;
        text.begin = PyBytes_AS_STRING(value_bytes);
        text.end = text.begin + PyBytes_GET_SIZE(value_bytes);
        result = parse(text, PyBytes_AS_STRING(name_bytes), mode);
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
