/* ctx_Date*_*, ctx_Time*_*, ctx_Delta_*: objects of the module datetime, by the table that it has for C.
 *
 * The table is found once in each interpreter. The record of that is kept by a capsule in the interpreter's dict, and
 * keeps the table, which may be memory of the module. The records of all interpreters are a list, which is read
 * without a lock; they are never freed, but used again when their interpreter is gone. */
#include "host.h"
#include "threads.h"

#include <datetime.h>

#ifndef PyDateTime_DATE_GET_TZINFO /* added in CPython 3.10 */
#  define PyDateTime_DATE_GET_TZINFO(o) \
    (((PyDateTime_DateTime *)(o))->hastzinfo ? ((PyDateTime_DateTime *)(o))->tzinfo : Py_None)
#  define PyDateTime_TIME_GET_TZINFO(o) \
    (((PyDateTime_Time *)(o))->hastzinfo ? ((PyDateTime_Time *)(o))->tzinfo : Py_None)
#endif

#define RECORD_CAPSULE "hpy.datetime"

typedef struct Known_s {
    struct Known_s *next;
    PyInterpreterState *interpreter; /* written last; NULL: the record is free */
    PyDateTime_CAPI *api;
    PyObject *owner;                 /* the capsule that has 'api' */
    PyTypeObject *types[5];          /* those of 'api', in the order of 'kinds'; NULL in a free record */
} Known;

static const int kinds[] = {
    HPyDateTime_DATETIME, HPyDateTime_DATE, HPyDateTime_TIME, HPyDateTime_DELTA, HPyDateTime_TZINFO,
};
#define N_KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static Known *all_known;

/* ---- the table ---- */

static void release_record(Known *known)
{
    memset(known->types, 0, sizeof(known->types));
    Py_CLEAR(known->owner);
    (void)HPY_ATOMIC_EXCHANGE(&known->interpreter, NULL);
}

/* The interpreter ends, and clears its dict: so no other has its address while the record says that it is known. */
static void forget(PyObject *capsule)
{
    Known *known = (Known *)PyCapsule_GetPointer(capsule, RECORD_CAPSULE);

    if (known != NULL)
        release_record(known);
}

/* A record that is nobody else's, or NULL with MemoryError. Until it is complete it stands for no interpreter that runs
 * code: 'all_known' is not the address of one. */
