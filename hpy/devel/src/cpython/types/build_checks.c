/* What can be wrong with a type's spec and parameters, in the order in which HPy promises to look, each with an
 * exception that says what to do about it. Called by build_spec.c. */
#include "build.h"

static int wrong_value(const TypeBuild *build, const char *what)
{
    PyErr_Format(PyExc_ValueError, "type '%s': %s", build->spec->name, what);
    return -1;
}

/* ---- parameters ---- */

/* The bases that no parameter gave: those of the legacy slots, or object. New reference. */
static PyObject *default_bases(const TypeBuild *build)
{
    PyObject *bases = (PyObject *)hpy_type_legacy_slot(build, Py_tp_bases);
    PyObject *base = (PyObject *)hpy_type_legacy_slot(build, Py_tp_base);

    if (bases != NULL && PyTuple_Check(bases) && PyTuple_GET_SIZE(bases) > 0)
        return Py_NewRef(bases);
    bases = PyTuple_New(1);
    if (bases != NULL)
        PyTuple_SET_ITEM(bases, 0, Py_NewRef(base != NULL ? base : (PyObject *)&PyBaseObject_Type));
    return bases;
}

/* The objects of all Base parameters, in order. New reference. */
static PyObject *collect_bases(const HPyType_SpecParam *params, Py_ssize_t n)
{
    PyObject *bases = PyTuple_New(n);
    Py_ssize_t i = 0;

    for (; bases != NULL && i < n; params++) {
        PyObject *base = _h2py(params->object);
        if (params->kind == HPyType_SpecParam_Base)
            PyTuple_SET_ITEM(bases, i++, Py_NewRef(base != NULL ? base : Py_None)); /* None is refused later */
    }
    return bases;
}

/* Sets build->bases and build->module, and *metaclass to the last metaclass given (borrowed). */
int hpy_type_read_params(TypeBuild *build, const HPyType_SpecParam *params, PyObject **metaclass,
                         Py_ssize_t *n_metaclasses)
{
    static const HPyType_SpecParam none[] = { { (HPyType_SpecParam_Kind)0, { 0 } } };
    const HPyType_SpecParam *param;
    PyObject *tuple = NULL;
    Py_ssize_t n_bases = 0, n_tuples = 0;

    if (params == NULL)
        params = none;
    for (param = params; (int)param->kind != 0; param++) {
        switch ((int)param->kind) {
        case HPyType_SpecParam_Base:
            n_bases++;
            break;
        case HPyType_SpecParam_BasesTuple:
            tuple = _h2py(param->object);
            if (++n_tuples > 1)
                return hpy_type_wrong(build, "HPyType_SpecParam_BasesTuple is given more than once");
            break;
        case HPyType_SpecParam_Metaclass:
            *metaclass = _h2py(param->object);
            ++*n_metaclasses;
            break;
        case HPyType_SpecParam_Module:
            if (build->module != NULL)
                return wrong_value(build, "HPyType_SpecParam_Module is given more than once");
            build->module = _h2py(param->object);
            if (build->module == NULL || !PyModule_Check(build->module))
                return hpy_type_wrong(build, "HPyType_SpecParam_Module must be a module");
            break;
        default:
            PyErr_Format(PyExc_TypeError, "unknown specification for type '%s': HPyType_SpecParam of kind %d",
                         build->spec->name, (int)param->kind);
            return -1;
        }
    }
    if (n_bases > 0 && n_tuples > 0)
        return hpy_type_wrong(build, "HPyType_SpecParam_Base and BasesTuple exclude each other");
    if (n_tuples > 0 && (tuple == NULL || !PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) == 0))
        return hpy_type_wrong(build, "HPyType_SpecParam_BasesTuple must be a tuple of types, not empty");
    if (n_tuples > 0)
        build->bases = Py_NewRef(tuple);
    else
        build->bases = n_bases > 0 ? collect_bases(params, n_bases) : default_bases(build);
    return build->bases == NULL ? -1 : 0;
}

/* ---- the spec ---- */

static int defines_slot(const HPyType_Spec *spec, int slot)
{
    HPyDef **define = spec->defines;

    for (; define != NULL && *define != NULL; define++)
        if ((*define)->kind == HPyDef_Kind_Slot && (int)(*define)->slot.slot == slot)
            return 1;
    return 0;
}

