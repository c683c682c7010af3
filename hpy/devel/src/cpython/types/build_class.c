/* Bases that take part in making a class.
 *
 * A class statement calls the metaclass, whose __new__ may have work to do (ABCMeta), lays out what the bases written
 * in Python add to an instance, and tells the bases (__init_subclass__) and the metaclass (__init__). PyType_FromSpec
 * does none of it, and differs from version to version in what it refuses. So here:
 *
 *   the bases add nothing      type ── from the spec ──► __init_subclass__ ──► __init__ of the metaclass
 *   a metaclass with __new__,  layout type, from the spec, over the base written in C
 *   data of Python classes,        └──► class, over the layout type and all bases, made as by a class statement
 *   and some of the spec's own
 *
 * The layout type has the name of the class, its payload, slots and methods; the class has all that is in its dict.
 */
#include "build.h"

/* ---- which way ---- */

/* The most derived of the metaclasses of the parameters and the bases, as for a class statement. Borrowed; NULL with an
 * exception set. */
PyTypeObject *hpy_type_choose_metaclass(const TypeBuild *build)
{
    PyTypeObject *winner = build->metaclass != NULL ? build->metaclass : &PyType_Type;
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(build->bases); i++) {
        PyTypeObject *other = Py_TYPE(PyTuple_GET_ITEM(build->bases, i));
        if (PyType_IsSubtype(winner, other))
            continue;
        if (!PyType_IsSubtype(other, winner)) {
            hpy_type_wrong(build, "metaclass conflict: metaclass '%s' must derive from '%s'", winner->tp_name,
                           other->tp_name);
            return NULL;
        }
        winner = other;
    }
    return winner;
}

/* The words that a class may add. */
enum { WORD_DICT, WORD_WEAKLIST };

static Py_ssize_t offset_of(const PyTypeObject *type, int word)
{
    return word == WORD_DICT ? type->tp_dictoffset : type->tp_weaklistoffset;
}

/* Whether any base gives its instances the word. */
static int base_has_word(const TypeBuild *build, int word)
{
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(build->bases); i++)
        if (offset_of((PyTypeObject *)PyTuple_GET_ITEM(build->bases, i), word) != 0)
            return 1;
    return 0;
}

/* Whether one does and the base that decides the layout does not. */
static int other_base_has_words(const TypeBuild *build)
{
    return (base_has_word(build, WORD_DICT) && offset_of(build->base, WORD_DICT) == 0)
           || (base_has_word(build, WORD_WEAKLIST) && offset_of(build->base, WORD_WEAKLIST) == 0);
}

/* Whether a class written in Python, between the new type and the nearest one in C, adds to the instances. */
static int python_base_has_data(const TypeBuild *build)
{
    const PyTypeObject *type = build->base;

    for (; type->tp_dealloc == build->of_python && PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_HEAPTYPE);
         type = type->tp_base)
        if (hpy_type_adds_python_data(type))
            return 1;
    return 0;
}

/* Whether the spec asks for more than CPython's own functions for such a class look after. */
static int asks_for_data(const TypeBuild *build)
{
    return build->spec->basicsize != 0 || build->info->traverse != NULL || build->info->destroy != NULL
           || hpy_own_define(build, HPy_tp_dict) != NULL || hpy_own_define(build, HPy_tp_weaklist) != NULL;
}

/* 1 if Python is to make the class, 0 if not, -1 with an exception set. */
static int needs_class(TypeBuild *build, const PyTypeObject *metaclass)
{
    if (metaclass->tp_new != PyType_Type.tp_new || other_base_has_words(build))
        return 1;
    /* A legacy struct is the author's own idea of what the base's instances are. */
    if (build->spec->builtin_shape == HPyType_BuiltinShape_Legacy)
        return 0;
    if (metaclass == &PyType_Type && !asks_for_data(build))
        return 0;
    if (!PyType_HasFeature(build->base, Py_TPFLAGS_HEAPTYPE)) /* as most: spares making a type to look at */
        return 0;
    return hpy_type_python_dealloc(build) == NULL ? -1 : python_base_has_data(build);
}