static Known *take_record(void)
{
    PyInterpreterState *nobody = (PyInterpreterState *)(void *)&all_known;
    Known *known;

    for (known = HPY_ATOMIC_LOAD(&all_known); known != NULL; known = known->next)
        if (HPY_ATOMIC_LOAD(&known->interpreter) == NULL && HPY_ATOMIC_SWAP(&known->interpreter, NULL, nobody))
            return known;
    known = (Known *)calloc(1, sizeof(*known));
    if (known == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    known->interpreter = nobody;
    do
        known->next = HPY_ATOMIC_LOAD(&all_known);
    while (!HPY_ATOMIC_SWAP(&all_known, known->next, known));
    return known;
}

static void fill_record(Known *known, PyDateTime_CAPI *api, PyObject *owner)
{
    known->api = api;
    known->owner = Py_NewRef(owner);
    known->types[0] = api->DateTimeType;
    known->types[1] = api->DateType;
    known->types[2] = api->TimeType;
    known->types[3] = api->DeltaType;
    known->types[4] = api->TZInfoType;
}

/* Keep 'api', which belongs to 'owner', for the current interpreter, as long as that has a dict. 0, or -1 with an
 * exception set. */
static int keep(PyDateTime_CAPI *api, PyObject *owner)
{
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    PyObject *dict = PyInterpreterState_GetDict(interpreter); /* borrowed */
    PyObject *key, *capsule;
    Known *known;
    int result;

    if (dict == NULL)
        return 0;
    known = take_record();
    if (known == NULL)
        return -1;
    capsule = PyCapsule_New(known, RECORD_CAPSULE, forget);
    if (capsule == NULL) {
        release_record(known);
        return -1;
    }
    fill_record(known, api, owner);
    key = PyLong_FromVoidPtr(&all_known); /* each extension that brings this file has a list of its own */
    result = key == NULL ? -1 : PyDict_SetItem(dict, key, capsule);
    if (result == 0)
        (void)HPY_ATOMIC_EXCHANGE(&known->interpreter, interpreter);
    Py_XDECREF(key);
    Py_DECREF(capsule);
    return result;
}

/* Import the module. NULL with an exception set. */
static _HPy_COLD PyDateTime_CAPI *find_table(void)
{
    PyObject *module = PyImport_ImportModule("datetime");
    PyObject *owner = module == NULL ? NULL : PyObject_GetAttrString(module, "datetime_CAPI");
    PyDateTime_CAPI *api = NULL;

    if (owner != NULL)
        api = (PyDateTime_CAPI *)PyCapsule_GetPointer(owner, PyDateTime_CAPSULE_NAME);
    if (api != NULL && keep(api, owner) < 0)
        api = NULL;
    Py_XDECREF(owner);
    Py_XDECREF(module);
    (void)PyDateTimeAPI; /* datetime.h has one for each file, which no interpreter of its own has */
    return api;
}

static inline PyDateTime_CAPI *table(void)
{
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    const Known *known;

    for (known = HPY_ATOMIC_LOAD(&all_known); known != NULL; known = known->next)
        if (_HPy_LIKELY(HPY_ATOMIC_LOAD(&known->interpreter) == interpreter))
            return known->api;
    return find_table();
}

/* ---- what an object is ---- */

/* The kind of objects of such a class and of no subclass, or 0. A class that any interpreter has from its module is
 * one. */
static inline int exact_kind(const PyTypeObject *type)
{
    const Known *known;
    int i;

    for (known = HPY_ATOMIC_LOAD(&all_known); known != NULL; known = known->next)
        for (i = 0; i < N_KINDS; i++)
            if (type == known->types[i])
                return kinds[i];
    return HPyDateTime_NONE;
}

/* The kind of objects of a subclass, or 0; -1 with an exception set. */
static _HPy_NOINLINE int kind_by_base(PyTypeObject *type)
{
    const PyDateTime_CAPI *api = table();
    int kind;

    if (api == NULL)
        return -1;
    kind = exact_kind(type); /* now that there is a table */
    if (kind != HPyDateTime_NONE)
        return kind;
    if (PyType_IsSubtype(type, api->DateType))
        return PyType_IsSubtype(type, api->DateTimeType) ? HPyDateTime_DATETIME : HPyDateTime_DATE;
    if (PyType_IsSubtype(type, api->TimeType))
        return HPyDateTime_TIME;
    if (PyType_IsSubtype(type, api->DeltaType))
        return HPyDateTime_DELTA;
    return PyType_IsSubtype(type, api->TZInfoType) ? HPyDateTime_TZINFO : HPyDateTime_NONE;
}

static inline int kind_of(PyTypeObject *type)
{
    int kind = exact_kind(type);
    return _HPy_LIKELY(kind != HPyDateTime_NONE) ? kind : kind_by_base(type);
}

/* For a question that cannot fail: an exception may be pending, and none comes of it. */
static _HPy_NOINLINE int kind_quietly(PyTypeObject *type)
{
    PyObject *pending = PyErr_GetRaisedException();
    int kind = kind_by_base(type);

    PyErr_SetRaisedException(pending);
    if (kind <= 0)
        return HPyDateTime_NONE;
    return exact_kind(type) != HPyDateTime_NONE ? kind | HPyDateTime_EXACT : kind;
}

int ctx_DateTime_KindOf(HPyContext *ctx, HPy obj)
{
    PyTypeObject *type = Py_TYPE(_h2py(obj));
    int kind = exact_kind(type);
    (void)ctx;

    return _HPy_LIKELY(kind != HPyDateTime_NONE) ? kind | HPyDateTime_EXACT : kind_quietly(type);
}

static HPy wrong_type(const char *expected, HPy obj)
{
    PyErr_Format(PyExc_TypeError, "expected a %s, got %.200s", expected, Py_TYPE(_h2py(obj))->tp_name);
    return HPy_NULL;
}

HPy ctx_DateTime_Type(HPyContext *ctx, int kind)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;

    if (api == NULL)
        return HPy_NULL;
    switch (kind & ~HPyDateTime_EXACT) {
    case HPyDateTime_DATE:
        return _py2h(Py_NewRef((PyObject *)api->DateType));
    case HPyDateTime_DATETIME:
        return _py2h(Py_NewRef((PyObject *)api->DateTimeType));
    case HPyDateTime_TIME:
        return _py2h(Py_NewRef((PyObject *)api->TimeType));
    case HPyDateTime_DELTA:
        return _py2h(Py_NewRef((PyObject *)api->DeltaType));
    case HPyDateTime_TZINFO:
        return _py2h(Py_NewRef((PyObject *)api->TZInfoType));
    default:
        PyErr_Format(PyExc_ValueError, "HPyDateTime_Type: no class of the module datetime has the number %d", kind);
        return HPy_NULL;
    }
}

