/* The functions of the layer's context: the generated wrappers, and those that need some thought. */
#include "checks.h"
#include "field_checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "regions.h"
#include "wrappers.h"

#include "generated/wrappers.h"

void debug_fill_functions(HPyContext *ctx)
{
    fill_functions(ctx);
}

/* ---- debugging ---- */

void debug_Dump(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (debug_enter(c, API_Dump, LAYER_PLACE()) && debug_unwrap_nullable(c, debug_in(h), &inner, 1))
        c->inner->ctx_Dump(c->inner, inner);
}

/* ---- exceptions ---- */

int debug_Err_Occurred(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Err_Occurred, LAYER_PLACE()))
        return 0;
    return HPyErr_Occurred(c->inner);
}

void debug_Err_Clear(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Err_Clear, LAYER_PLACE()) || debug_error_stays(c))
        return;
    HPyErr_Clear(c->inner);
    debug_cleared(c);
}

void debug_Err_WriteUnraisable(HPyContext *ctx, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Err_WriteUnraisable, LAYER_PLACE()) || !debug_unwrap_nullable(c, debug_in(obj), &inner, 1))
        return;
    HPyErr_WriteUnraisable(c->inner, inner);
    debug_cleared(c);
}

void debug_FatalError(HPyContext *ctx, const char *message)
{
    HPy_FatalError(debug_context(ctx)->layer->base.inner, message);
}

/* ---- calls with arrays ---- */

