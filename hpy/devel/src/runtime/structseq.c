/* HPyStructSequence_*: tuples with named items. CPython has them; the other ABIs make named tuples. */
#include "runtime.h"

HPyAPI_HELPER const char *const HPyStructSequence_UnnamedField = "_";

static size_t count_fields(const HPyStructSequence_Field *fields)
{
    size_t count = 0;

    while (fields != NULL && fields[count].name != NULL)
        count++;
    return count;
}

/* Set an attribute to a C text, or to None for NULL: 0, or -1 with an exception set. */
static int set_text(HPyContext *ctx, HPy h, const char *name, const char *text)
{
    HPy h_text = HPy_BuildValue(ctx, "s", text);
    int result;

    if (HPy_IsNull(h_text))
        return -1;
    result = HPy_SetAttr_s(ctx, h, name, h_text);
    HPy_Close(ctx, h_text);
    return result;
}

#ifdef HPY_ABI_CPYTHON

/* A new type. 'fields' has room for 'count' fields and the end of the list. */
static HPy new_type(HPyContext *ctx, const HPyStructSequence_Desc *desc, PyStructSequence_Field *fields, size_t count)
{
    PyStructSequence_Desc py_desc;
    PyTypeObject *py_type;
    HPy h_type;
    size_t i;

    for (i = 0; i < count; i++) {
        fields[i].name = (char *)desc->fields[i].name;
#if PY_VERSION_HEX >= 0x030B0000 /* older ones document this object, but some do not export it */
        if (strcmp(desc->fields[i].name, HPyStructSequence_UnnamedField) == 0)
            fields[i].name = (char *)PyStructSequence_UnnamedField;
#endif
        fields[i].doc = (char *)desc->fields[i].doc;
    }
    fields[count].name = NULL;
    fields[count].doc = NULL;
    py_desc.name = (char *)desc->name;
    py_desc.doc = ""; /* set afterwards: CPython 3.8 does not take NULL */
    py_desc.fields = fields;
    py_desc.n_in_sequence = (int)count;
    py_type = PyStructSequence_NewType(&py_desc);
    h_type = HPy_FromPyObject(ctx, (PyObject *)py_type);
    Py_XDECREF(py_type);
    return h_type;
}

static HPy make_type(HPyContext *ctx, const HPyStructSequence_Desc *desc)
{
    size_t count = count_fields(desc->fields);
    PyStructSequence_Field *fields = (PyStructSequence_Field *)malloc((count + 1) * sizeof(*fields));
    HPy h_type;

    if (fields == NULL)
        return HPyErr_NoMemory(ctx);
    h_type = new_type(ctx, desc, fields, count);
    free(fields);
    return h_type;
}

/* A struct sequence type takes one sequence. Unlike PyStructSequence_New, the call is safe with any type. */
static HPy make_instance(HPyContext *ctx, HPy h_type, HPy h_items)
{
    return HPy_Call(ctx, h_type, &h_items, 1, HPy_NULL);
}

#else

/* A new list of the fields' names. */
static HPy make_names(HPyContext *ctx, const HPyStructSequence_Field *fields, size_t count)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, (HPy_ssize_t)count);
    size_t i;

    for (i = 0; i < count; i++) {
        HPy h_name = HPyUnicode_FromString(ctx, fields[i].name);

        if (HPy_IsNull(h_name)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, (HPy_ssize_t)i, h_name);
        HPy_Close(ctx, h_name);
    }
    return HPyListBuilder_Build(ctx, builder);
}

/* A new tuple of 'count' times None. */
static HPy make_defaults(HPyContext *ctx, size_t count)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, (HPy_ssize_t)count);
    size_t i;

    for (i = 0; i < count; i++)
        HPyTupleBuilder_Set(ctx, builder, (HPy_ssize_t)i, ctx->h_None);
    return HPyTupleBuilder_Build(ctx, builder);
}

/* The text before the last dot of the type's name. Without a dot: "builtins", as CPython shows such types. */
static HPy make_module_name(HPyContext *ctx, const char *name, const char *dot)
{
    HPy h_bytes, h_module;

    if (dot == NULL)
        return HPyUnicode_FromString(ctx, "builtins");
    h_bytes = HPyBytes_FromStringAndSize(ctx, name, (HPy_ssize_t)(dot - name));
    if (HPy_IsNull(h_bytes))
        return HPy_NULL;
    h_module = HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", NULL);
    HPy_Close(ctx, h_bytes);
    return h_module;
}

/* Call collections.namedtuple and consume the arguments, any of which may be HPy_NULL after a failure. */
static HPy call_namedtuple(HPyContext *ctx, HPy h_args, HPy h_kw)
{
    HPy h_collections = HPy_NULL, h_type = HPy_NULL;

    if (!HPy_IsNull(h_args) && !HPy_IsNull(h_kw))
        h_collections = HPyImport_ImportModule(ctx, "collections");
    if (!HPy_IsNull(h_collections)) {
        h_type = HPy_CallMethodTupleDict_s(ctx, "namedtuple", h_collections, h_args, h_kw);
        HPy_Close(ctx, h_collections);
    }
    HPy_Close(ctx, h_args);
    HPy_Close(ctx, h_kw);
    return h_type;
}