static int check_legacy(const TypeBuild *build)
{
    const HPyType_Spec *spec = build->spec;

    /* These words are part of HPy's interface. */
    if (spec->legacy_slots != NULL && spec->builtin_shape != HPyType_BuiltinShape_Legacy) {
        PyErr_SetString(PyExc_TypeError, "cannot specify .legacy_slots without setting "
                        ".builtin_shape=HPyType_BuiltinShape_Legacy");
        return -1;
    }
    if (hpy_type_legacy_slot(build, Py_tp_dealloc) != NULL
        && (defines_slot(spec, HPy_tp_traverse) || defines_slot(spec, HPy_tp_destroy)))
        return hpy_type_wrong(build, "a legacy tp_dealloc excludes HPy_tp_traverse and HPy_tp_destroy; move its code "
                              "to HPy_tp_destroy");
    if (hpy_type_legacy_slot(build, Py_tp_clear) != NULL && defines_slot(spec, HPy_tp_traverse))
        return hpy_type_wrong(build, "a legacy tp_clear would replace the one that follows from HPy_tp_traverse, and "
                              "leave cycles through fields; remove it");
    if (hpy_type_declares_fields(spec)
        && (hpy_type_legacy_slot(build, Py_tp_dealloc) != NULL || hpy_type_legacy_slot(build, Py_tp_traverse) != NULL
            || hpy_type_legacy_slot(build, Py_tp_clear) != NULL || hpy_type_legacy_slot(build, Py_tp_del) != NULL))
        return hpy_type_wrong(build, "declared fields exclude the legacy slots tp_dealloc, tp_del, tp_traverse and "
                              "tp_clear; use HPy_tp_destroy and HPy_tp_traverse");
    return 0;
}

static int check_sizes(const TypeBuild *build)
{
    const HPyType_Spec *spec = build->spec;
    int shape = (int)spec->builtin_shape;

    if (shape < (int)HPyType_BuiltinShape_Legacy || shape > (int)HPyType_BuiltinShape_Any) {
        PyErr_Format(PyExc_ValueError, "type '%s': invalid builtin shape %d; use SHAPE(STRUCT)", spec->name, shape);
        return -1;
    }
    if (spec->basicsize < 0 || spec->itemsize < 0)
        return hpy_type_wrong(build, "basicsize %d or itemsize %d is negative", spec->basicsize, spec->itemsize);
    return 0;
}

/* What CPython documents for a spec, under the numbers of its newest version; those that an older one does not know
 * have no meaning there. All others are CPython's own notes about a type, which it believes without a look. */
#define PUBLIC_FLAGS (1UL << 0 /* HAVE_FINALIZE */ | 1UL << 5 /* SEQUENCE */ | 1UL << 6 /* MAPPING */ \
                      | 1UL << 7 /* DISALLOW_INSTANTIATION */ | 1UL << 8 /* IMMUTABLETYPE */ | HPy_TPFLAGS_DEFAULT \
                      | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_VECTORCALL | HPy_TPFLAGS_HAVE_GC \
                      | 1UL << 17 /* METHOD_DESCRIPTOR */)
#define LEGACY_FLAGS (1UL << 23 /* ITEMS_AT_END */)
#define SUBCLASS_FLAGS (0xFFUL << 24) /* LONG_SUBCLASS … TYPE_SUBCLASS: right where the base has them */

static int wrong_flags(const TypeBuild *build, unsigned long wrong, const char *remedy)
{
    char bits[8 * sizeof(wrong) * sizeof("1 << 63, ")] = "";
    size_t used = 0;
    int i;

    for (i = 0; i < (int)(8 * sizeof(wrong)); i++)
        if ((wrong >> i & 1) != 0)
            used += (size_t)sprintf(bits + used, "%s1 << %d", used == 0 ? "" : ", ", i);
    return hpy_type_wrong(build, "flags cannot have %s; %s", bits, remedy);
}

static int check_flags(const TypeBuild *build)
{
    unsigned long managed = 1UL << 3 | 1UL << 4; /* MANAGED_WEAKREF, MANAGED_DICT: CPython 3.12 */
    unsigned long known = PUBLIC_FLAGS | SUBCLASS_FLAGS;

    if (build->spec->builtin_shape == HPyType_BuiltinShape_Legacy)
        known |= LEGACY_FLAGS;
    if ((build->spec->flags & managed) != 0)
        return wrong_flags(build, build->spec->flags & managed, "define HPyDef_DICT or HPyDef_WEAKLIST");
    if ((build->spec->flags & ~known) != 0)
        return wrong_flags(build, build->spec->flags & ~known, "use HPy_TPFLAGS_*");
    return 0;
}