#define FROM_ARRAY(NAME) \
    HPy debug_##NAME(HPyContext *ctx, const HPy *items, HPy_ssize_t n) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy room[DEBUG_ROOM], *inner; \
        HPy result; \
        \
        if (!debug_enter(c, API_##NAME, LAYER_PLACE()) \
                || !debug_unwrap_array(c, items, n > 0 ? (size_t)n : 0, room, &inner, 1)) \
            return HPy_NULL; \
        result = debug_out(debug_wrap_result(c, c->inner->ctx_##NAME(c->inner, inner, n))); \
        debug_free_array(inner, room); \
        return result; \
    }

FROM_ARRAY(Tuple_FromArray)
FROM_ARRAY(List_FromArray)

HPy debug_Type_GenericNew(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy result, inner_type, inner_kw;

    if (!debug_enter(c, API_Type_GenericNew, LAYER_PLACE()) || !debug_unwrap(c, debug_in(type), &inner_type, 1)
            || !debug_unwrap_nullable(c, debug_in(kw), &inner_kw, 4)
            || !debug_unwrap_array(c, args, args != NULL && nargs > 0 ? (size_t)nargs : 0, room, &inner, 2))
        return HPy_NULL;
    result = c->inner->ctx_Type_GenericNew(c->inner, inner_type, args != NULL ? inner : NULL, nargs, inner_kw);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

HPy debug_Type_CallNew(HPyContext *ctx, HPy base, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy result, inner_base, inner_type, inner_kw;

    if (!debug_enter(c, API_Type_CallNew, LAYER_PLACE()) || !debug_unwrap(c, debug_in(base), &inner_base, 1)
            || !debug_unwrap(c, debug_in(type), &inner_type, 2)
            || !debug_unwrap_nullable(c, debug_in(kw), &inner_kw, 5)
            || !debug_unwrap_array(c, args, nargs > 0 ? (size_t)nargs : 0, room, &inner, 3))
        return HPy_NULL;
    result = c->inner->ctx_Type_CallNew(c->inner, inner_base, inner_type, inner, nargs, inner_kw);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

int debug_Type_CallInit(HPyContext *ctx, HPy base, HPy obj, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy inner_base, inner_obj, inner_kw;
    int result;

    if (!debug_enter(c, API_Type_CallInit, LAYER_PLACE()) || !debug_unwrap(c, debug_in(base), &inner_base, 1)
            || !debug_unwrap(c, debug_in(obj), &inner_obj, 2)
            || !debug_unwrap_nullable(c, debug_in(kw), &inner_kw, 5)
            || !debug_unwrap_array(c, args, nargs > 0 ? (size_t)nargs : 0, room, &inner, 3))
        return -1;
    result = c->inner->ctx_Type_CallInit(c->inner, inner_base, inner_obj, inner, nargs, inner_kw);
    debug_free_array(inner, room);
    if (result < 0)
        debug_failed(c);
    return result;
}

/* The inner keyword names, and by how much they lengthen the array of arguments. */
static int unwrap_kwnames(DebugContext *c, HPy kwnames, HPy *inner, size_t *n)
{
    HPy_ssize_t length;

    *n = 0;
    if (!debug_unwrap_nullable(c, debug_in(kwnames), inner, 4))
        return 0;
    if (HPy_IsNull(*inner))
        return 1;
    if (!debug_expect(c, *inner, c->inner->h_TupleType, "a tuple or HPy_NULL", 4))
        return 0;
    length = HPy_Length(c->inner, *inner);
    if (length < 0) {
        debug_failed(c);
        return 0;
    }
    *n = (size_t)length;
    return 1;
}

HPy debug_Call(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy inner_callable, inner_kwnames, result;
    size_t n;

    if (!debug_enter(c, API_Call, LAYER_PLACE()) || !debug_unwrap(c, debug_in(callable), &inner_callable, 1)
            || !unwrap_kwnames(c, kwnames, &inner_kwnames, &n)
            || !debug_unwrap_array(c, args, nargs + n, room, &inner, 2))
        return HPy_NULL;
    result = c->inner->ctx_Call(c->inner, inner_callable, inner, nargs, inner_kwnames);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

/* Unwrap what a method is called with: 0 when it is refused. '*inner' is to be freed. */
static int unwrap_method_args(DebugContext *c, const HPy *args, size_t nargs, HPy kwnames, HPy *room, HPy **inner,
                              HPy *inner_kwnames)
{
    size_t n;

    return unwrap_kwnames(c, kwnames, inner_kwnames, &n)
           && (nargs > 0 || debug_refuse_number(c, 0, "at least 1: args[0] is the object", 3))
           && debug_unwrap_array(c, args, nargs + n, room, inner, 2);
}

HPy debug_CallMethod(HPyContext *ctx, HPy name, const HPy *args, size_t nargs, HPy kwnames)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy inner_name, inner_kwnames, result;

    if (!debug_enter(c, API_CallMethod, LAYER_PLACE()) || !debug_unwrap(c, debug_in(name), &inner_name, 1)
            || !debug_expect(c, inner_name, c->inner->h_UnicodeType, "a Unicode object", 1)
            || !unwrap_method_args(c, args, nargs, kwnames, room, &inner, &inner_kwnames))
        return HPy_NULL;
    result = c->inner->ctx_CallMethod(c->inner, inner_name, inner, nargs, inner_kwnames);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

HPy debug_CallMethod_s(HPyContext *ctx, const char *utf8_name, const HPy *args, size_t nargs, HPy kwnames)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy inner_kwnames, result;

    if (!debug_enter(c, API_CallMethod_s, LAYER_PLACE()) || (utf8_name == NULL && !debug_refuse_null_pointer(c, 1))
            || !unwrap_method_args(c, args, nargs, kwnames, room, &inner, &inner_kwnames))
        return HPy_NULL;
    result = c->inner->ctx_CallMethod_s(c->inner, utf8_name, inner, nargs, inner_kwnames);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

/* ---- names, which are globals ---- */

static int is_declared(const DebugLayer *layer, const HPyGlobal *global);

/* Whether a name can be used; one that is not listed is reported. */
static int check_name(DebugContext *c, const char *function, const HPyName *name)
{
    if (name == NULL)
        return debug_refuse_null_pointer(c, 1);
    if (!is_declared(c->layer, &name->global))
        debug_report(c, DEBUG_WARNING, "global-undeclared", NULL,
                     "%s: the global of the name \"%s\" is not listed in HPyModuleDef.globals", function, name->utf8);
    return 1;
}

HPy debug_CallMethod_n(HPyContext *ctx, HPyName *name, const HPy *args, size_t nargs, HPy kwnames)
{
    DebugContext *c = debug_context(ctx);
    HPy room[DEBUG_ROOM], *inner;
    HPy inner_kwnames, result;

    if (!debug_enter(c, API_CallMethod_n, LAYER_PLACE()) || !check_name(c, "HPy_CallMethod_n", name)
            || !unwrap_method_args(c, args, nargs, kwnames, room, &inner, &inner_kwnames))
        return HPy_NULL;
    result = c->inner->ctx_CallMethod_n(c->inner, name, inner, nargs, inner_kwnames);
    debug_free_array(inner, room);
    return debug_out(debug_wrap_result(c, result));
}

HPy debug_Name_Get(HPyContext *ctx, HPyName *name)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Name_Get, LAYER_PLACE()) || !check_name(c, "HPyName_Get", name))
        return HPy_NULL;
    return debug_out(debug_wrap_result(c, c->inner->ctx_Name_Get(c->inner, name)));
}

/* ---- memory that the API gives out ---- */

const char *debug_Unicode_AsUTF8AndSize(HPyContext *ctx, HPy h, HPy_ssize_t *size)
{
    DebugContext *c = debug_context(ctx);
    HPy_ssize_t length = 0;
    const char *data;
    HPy inner;

    if (!debug_enter(c, API_Unicode_AsUTF8AndSize, LAYER_PLACE()) || !debug_unwrap(c, debug_in(h), &inner, 1))
        return NULL;
    data = HPyUnicode_AsUTF8AndSize(c->inner, inner, &length);
    if (size != NULL)
        *size = length;
    if (data == NULL) {
        debug_failed(c);
        return NULL;
    }
    return debug_give_out(c, debug_find(debug_in(h)), data, (size_t)length + 1);
}

const char *debug_Bytes_AsString(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    const char *data;
    HPy inner;

    if (!debug_enter(c, API_Bytes_AsString, LAYER_PLACE()) || !debug_unwrap(c, debug_in(h), &inner, 1))
        return NULL;
    data = HPyBytes_AsString(c->inner, inner);
    if (data == NULL) {
        debug_failed(c);
        return NULL;
    }
    return debug_give_out(c, debug_find(debug_in(h)), data, (size_t)HPyBytes_GET_SIZE(c->inner, inner) + 1);
}

const char *debug_Bytes_AS_STRING(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Bytes_AS_STRING, LAYER_PLACE()) || !debug_unwrap(c, debug_in(h), &inner, 1)
            || !debug_expect(c, inner, c->inner->h_BytesType, "a bytes object", 0))
        return ""; /* nobody checks this result */
    return debug_give_out(c, debug_find(debug_in(h)), HPyBytes_AS_STRING(c->inner, inner),
                          (size_t)HPyBytes_GET_SIZE(c->inner, inner) + 1);
}