static HPy make_namedtuple(HPyContext *ctx, const HPyStructSequence_Desc *desc, size_t count)
{
    const char *dot = strrchr(desc->name, '.');
    HPy h_names = make_names(ctx, desc->fields, count);
    HPy h_defaults = HPy_NULL, h_module = HPy_NULL, h_args = HPy_NULL, h_kw = HPy_NULL;

    if (!HPy_IsNull(h_names))
        h_defaults = make_defaults(ctx, count);
    if (!HPy_IsNull(h_defaults))
        h_module = make_module_name(ctx, desc->name, dot);
    if (!HPy_IsNull(h_module))
        h_args = HPy_BuildValue(ctx, "sO", dot == NULL ? desc->name : dot + 1, h_names);
    if (!HPy_IsNull(h_args)) {
        h_kw = HPy_BuildValue(ctx, "{s:O,s:O,s:O}", "rename", ctx->h_True, "defaults", h_defaults,
                              "module", h_module);
    }
    HPy_Close(ctx, h_names);
    HPy_Close(ctx, h_defaults);
    HPy_Close(ctx, h_module);
    return call_namedtuple(ctx, h_args, h_kw);
}

static int set_count(HPyContext *ctx, HPy h_type, const char *name, size_t count)
{
    HPy h_count = HPyLong_FromSize_t(ctx, count);
    int result;

    if (HPy_IsNull(h_count))
        return -1;
    result = HPy_SetAttr_s(ctx, h_type, name, h_count);
    HPy_Close(ctx, h_count);
    return result;
}

/* Give the fields their documentation. namedtuple may have renamed them: _fields has the names. */
static int set_field_docs(HPyContext *ctx, HPy h_type, const HPyStructSequence_Field *fields, size_t count)
{
    HPy h_names = HPy_GetAttr_s(ctx, h_type, "_fields");
    int result = HPy_IsNull(h_names) ? -1 : 0;
    size_t i;

    for (i = 0; i < count && result == 0; i++) {
        HPy h_name, h_field;

        if (fields[i].doc == NULL)
            continue;
        h_name = HPy_GetItem_i(ctx, h_names, (HPy_ssize_t)i);
        h_field = HPy_IsNull(h_name) ? HPy_NULL : HPy_GetAttr(ctx, h_type, h_name);
        result = HPy_IsNull(h_field) ? -1 : set_text(ctx, h_field, "__doc__", fields[i].doc);
        HPy_Close(ctx, h_field);
        HPy_Close(ctx, h_name);
    }
    HPy_Close(ctx, h_names);
    return result;
}

static HPy make_type(HPyContext *ctx, const HPyStructSequence_Desc *desc)
{
    size_t count = count_fields(desc->fields);
    HPy h_type = make_namedtuple(ctx, desc, count);

    if (HPy_IsNull(h_type))
        return HPy_NULL;
    if (set_field_docs(ctx, h_type, desc->fields, count) < 0 || set_count(ctx, h_type, "n_fields", count) < 0
        || set_count(ctx, h_type, "n_sequence_fields", count) < 0) {
        HPy_Close(ctx, h_type);
        return HPy_NULL;
    }
    return h_type;
}

/* tuple.__new__, because the type's own fills up missing items. */
static HPy make_instance(HPyContext *ctx, HPy h_type, HPy h_items)
{
    HPy h_new = HPy_GetAttr_s(ctx, ctx->h_TupleType, "__new__");
    HPy args[2], h_result;

    if (HPy_IsNull(h_new))
        return HPy_NULL;
    args[0] = h_type;
    args[1] = h_items;
    h_result = HPy_Call(ctx, h_new, args, 2, HPy_NULL);
    HPy_Close(ctx, h_new);
    return h_result;
}

#endif

HPyAPI_HELPER HPy HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc)
{
    HPy h_type;

    if (desc->name == NULL)
        return HPyErr_SetString(ctx, ctx->h_SystemError, "HPyStructSequence_NewType needs a name, got NULL");
    h_type = make_type(ctx, desc);
    if (!HPy_IsNull(h_type) && set_text(ctx, h_type, "__doc__", desc->doc) < 0) {
        HPy_Close(ctx, h_type);
        return HPy_NULL;
    }
    return h_type;
}

/* The number of fields of a struct sequence type, or -1 with an exception: TypeError for anything else. */
static HPy_ssize_t get_count(HPyContext *ctx, HPy h_type)
{
    HPy_ssize_t count = -1;
    HPy h_count = HPy_NULL;

    if (HPy_TypeCheck(ctx, h_type, ctx->h_TypeType) && HPyType_IsSubtype(ctx, h_type, ctx->h_TupleType))
        h_count = HPy_GetAttr_s(ctx, h_type, "n_fields");
    if (!HPy_IsNull(h_count)) {
        count = HPyLong_AsSsize_t(ctx, h_count);
        HPy_Close(ctx, h_count);
    }
    if (count < 0 && (!HPyErr_Occurred(ctx) || HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError)
                      || HPyErr_ExceptionMatches(ctx, ctx->h_TypeError)))
        HPyErr_Format(ctx, ctx->h_TypeError, "%R is not a struct sequence type", h_type);
    return count;
}

HPyAPI_HELPER HPy HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args)
{
    HPy_ssize_t count = get_count(ctx, type);
    HPy h_items, h_result;

    if (count < 0)
        return HPy_NULL;
    if (nargs != count) {
        return HPyErr_Format(ctx, ctx->h_TypeError, "%R takes exactly %zd item%s (%zd given)", type, count,
                             count == 1 ? "" : "s", nargs);
    }
    h_items = HPyTuple_FromArray(ctx, args, nargs);
    if (HPy_IsNull(h_items))
        return HPy_NULL;
    h_result = make_instance(ctx, type, h_items);
    HPy_Close(ctx, h_items);
    return h_result;
}