/* ---- making ---- */

static PyObject *or_none(HPy h)
{
    return HPy_IsNull(h) ? Py_None : _h2py(h);
}

HPy ctx_Date_New(HPyContext *ctx, int year, int month, int day)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;
    return api == NULL ? HPy_NULL : _py2h(api->Date_FromDate(year, month, day, api->DateType));
}

HPy ctx_Time_New(HPyContext *ctx, int hour, int minute, int second, int microsecond, HPy tzinfo, int fold)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;
    return api == NULL ? HPy_NULL : _py2h(api->Time_FromTimeAndFold(hour, minute, second, microsecond,
                                                                    or_none(tzinfo), fold, api->TimeType));
}

HPy ctx_DateTime_New(HPyContext *ctx, int year, int month, int day, int hour, int minute, int second, int microsecond,
                     HPy tzinfo, int fold)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;

    if (api == NULL)
        return HPy_NULL;
    return _py2h(api->DateTime_FromDateAndTimeAndFold(year, month, day, hour, minute, second, microsecond,
                                                      or_none(tzinfo), fold, api->DateTimeType));
}

HPy ctx_Delta_New(HPyContext *ctx, int days, int seconds, int microseconds)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;
    return api == NULL ? HPy_NULL : _py2h(api->Delta_FromDelta(days, seconds, microseconds, 1, api->DeltaType));
}

/* CPython's function does not look what it is given. */
HPy ctx_TimeZone_New(HPyContext *ctx, HPy offset, HPy name)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;

    if (api == NULL)
        return HPy_NULL;
    if (!PyObject_TypeCheck(_h2py(offset), api->DeltaType))
        return wrong_type("timedelta", offset);
    if (!HPy_IsNull(name) && !PyUnicode_Check(_h2py(name)))
        return wrong_type("str", name);
    return _py2h(api->TimeZone_FromTimeZone(_h2py(offset), _h2py(name)));
}

HPy ctx_TimeZone_UTC(HPyContext *ctx)
{
    const PyDateTime_CAPI *api = table();
    (void)ctx;
    return api == NULL ? HPy_NULL : _py2h(Py_NewRef(api->TimeZone_UTC));
}

HPy ctx_Date_FromTimestamp(HPyContext *ctx, HPy timestamp)
{
    const PyDateTime_CAPI *api = table();
    PyObject *args = api == NULL ? NULL : PyTuple_Pack(1, _h2py(timestamp));
    PyObject *result = args == NULL ? NULL : api->Date_FromTimestamp((PyObject *)api->DateType, args);
    (void)ctx;

    Py_XDECREF(args);
    return _py2h(result);
}