const char *debug_Type_GetName(HPyContext *ctx, HPy type)
{
    DebugContext *c = debug_context(ctx);
    const char *name;
    HPy inner;

    if (!debug_enter(c, API_Type_GetName, LAYER_PLACE()) || !debug_unwrap(c, debug_in(type), &inner, 1)
            || !debug_expect_type(c, debug_in(type), inner, 0))
        return NULL;
    name = HPyType_GetName(c->inner, inner);
    if (name == NULL) {
        debug_failed(c);
        return NULL;
    }
    return debug_give_out(c, debug_find(debug_in(type)), name, strlen(name) + 1);
}

/* ---- fields and globals: they hold what the inner context put there ---- */

void debug_Field_Store(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy owner, inner;
    uint64_t before;

    if (!debug_enter(c, API_Field_Store, LAYER_PLACE()))
        return;
    if (HPy_IsNull(target_object)) {
        debug_report(c, DEBUG_WARNING, "field-no-owner", NULL,
                     "HPyField_Store: argument 1, the owner of the field, is HPy_NULL");
        return;
    }
    if (!debug_unwrap(c, debug_in(target_object), &owner, 1) || !debug_unwrap_nullable(c, debug_in(h), &inner, 3)
            || (target_field == NULL && !debug_refuse_null_pointer(c, 2)))
        return;
    if (HPy_IsNull(inner))
        debug_note_clears(target_field, 1);
    before = debug_n_clears();
    HPyField_Store(c->inner, owner, target_field, inner);
    if (!HPy_IsNull(inner))
        debug_note_store(c, owner, target_field, before);
}

HPy debug_Field_Load(HPyContext *ctx, HPy source_object, HPyField source_field)
{
    DebugContext *c = debug_context(ctx);
    HPy owner;

    if (!debug_enter(c, API_Field_Load, LAYER_PLACE()) || !debug_unwrap(c, debug_in(source_object), &owner, 1))
        return HPy_NULL;
    if (HPyField_IsNull(source_field)) {
        debug_report(c, DEBUG_ERROR, "null-handle", NULL,
                     "HPyField_Load: the field is empty; ask HPyField_IsNull first");
        return HPy_NULL;
    }
    debug_note_load(c, owner, NULL, source_field);
    return debug_out(debug_wrap_if_any(c, HPyField_Load(c->inner, owner, source_field)));
}