/* The nearest base in C of the one that decides the layout. */
static PyTypeObject *base_in_c(const TypeBuild *build)
{
    PyTypeObject *type = build->base;

    while (type->tp_dealloc == build->of_python && PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE))
        type = type->tp_base;
    return type;
}

/* The base of the layout type; NULL with an exception set. A payload has no place before the slots of a class, which lie
 * at the end of what its base needs: if it is the type's own it comes behind them. */
static PyTypeObject *choose_layout_base(const TypeBuild *build)
{
    PyTypeObject *in_c = base_in_c(build);
    PyTypeObject *solid = hpy_type_solid_base(build->base);
    const HPyTypeInfo *info = hpy_type_find_info(in_c);

    if (solid == in_c || !PyType_IsSubtype(solid, in_c) || build->spec->basicsize == 0)
        return in_c;
    if (build->spec->builtin_shape == HPyType_BuiltinShape_Any && Py_TYPE(solid)->tp_new == PyType_Type.tp_new)
        return solid;
    if (build->spec->builtin_shape == HPyType_BuiltinShape_Any) {
        hpy_type_wrong(build, "the payload cannot follow the data that base '%s' adds to its instances, as its metaclass "
                       "'%s' has its own __new__; give that class __slots__ = ()", solid->tp_name,
                       Py_TYPE(solid)->tp_name);
        return NULL;
    }
    if (build->spec->basicsize <= (info != NULL ? info->payload_size : 0))
        return in_c;
    hpy_type_wrong(build, "the payload cannot follow the data that base '%s' adds to its instances; use "
                   "HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Any), or set basicsize to 0, or give that class "
                   "__slots__ = ()", solid->tp_name);
    return NULL;
}

/* The dict and the weak references that the spec asks for are the class's. Where there are items, it inherits no weak
 * references, and Python says that they are not possible. */
static void leave_words_to_class(TypeBuild *build)
{
    static const int slots[] = { HPy_tp_dict, HPy_tp_weaklist };
    int i;

    for (i = 0; i < 2; i++) {
        const HPyDef **define = &build->own_defined[slots[i] - FIRST_OWN_SLOT];
        int is_inherited = base_has_word(build, i) && (i == WORD_DICT || build->base->tp_itemsize == 0);
        build->class_words[i] = *define != NULL && !is_inherited;
        *define = NULL;
    }
}

/* Called when the bases are known to be types. If Python is to make the class, what is built from here on is the layout
 * type, and the class's own bases are in build->class_bases. */
int hpy_type_choose_way(TypeBuild *build)
{
    PyTypeObject *metaclass = hpy_type_choose_metaclass(build);
    PyTypeObject *in_c;
    PyObject *bases;
    int needed = metaclass == NULL ? -1 : needs_class(build, metaclass);

    if (needed <= 0)
        return needed;
    if (hpy_type_python_dealloc(build) == NULL)
        return -1;
    in_c = choose_layout_base(build);
    bases = in_c == NULL ? NULL : PyTuple_Pack(1, in_c);
    if (bases == NULL)
        return -1;
    leave_words_to_class(build);
    build->class_base = build->base;
    build->class_bases = build->bases;
    build->class_metaclass = metaclass;
    build->bases = bases;
    build->base = (PyTypeObject *)PyTuple_GET_ITEM(bases, 0);
    build->metaclass = NULL;
    build->flags |= Py_TPFLAGS_BASETYPE;
    return 0;
}

/* ---- as a class statement does ---- */

/* __slots__ of the class. New reference. */
static PyObject *words_as_slots(const TypeBuild *build)
{
    const int *words = build->class_words;

    if (words[WORD_DICT] && words[WORD_WEAKLIST])
        return Py_BuildValue("(ss)", "__dict__", "__weakref__");
    if (words[WORD_DICT] || words[WORD_WEAKLIST])
        return Py_BuildValue("(s)", words[WORD_DICT] ? "__dict__" : "__weakref__");
    return PyTuple_New(0);
}

/* Python refuses typing.Generic as a base without parameters, which a spec cannot give, unless the class statement
 * names other bases than the class has: a type from a spec names none. */