/* What excludes each other. */
static int check_pairs(const TypeBuild *build)
{
    const HPyType_Spec *spec = build->spec;
    unsigned long patterns = HPy_TPFLAGS_SEQUENCE | HPy_TPFLAGS_MAPPING;

    if ((spec->flags & patterns) == patterns)
        return hpy_type_wrong(build, "HPy_TPFLAGS_SEQUENCE and HPy_TPFLAGS_MAPPING exclude each other; use one");
    if (!(spec->flags & HPy_TPFLAGS_DISALLOW_INSTANTIATION))
        return 0;
    if (defines_slot(spec, HPy_tp_new) || defines_slot(spec, HPy_tp_vectorcall))
        return hpy_type_wrong(build, "HPy_TPFLAGS_DISALLOW_INSTANTIATION excludes %s, which would never be called; "
                              "remove one", defines_slot(spec, HPy_tp_new) ? "HPy_tp_new" : "HPy_tp_vectorcall");
    return 0;
}

int hpy_type_check_spec(const TypeBuild *build)
{
    const HPyType_Spec *spec = build->spec;

    if (check_legacy(build) < 0)
        return -1;
    if (check_pairs(build) < 0)
        return -1;
    if ((spec->flags & HPy_TPFLAGS_HAVE_GC) && !defines_slot(spec, HPy_tp_traverse) && !defines_slot(spec, HPy_tp_dict)
        && !hpy_type_declares_fields(spec) && hpy_type_legacy_slot(build, Py_tp_traverse) == NULL)
        return wrong_value(build, "HPy_TPFLAGS_HAVE_GC needs HPy_tp_traverse");
    if (check_sizes(build) < 0 || check_flags(build) < 0)
        return -1;
    if (!defines_slot(spec, HPy_tp_call))
        return 0;
    if (spec->itemsize != 0)
        return hpy_type_wrong(build, "Cannot use HPy call protocol with var objects; set itemsize to 0");
    if (spec->builtin_shape == HPyType_BuiltinShape_Legacy && spec->basicsize == 0)
        return hpy_type_wrong(build, "HPy_tp_call on a legacy type needs its basicsize; give it, or use the "
                              "legacy slot");
    return 0;
}

/* ---- metaclass and bases ---- */

int hpy_type_check_metaclass(TypeBuild *build, PyObject *metaclass, Py_ssize_t n_metaclasses)
{
    if (n_metaclasses == 0)
        return 0;
    if (n_metaclasses > 1)
        return wrong_value(build, "HPyType_SpecParam_Metaclass is given more than once");
    if (metaclass == NULL || !PyType_Check(metaclass) || !PyType_IsSubtype((PyTypeObject *)metaclass, &PyType_Type))
        return hpy_type_wrong(build, "the metaclass must be type or derive from it");
    build->metaclass = (PyTypeObject *)metaclass;
    if (build->metaclass->tp_new != PyType_Type.tp_new)
        return hpy_type_wrong(build, "metaclass '%s' has its own tp_new, which would not be called; do its work in "
                              "tp_init or tp_call", build->metaclass->tp_name);
    return 0;
}

/* CPython checks all this too, but only after the layout was computed from the bases. */
int hpy_type_check_bases(const TypeBuild *build)
{
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(build->bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(build->bases, i);
        if (!PyType_Check(base))
            return hpy_type_wrong(build, "a base must be a type, not %R", base);
        if (!PyType_HasFeature((PyTypeObject *)base, Py_TPFLAGS_BASETYPE))
            return hpy_type_wrong(build, "base '%s' does not allow subclassing (HPy_TPFLAGS_BASETYPE)",
                                  ((PyTypeObject *)base)->tp_name);
        /* An error of CPython since 3.14; before, what is inherited changes under an immutable type. */
        if ((build->spec->flags & HPy_TPFLAGS_IMMUTABLETYPE)
            && PyType_HasFeature((PyTypeObject *)base, Py_TPFLAGS_HEAPTYPE)
            && !PyType_HasFeature((PyTypeObject *)base, HPy_TPFLAGS_IMMUTABLETYPE))
            return hpy_type_wrong(build, "an immutable type cannot have the mutable base '%s'; give that "
                                  "HPy_TPFLAGS_IMMUTABLETYPE, too, or leave it out", ((PyTypeObject *)base)->tp_name);
    }
    return 0;
}

/* What a spec says of instances must hold for those of the base. */
int hpy_type_check_base(const TypeBuild *build)
{
    const HPyType_Spec *spec = build->spec;
    unsigned long wrong = spec->flags & SUBCLASS_FLAGS & ~PyType_GetFlags(build->base);

    if (wrong != 0)
        return wrong_flags(build, wrong, "leave out what follows from the base");
    /* HPy 0.9 takes an item size beside such a member. */
    if (spec->itemsize != 0 && spec->builtin_shape > HPyType_BuiltinShape_Object && build->base->tp_itemsize == 0
        && !build->has_vectorcall_member)
        return hpy_type_wrong(build, "itemsize is %d, but instances of this shape have no items; set it to 0",
                              spec->itemsize);
    return 0;
}
