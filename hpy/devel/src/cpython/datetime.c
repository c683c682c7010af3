/* ctx_Date*_*, ctx_Time*_*, ctx_Delta_*: objects of the module datetime, by the table that it has for C.
 *
 * The table is found once in each interpreter. The record of that is kept by a capsule in the interpreter's dict, which
 * also keeps the table: it may be memory of the module. The records of all interpreters are a list, which is read
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

enum { FREE = -1, TAKEN = -2 }; /* no interpreter has these IDs */

typedef struct Known_s {
    struct Known_s *next;
    intptr_t interpreter; /* its ID; written last */
    PyDateTime_CAPI *api;
    PyObject *owner;      /* the capsule that has 'api' */
} Known;

static Known *all_known;

/* ---- the table ---- */

static intptr_t current_interpreter(void)
{
    return (intptr_t)PyInterpreterState_GetID(PyInterpreterState_Get());
}

/* The interpreter ends: nothing of it runs any more that could have the record. */
static void forget(PyObject *capsule)
{
    Known *known = (Known *)PyCapsule_GetPointer(capsule, RECORD_CAPSULE);

    if (known == NULL) {
        PyErr_Clear();
        return;
    }
    Py_CLEAR(known->owner);
    (void)HPY_ATOMIC_EXCHANGE(&known->interpreter, FREE);
}

/* A record that is nobody else's, or NULL with MemoryError. */
static Known *take_record(void)
{
    Known *known;

    for (known = HPY_ATOMIC_LOAD(&all_known); known != NULL; known = known->next)
        if (HPY_ATOMIC_LOAD(&known->interpreter) == FREE && HPY_ATOMIC_SWAP(&known->interpreter, FREE, TAKEN))
            return known;
    known = (Known *)calloc(1, sizeof(*known));
    if (known == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    known->interpreter = TAKEN;
    do
        known->next = HPY_ATOMIC_LOAD(&all_known);
    while (!HPY_ATOMIC_SWAP(&all_known, known->next, known));
    return known;
}

/* Keep 'api', which belongs to 'owner', for the current interpreter, as long as that has a dict. 0, or -1 with an
 * exception set. */
static int keep(PyDateTime_CAPI *api, PyObject *owner)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get()); /* borrowed */
    PyObject *key, *capsule;
    Known *known;
    int result;

    if (dict == NULL)
        return 0;
    known = take_record();
    if (known == NULL)
        return -1;
    known->api = api;
    known->owner = Py_NewRef(owner);
    capsule = PyCapsule_New(known, RECORD_CAPSULE, forget);
    if (capsule == NULL) {
        Py_CLEAR(known->owner);
        (void)HPY_ATOMIC_EXCHANGE(&known->interpreter, FREE);
        return -1;
    }
    key = PyLong_FromVoidPtr(&all_known); /* each extension that brings this file has a list of its own */
    result = key == NULL ? -1 : PyDict_SetItem(dict, key, capsule);
    if (result == 0)
        (void)HPY_ATOMIC_EXCHANGE(&known->interpreter, current_interpreter());
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

/* The one that was found before, or NULL. */
static inline PyDateTime_CAPI *known_table(void)
{
    intptr_t interpreter = current_interpreter();
    const Known *known;

    for (known = HPY_ATOMIC_LOAD(&all_known); known != NULL; known = known->next)
        if (_HPy_LIKELY(HPY_ATOMIC_LOAD(&known->interpreter) == interpreter))
            return known->api;
    return NULL;
}

static inline PyDateTime_CAPI *table(void)
{
    PyDateTime_CAPI *known = known_table();
    return _HPy_LIKELY(known != NULL) ? known : find_table();
}

/* For a question that cannot fail: an exception may be pending. */
static _HPy_COLD PyDateTime_CAPI *find_table_quietly(void)
{
    PyObject *pending = PyErr_GetRaisedException();
    PyDateTime_CAPI *api = find_table();

    PyErr_SetRaisedException(pending);
    return api;
}

/* ---- what an object is ---- */

static int kind_of(const PyDateTime_CAPI *api, PyTypeObject *type)
{
    if (type == api->DateTimeType)
        return HPyDateTime_DATETIME | HPyDateTime_EXACT;
    if (type == api->DateType)
        return HPyDateTime_DATE | HPyDateTime_EXACT;
    if (type == api->TimeType)
        return HPyDateTime_TIME | HPyDateTime_EXACT;
    if (type == api->DeltaType)
        return HPyDateTime_DELTA | HPyDateTime_EXACT;
    if (type == api->TZInfoType)
        return HPyDateTime_TZINFO | HPyDateTime_EXACT;
    if (PyType_IsSubtype(type, api->DateType))
        return PyType_IsSubtype(type, api->DateTimeType) ? HPyDateTime_DATETIME : HPyDateTime_DATE;
    if (PyType_IsSubtype(type, api->TimeType))
        return HPyDateTime_TIME;
    if (PyType_IsSubtype(type, api->DeltaType))
        return HPyDateTime_DELTA;
    return PyType_IsSubtype(type, api->TZInfoType) ? HPyDateTime_TZINFO : HPyDateTime_NONE;
}

int ctx_DateTime_KindOf(HPyContext *ctx, HPy obj)
{
    const PyDateTime_CAPI *api = known_table();
    (void)ctx;

    if (api == NULL)
        api = find_table_quietly();
    return api == NULL ? HPyDateTime_NONE : kind_of(api, Py_TYPE(_h2py(obj)));
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
    const PyDateTime_CAPI *api = table();
    int kind = api == NULL ? -1 : kind_of(api, Py_TYPE(_h2py(obj))) & ~HPyDateTime_EXACT;
    (void)ctx;

    memset(parts, 0, sizeof(*parts));
    switch (kind) {
    case -1:
        return -1;
    case HPyDateTime_DATETIME:
        unpack_time_of_datetime(_h2py(obj), parts);
        unpack_date(_h2py(obj), parts);
        return kind;
    case HPyDateTime_DATE:
        unpack_date(_h2py(obj), parts);
        return kind;
    case HPyDateTime_TIME:
        unpack_time(_h2py(obj), parts);
        return kind;
    default:
        wrong_type("date, time or datetime", obj);
        return -1;
    }
}

int ctx_Delta_Unpack(HPyContext *ctx, HPy obj, HPyDelta_Parts *parts)
{
    const PyDateTime_CAPI *api = table();
    PyObject *o = _h2py(obj);
    (void)ctx;

    memset(parts, 0, sizeof(*parts));
    if (api == NULL)
        return -1;
    if (!PyObject_TypeCheck(o, api->DeltaType)) {
        wrong_type("timedelta", obj);
        return -1;
    }
    parts->days = PyDateTime_DELTA_GET_DAYS(o);
    parts->seconds = PyDateTime_DELTA_GET_SECONDS(o);
    parts->microseconds = PyDateTime_DELTA_GET_MICROSECONDS(o);
    return 0;
}

HPy ctx_DateTime_GetTZInfo(HPyContext *ctx, HPy obj)
{
    const PyDateTime_CAPI *api = table();
    PyObject *o = _h2py(obj);
    (void)ctx;

    if (api == NULL)
        return HPy_NULL;
    if (PyObject_TypeCheck(o, api->DateTimeType))
        return _py2h(Py_NewRef(PyDateTime_DATE_GET_TZINFO(o)));
    if (PyObject_TypeCheck(o, api->TimeType))
        return _py2h(Py_NewRef(PyDateTime_TIME_GET_TZINFO(o)));
    return wrong_type("datetime or time", obj);
}