static int is_generic(const PyTypeObject *type)
{
    PyObject *module;
    int result;

    if (strcmp(type->tp_name, "Generic") != 0 && strcmp(type->tp_name, "typing.Generic") != 0)
        return 0;
    module = PyObject_GetAttrString((PyObject *)type, "__module__");
    result = module != NULL && PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "typing") == 0;
    Py_XDECREF(module);
    PyErr_Clear(); /* a type without __module__ is not typing's */
    return result;
}

static int has_generic(PyObject *bases)
{
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(bases); i++)
        if (is_generic((PyTypeObject *)PyTuple_GET_ITEM(bases, i)))
            return 1;
    return 0;
}

/* Takes the reference to 'value'; NULL is an error that has been set. */
static int set_item(PyObject *namespace, const char *name, PyObject *value)
{
    PyObject *key = value == NULL ? NULL : PyUnicode_FromString(name);
    int result = key == NULL ? -1 : PyObject_SetItem(namespace, key, value);

    Py_XDECREF(key);
    Py_XDECREF(value);
    return result;
}

/* All that the layout type defines: what it has as a base may come behind other bases. By keys, as CPython crashes where
 * an iterator of items has no memory for its tuple. */
static int copy_definitions(PyObject *layout, PyObject *namespace)
{
    PyObject *dict = PyObject_GetAttrString(layout, "__dict__");
    PyObject *keys = dict == NULL ? NULL : PySequence_List(dict);
    int result = keys == NULL ? -1 : 0;

    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(keys); i++) {
        PyObject *key = PyList_GET_ITEM(keys, i);
        PyObject *value = PyObject_GetItem(dict, key);
        result = value == NULL ? -1 : PyObject_SetItem(namespace, key, value);
        Py_XDECREF(value);
    }
    Py_XDECREF(dict);
    Py_XDECREF(keys);
    return result;
}

/* What the body of the class would leave, which has no data of its own. */
static int fill_namespace(const TypeBuild *build, PyObject *layout, PyObject *namespace)
{
    if (copy_definitions(layout, namespace) < 0)
        return -1;
    if (strchr(build->spec->name, '.') != NULL
        && set_item(namespace, "__module__", PyObject_GetAttrString(layout, "__module__")) < 0)
        return -1;
    if (build->module != NULL && set_item(namespace, HPY_MODULE_KEY, Py_NewRef(build->module)) < 0)
        return -1;
    if (set_item(namespace, "__qualname__", PyObject_GetAttrString(layout, "__qualname__")) < 0
        || set_item(namespace, "__doc__", PyObject_GetAttrString(layout, "__doc__")) < 0)
        return -1;
    if (has_generic(build->class_bases) && set_item(namespace, "__orig_bases__", PyTuple_New(0)) < 0)
        return -1;
    /* Over int or tuple there can be no slots, and a class without the word has a dict. */
    if (build->base->tp_itemsize != 0 && build->class_words[WORD_DICT] && !build->class_words[WORD_WEAKLIST])
        return 0;
    return set_item(namespace, "__slots__", words_as_slots(build));
}

/* What the metaclass wants to have for a namespace. New reference. */
static PyObject *prepare_namespace(PyTypeObject *metaclass, PyObject *name, PyObject *bases)
{
    PyObject *result, *prepare = PyObject_GetAttrString((PyObject *)metaclass, "__prepare__");

    if (prepare == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return NULL;
        PyErr_Clear();
        return PyDict_New();
    }
    result = PyObject_CallFunctionObjArgs(prepare, name, bases, NULL);
    Py_DECREF(prepare);
    return result;
}

/* The bases, with the layout type before the one that decides the layout: so the class has that layout, and all bases
 * come in the order that they have without it. New reference. */
static PyObject *with_layout(const TypeBuild *build, PyObject *layout)
{
    Py_ssize_t i, n = PyTuple_GET_SIZE(build->class_bases), shift = 0;
    PyObject *result = PyTuple_New(n + 1);

    for (i = 0; result != NULL && i < n; i++) {
        PyObject *base = PyTuple_GET_ITEM(build->class_bases, i);
        if (shift == 0 && base == (PyObject *)build->class_base)
            PyTuple_SET_ITEM(result, i + shift++, Py_NewRef(layout));
        PyTuple_SET_ITEM(result, i + shift, Py_NewRef(base));
    }
    return result;
}