HPy ctx_DateTime_FromTimestamp(HPyContext *ctx, HPy timestamp, HPy tzinfo)
{
    const PyDateTime_CAPI *api = table();
    PyObject *args = api == NULL ? NULL : PyTuple_Pack(2, _h2py(timestamp), or_none(tzinfo));
    PyObject *result = args == NULL ? NULL
                       : api->DateTime_FromTimestamp((PyObject *)api->DateTimeType, args, NULL);
    (void)ctx;

    Py_XDECREF(args);
    return _py2h(result);
}

/* ---- parts ---- */

/* Only for objects that leave fields out: of a datetime all are stored. */
static inline void clear_date(HPyDateTime_Parts *parts)
{
    parts->year = parts->month = parts->day = 0;
}

static inline void clear_time(HPyDateTime_Parts *parts)
{
    parts->hour = parts->minute = parts->second = parts->microsecond = parts->fold = 0;
}

static void unpack_date(PyObject *o, HPyDateTime_Parts *parts)
{
    parts->year = PyDateTime_GET_YEAR(o);
    parts->month = PyDateTime_GET_MONTH(o);
    parts->day = PyDateTime_GET_DAY(o);
}

static void unpack_time(PyObject *o, HPyDateTime_Parts *parts)
{
    parts->hour = PyDateTime_TIME_GET_HOUR(o);
    parts->minute = PyDateTime_TIME_GET_MINUTE(o);
    parts->second = PyDateTime_TIME_GET_SECOND(o);
    parts->microsecond = PyDateTime_TIME_GET_MICROSECOND(o);
    parts->fold = PyDateTime_TIME_GET_FOLD(o);
}

static void unpack_time_of_datetime(PyObject *o, HPyDateTime_Parts *parts)
{
    parts->hour = PyDateTime_DATE_GET_HOUR(o);
    parts->minute = PyDateTime_DATE_GET_MINUTE(o);
    parts->second = PyDateTime_DATE_GET_SECOND(o);
    parts->microsecond = PyDateTime_DATE_GET_MICROSECOND(o);
    parts->fold = PyDateTime_DATE_GET_FOLD(o);
}

int ctx_DateTime_Unpack(HPyContext *ctx, HPy obj, HPyDateTime_Parts *parts)
{
    PyObject *o = _h2py(obj);
    int kind = kind_of(Py_TYPE(o));
    (void)ctx;

    if (_HPy_LIKELY(kind == HPyDateTime_DATETIME)) {
        unpack_date(o, parts);
        unpack_time_of_datetime(o, parts);
        return kind;
    }
    clear_date(parts);
    clear_time(parts);
    if (kind == HPyDateTime_DATE) {
        unpack_date(o, parts);
        return kind;
    }
    if (kind == HPyDateTime_TIME) {
        unpack_time(o, parts);
        return kind;
    }
    if (kind >= 0)
        wrong_type("date, time or datetime", obj);
    return -1;
}

int ctx_Delta_Unpack(HPyContext *ctx, HPy obj, HPyDelta_Parts *parts)
{
    PyObject *o = _h2py(obj);
    int kind = kind_of(Py_TYPE(o));
    (void)ctx;

    if (_HPy_LIKELY(kind == HPyDateTime_DELTA)) {
        parts->days = PyDateTime_DELTA_GET_DAYS(o);
        parts->seconds = PyDateTime_DELTA_GET_SECONDS(o);
        parts->microseconds = PyDateTime_DELTA_GET_MICROSECONDS(o);
        return 0;
    }
    parts->days = parts->seconds = parts->microseconds = 0;
    if (kind >= 0)
        wrong_type("timedelta", obj);
    return -1;
}

HPy ctx_DateTime_GetTZInfo(HPyContext *ctx, HPy obj)
{
    PyObject *o = _h2py(obj);
    int kind = kind_of(Py_TYPE(o));
    (void)ctx;

    if (kind == HPyDateTime_DATETIME)
        return _py2h(Py_NewRef(PyDateTime_DATE_GET_TZINFO(o)));
    if (kind == HPyDateTime_TIME)
        return _py2h(Py_NewRef(PyDateTime_TIME_GET_TZINFO(o)));
    return kind < 0 ? HPy_NULL : wrong_type("datetime or time", obj);
}
