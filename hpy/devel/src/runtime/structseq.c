/* HPyStructSequence_*: tuples with named items. One class in every ABI, written in Python: CPython's own struct
 * sequences differ between its versions, and cannot be had through the API. */
#include "runtime.h"

HPyAPI_HELPER const char *const HPyStructSequence_UnnamedField = "_";

/* Makes the class 'made' of the globals 'full', its name with the module, 'doc', and 'fields', a list of (name or None,
 * doc). It is what CPython makes, as time.struct_time shows it. namedtuple has the quickest getters. */
static const char class_source[] =
    "from collections import namedtuple\n"
    "module, dot, name = full.rpartition('.')\n"
    "size = len(fields)\n"
    "names = tuple([field for field, text in fields if field is not None])\n"
    "getters = namedtuple('getters', ['f%d' % i for i in range(size)])\n"
    "def __new__(cls, sequence, dict=None):\n"
    "    if dict is not None and not isinstance(dict, type(members)):\n"
    "        raise TypeError('%s() takes a dict as second arg, if any' % full)\n"
    "    items = tuple(sequence)\n"
    "    if len(items) != size:\n"
    "        raise TypeError('%s() takes a %d-sequence (%d-sequence given)' % (full, size, len(items)))\n"
    "    return tuple.__new__(cls, items)\n"
    "def __repr__(self):\n"
    "    items = zip(fields, self)\n"
    "    return '%s(%s)' % (full, ', '.join(['%r' % (item,) if field is None else '%s=%r' % (field, item)\n"
    "                                        for (field, text), item in items]))\n"
    "def __reduce__(self):\n"
    "    return type(self), (tuple(self), {})\n"
    "def __replace__(self, /, **changes):\n"
    "    items = [changes.pop(field, item) for (field, text), item in zip(fields, self)]\n"
    "    if changes:\n"
    "        raise TypeError('%s has no field %r' % (full, next(iter(changes))))\n"
    "    return tuple.__new__(type(self), items)\n"
    "def __init_subclass__(cls, **options):\n"
    "    raise TypeError('type %r is not an acceptable base type' % full)\n"
    "members = {'__slots__': (), '__module__': module or 'builtins', '__doc__': doc, '__new__': __new__,\n"
    "           '__repr__': __repr__, '__reduce__': __reduce__, '__replace__': __replace__,\n"
    "           '__init_subclass__': __init_subclass__, '__match_args__': names, 'n_fields': size,\n"
    "           'n_sequence_fields': size, 'n_unnamed_fields': size - len(names)}\n"
    "for i, (field, text) in enumerate(fields):\n"
    "    if field is not None:\n"
    "        members[field] = vars(getters)['f%d' % i]\n"
    "        members[field].__doc__ = text\n"
    "made = type(name, (tuple,), members)\n";

static size_t count_fields(const HPyStructSequence_Field *fields)
{
    size_t count = 0;

    while (fields != NULL && fields[count].name != NULL)
        count++;
    return count;
}

/* A new list of (name, doc) for each field; None for a name or text that is not given. */
static HPy make_fields(HPyContext *ctx, const HPyStructSequence_Field *fields, size_t count)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, (HPy_ssize_t)count);
    size_t i;

    for (i = 0; i < count; i++) {
        bool unnamed = strcmp(fields[i].name, HPyStructSequence_UnnamedField) == 0;
        HPy h_field = HPy_BuildValue(ctx, "ss", unnamed ? NULL : fields[i].name, fields[i].doc);

        if (HPy_IsNull(h_field)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, (HPy_ssize_t)i, h_field);
        HPy_Close(ctx, h_field);
    }
    return HPyListBuilder_Build(ctx, builder);
}

/* The names that the source finds, but for what it makes itself. CPython before 3.10 does not add the built-in ones. */
static HPy make_globals(HPyContext *ctx, const HPyStructSequence_Desc *desc)
{
    HPy h_fields = make_fields(ctx, desc->fields, count_fields(desc->fields));
    HPy h_builtins = HPy_NULL, h_globals = HPy_NULL;

    if (!HPy_IsNull(h_fields))
        h_builtins = HPyImport_ImportModule(ctx, "builtins");
    if (!HPy_IsNull(h_builtins)) {
        h_globals = HPy_BuildValue(ctx, "{s:O,s:s,s:s,s:O}", "__builtins__", h_builtins, "full", desc->name,
                                   "doc", desc->doc, "fields", h_fields);
    }
    HPy_Close(ctx, h_builtins);
    HPy_Close(ctx, h_fields);
    return h_globals;
}

/* Run the source with the dict: what it calls 'made'. */
static HPy run_source(HPyContext *ctx, HPy h_globals)
{
    HPy h_code = HPy_Compile_s(ctx, class_source, "<HPyStructSequence>", HPy_SourceKind_File);
    HPy h_none = HPy_NULL;

    if (!HPy_IsNull(h_code))
        h_none = HPy_EvalCode(ctx, h_code, h_globals, h_globals);
    HPy_Close(ctx, h_code);
    if (HPy_IsNull(h_none))
        return HPy_NULL;
    HPy_Close(ctx, h_none);
    return HPy_GetItem_s(ctx, h_globals, "made");
}

HPyAPI_HELPER HPy HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc)
{
    HPy h_globals, h_type;

    if (desc->name == NULL)
        return HPyErr_SetString(ctx, ctx->h_SystemError, "HPyStructSequence_NewType needs a name, got NULL");
    h_globals = make_globals(ctx, desc);
    if (HPy_IsNull(h_globals))
        return HPy_NULL;
    h_type = run_source(ctx, h_globals);
    HPy_Close(ctx, h_globals);
    return h_type;
}

/* The pending exception says that something else was expected; any other stays. */
static bool says_wrong_type(HPyContext *ctx)
{
    return HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError) || HPyErr_ExceptionMatches(ctx, ctx->h_TypeError)
        || HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError);
}

/* The number of fields of a struct sequence type, or -1 with an exception set: TypeError for anything else. */
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
    if (count >= 0 || (HPyErr_Occurred(ctx) && !says_wrong_type(ctx)))
        return count;
    HPyErr_Clear(ctx);
    HPyErr_Format(ctx, ctx->h_TypeError, "%R is not a struct sequence type", h_type);
    return -1;
}

/* tuple.__new__ does it for the types made here; those of the host, such as time.struct_time, refuse that with
 * TypeError, and are called. */
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
    if (!HPy_IsNull(h_result) || !HPyErr_ExceptionMatches(ctx, ctx->h_TypeError))
        return h_result;
    HPyErr_Clear(ctx);
    return HPy_Call(ctx, h_type, &h_items, 1, HPy_NULL);
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