static HPy load_at(DebugContext *c, HPy source_object, const HPyField *source_field, int may_be_empty)
{
    HPy owner, content;

    if (!debug_unwrap(c, debug_in(source_object), &owner, 1)
            || (source_field == NULL && !debug_refuse_null_pointer(c, 2)))
        return HPy_NULL;
    content = HPyField_LoadOrNull(c->inner, owner, source_field);
    if (!HPy_IsNull(content))
        debug_note_load(c, owner, source_field, debug_content(source_field));
    else if (!may_be_empty)
        debug_report(c, DEBUG_ERROR, "null-handle", NULL,
                     "HPyField_Load: the field is empty; ask HPyField_IsNull first");
    return debug_out(debug_wrap_if_any(c, content));
}

HPy debug_Field_LoadAt(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    DebugContext *c = debug_context(ctx);

    return debug_enter(c, API_Field_LoadAt, LAYER_PLACE()) ? load_at(c, source_object, source_field, 0) : HPy_NULL;
}

HPy debug_Field_LoadOrNull(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    DebugContext *c = debug_context(ctx);

    return debug_enter(c, API_Field_LoadOrNull, LAYER_PLACE()) ? load_at(c, source_object, source_field, 1) : HPy_NULL;
}

static int is_declared(const DebugLayer *layer, const HPyGlobal *global)
{
    HPyGlobal *const *known = layer->def != NULL ? layer->def->globals : NULL;

    while (known != NULL && *known != NULL && *known != global)
        known++;
    return layer->def == NULL || (known != NULL && *known != NULL);
}

void debug_Global_Store(HPyContext *ctx, HPyGlobal *global, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Global_Store, LAYER_PLACE()) || !debug_unwrap_nullable(c, debug_in(h), &inner, 2)
            || (global == NULL && !debug_refuse_null_pointer(c, 1)))
        return;
    if (!is_declared(c->layer, global))
        debug_report(c, DEBUG_WARNING, "global-undeclared", NULL,
                     "HPyGlobal_Store: the global is not listed in HPyModuleDef.globals");
    HPyGlobal_Store(c->inner, global, inner);
}

static HPy give_global(DebugContext *c, HPy inner)
{
    if (HPy_IsNull(inner)) {
        debug_report(c, DEBUG_ERROR, "null-handle", NULL, "HPyGlobal_Load: nothing was stored in the global");
        return inner;
    }
    return debug_out(debug_wrap_if_any(c, inner));
}

HPy debug_Global_Load(HPyContext *ctx, HPyGlobal global)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Global_Load, LAYER_PLACE()))
        return HPy_NULL;
    return give_global(c, global._i == 0 ? HPy_NULL : HPyGlobal_Load(c->inner, global));
}

HPy debug_Global_LoadAt(HPyContext *ctx, const HPyGlobal *global)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Global_LoadAt, LAYER_PLACE()) || (global == NULL && !debug_refuse_null_pointer(c, 1)))
        return HPy_NULL;
    return give_global(c, LAYER_PEEK(&global->_i) == 0 ? HPy_NULL : HPyGlobal_LoadAt(c->inner, global));
}

/* ---- the thread state ---- */

HPyThreadState debug_LeavePythonExecution(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);
    HPyThreadState none = {0};

    if (!debug_enter(c, API_LeavePythonExecution, LAYER_PLACE()))
        return none;
    c->left = 1;
    c->left_place = c->place;
    c->guard = NULL;
    c->left_state = HPy_LeavePythonExecution(c->inner);
    return c->left_state;
}

void debug_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state)
{
    DebugContext *c = debug_context(ctx);

    (void)state; /* the layer's own is right also where a report came between */
    if (c->thread == DEBUG_THREAD() && c->left) {
        c->left = 0;
        HPy_ReenterPythonExecution(c->inner, c->left_state);
        if (!c->pending)
            debug_set_guard(c);
    } else if (debug_enter(c, API_ReenterPythonExecution, LAYER_PLACE())) {
        debug_report(c, DEBUG_WARNING, "no-thread-state", NULL,
                     "HPy_ReenterPythonExecution: there was no HPy_LeavePythonExecution before it");
    }
}