/* Where another base's instances are larger, that base decides, and nobody would look after the layout type's part. */
static int check_class(const TypeBuild *build, const PyObject *layout, PyObject *class)
{
    PyTypeObject *type = (PyTypeObject *)class;

    if (!PyType_Check(class) || !PyType_IsSubtype(type, (PyTypeObject *)layout))
        return hpy_type_wrong(build, "metaclass '%s' made %R instead of a type over these bases",
                              build->class_metaclass->tp_name, class);
    if (type->tp_base != (PyTypeObject *)layout && hpy_type_has_life(build))
        return hpy_type_wrong(build, "HPy_tp_traverse and HPy_tp_destroy are not possible over '%s', a class with "
                              "data of its own written in Python; give that class __slots__ = ()", type->tp_base->tp_name);
    if (!(build->spec->flags & HPy_TPFLAGS_BASETYPE))
        type->tp_flags &= ~Py_TPFLAGS_BASETYPE;
    return 0;
}

/* The class over a finished layout type. New reference, or NULL with an exception set. */
PyObject *hpy_type_make_class(const TypeBuild *build, PyObject *layout)
{
    PyTypeObject *metaclass = build->class_metaclass;
    PyObject *name = PyObject_GetAttrString(layout, "__name__");
    PyObject *bases = name == NULL ? NULL : with_layout(build, layout);
    PyObject *namespace = bases == NULL ? NULL : prepare_namespace(metaclass, name, bases);
    PyObject *result = NULL;

    if (namespace != NULL && fill_namespace(build, layout, namespace) == 0)
        result = PyObject_CallFunctionObjArgs((PyObject *)metaclass, name, bases, namespace, NULL);
    if (result != NULL && check_class(build, layout, result) < 0)
        Py_CLEAR(result);
    Py_XDECREF(name);
    Py_XDECREF(bases);
    Py_XDECREF(namespace);
    return result;
}

/* ---- a type of the spec alone ---- */

static int set_attribute(PyObject *type, const char *name, PyObject *value)
{
    int result = value == NULL ? -1 : PyObject_SetAttrString(type, name, value);

    Py_XDECREF(value);
    return result;
}

static int tell_bases(PyObject *type)
{
    PyObject *super = PyObject_CallFunctionObjArgs((PyObject *)&PySuper_Type, type, type, NULL);
    PyObject *function = super == NULL ? NULL : PyObject_GetAttrString(super, "__init_subclass__");
    PyObject *result = function == NULL ? NULL : PyObject_CallNoArgs(function);

    Py_XDECREF(super);
    Py_XDECREF(function);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int tell_metaclass(PyObject *type)
{
    PyObject *name, *namespace, *args;
    int result = -1;

    if (Py_TYPE(type)->tp_init == PyType_Type.tp_init)
        return 0;
    name = PyObject_GetAttrString(type, "__name__");
    namespace = name == NULL ? NULL : PyObject_GetAttrString(type, "__dict__");
    args = namespace == NULL ? NULL
           : Py_BuildValue("(OON)", name, ((PyTypeObject *)type)->tp_bases, PyDict_New());
    if (args != NULL && PyDict_Update(PyTuple_GET_ITEM(args, 2), namespace) == 0)
        result = Py_TYPE(type)->tp_init(type, args, NULL);
    Py_XDECREF(name);
    Py_XDECREF(namespace);
    Py_XDECREF(args);
    return result;
}

/* Tell those who want to know that the type is made. 0, or -1 with an exception set. */
int hpy_type_tell(PyObject *type)
{
    if (has_generic(((PyTypeObject *)type)->tp_bases) && set_attribute(type, "__orig_bases__", PyTuple_New(0)) < 0)
        return -1;
    return tell_bases(type) < 0 ? -1 : tell_metaclass(type);
}
