/* A first HPy extension: the type Span, a half-open range of integers with a label, and the function overlap().
 *
 * For a reader who knows Python.h:
 *  - A handle, HPy, stands where PyObject * stood. A handle has one owner, who closes it: HPy_Dup() gives another
 *    handle to the same object, HPy_Close() gives one up. Arguments are borrowed, results belong to the caller.
 *  - The context, the first parameter of every function, is how the extension reaches the interpreter. Nothing else
 *    is linked, which is why one binary runs on every version.
 *  - A handle does not outlive the call. An object that keeps another one has an HPyField, a C global is an HPyGlobal.
 */
#include "hpy.h"

/* What each Span holds. There is no PyObject_HEAD: the interpreter decides how its own part of an object looks. */
typedef struct {
    HPy_ssize_t start;
    HPy_ssize_t stop;  /* never less than start */
    HPyField label;    /* any object, or null */
} Span;

HPyType_HELPERS(Span)  /* defines Span_AsStruct(ctx, h): from a handle to this struct */

static HPyGlobal span_type;
static HPyGlobal disjoint_error;

/* A new Span of type 'cls'. 'label' may be HPy_NULL, and is still the caller's. */
static HPy make_span(HPyContext *ctx, HPy cls, HPy_ssize_t start, HPy_ssize_t stop, HPy label)
{
    Span *span;
    HPy h_span = HPy_New(ctx, cls, &span);  /* the struct is zeroed */

    if (HPy_IsNull(h_span))
        return HPy_NULL;
    span->start = start;
    span->stop = stop;
    HPyField_Store(ctx, h_span, &span->label, label);
    return h_span;
}

/* The struct of 'h', or NULL with TypeError set when 'h' is no Span. Span_AsStruct() alone checks nothing. */
static Span *as_span(HPyContext *ctx, HPy h)
{
    HPy cls = HPyGlobal_Load(ctx, span_type);
    int is_span = HPy_TypeCheck(ctx, h, cls);

    HPy_Close(ctx, cls);
    if (!is_span) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "a Span is required");
        return NULL;
    }
    return Span_AsStruct(ctx, h);
}

/* ---- The type ---------------------------------------------------------------------------------------------------
 * Each macro declares the function that follows it and fills a record, Span_new and so on. Span_defines lists them. */

HPyDef_SLOT(Span_new, HPy_tp_new)
static HPy Span_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"start", "stop", "label", NULL};
    HPyTracker tracker;  /* owns what the parser makes, here the handle in 'label' */
    HPy_ssize_t start, stop;
    HPy label = HPy_NULL, h_span = HPy_NULL;

    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "nn|O:Span", names, &start, &stop, &label))
        return HPy_NULL;
    if (stop < start)
        HPyErr_SetString(ctx, ctx->h_ValueError, "stop is before start");
    else
        h_span = make_span(ctx, cls, start, stop, label);
    HPyTracker_Close(ctx, tracker);
    return h_span;
}

/* Shows the garbage collector every HPyField of the object. With it, cycles through labels are found. */
HPyDef_SLOT(Span_traverse, HPy_tp_traverse)
static int Span_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Span *span = (Span *)self;

    HPy_VISIT(&span->label);
    return 0;
}

HPyDef_SLOT(Span_repr, HPy_tp_repr)
static HPy Span_repr_impl(HPyContext *ctx, HPy self)
{
    Span *span = Span_AsStruct(ctx, self);
    HPy label, text;

    if (HPyField_IsNull(span->label))
        return HPyUnicode_FromFormat(ctx, "Span(%zd, %zd)", span->start, span->stop);
    label = HPyField_Load(ctx, self, span->label);
    text = HPyUnicode_FromFormat(ctx, "Span(%zd, %zd, %R)", span->start, span->stop, label);
    HPy_Close(ctx, label);
    return text;
}

HPyDef_SLOT(Span_len, HPy_sq_length)
static HPy_ssize_t Span_len_impl(HPyContext *ctx, HPy self)
{
    Span *span = Span_AsStruct(ctx, self);

    return span->stop - span->start;
}

HPyDef_SLOT(Span_contains, HPy_sq_contains)
static int Span_contains_impl(HPyContext *ctx, HPy self, HPy item)
{
    Span *span = Span_AsStruct(ctx, self);
    HPy_ssize_t i = HPyLong_AsSsize_t(ctx, item);

    if (i == -1 && HPyErr_Occurred(ctx))
        return -1;
    return span->start <= i && i < span->stop;
}

HPyDef_MEMBER(Span_start, "start", HPyMember_HPYSSIZET, offsetof(Span, start), .readonly = 1)
HPyDef_MEMBER(Span_stop, "stop", HPyMember_HPYSSIZET, offsetof(Span, stop), .readonly = 1)
HPyDef_MEMBER(Span_label, "label", HPyMember_OBJECT, offsetof(Span, label), .doc = "Whatever you like; None at first.")

HPyDef_GETSET(Span_middle, "middle", .doc = "Setting it moves the span.")
static HPy Span_middle_get(HPyContext *ctx, HPy self, void *closure)
{
    Span *span = Span_AsStruct(ctx, self);

    (void)closure;
    return HPyLong_FromSsize_t(ctx, span->start + (span->stop - span->start) / 2);
}

static int Span_middle_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    Span *span = Span_AsStruct(ctx, self);
    HPy_ssize_t half = (span->stop - span->start) / 2, rest = span->stop - span->start - half;
    HPy_ssize_t middle;

    (void)closure;
    if (HPy_IsNull(value)) {  /* del span.middle */
        HPyErr_SetString(ctx, ctx->h_AttributeError, "middle cannot be deleted");
        return -1;
    }
    middle = HPyLong_AsSsize_t(ctx, value);
    if (middle == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (middle < HPY_SSIZE_T_MIN + half || middle > HPY_SSIZE_T_MAX - rest) {
        HPyErr_SetString(ctx, ctx->h_OverflowError, "the span would leave the range of its integers");
        return -1;
    }
    span->start = middle - half;
    span->stop = middle + rest;
    return 0;
}

static HPyDef *Span_defines[] = {
    &Span_new, &Span_traverse, &Span_repr, &Span_len, &Span_contains,
    &Span_start, &Span_stop, &Span_label, &Span_middle,
    NULL,
};

static HPyType_Spec Span_spec = {
    .name = "quickstart.Span",
    .basicsize = sizeof(Span),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Span),
    .defines = Span_defines,
    .doc = "Span(start, stop, label=None)\n--\n\nThe integers from start up to, not including, stop.",
};

/* ---- The function ----------------------------------------------------------------------------------------------- */

HPyDef_METH(overlap, "overlap", HPyFunc_KEYWORDS,
            .doc = "overlap(a, b, *, label=None)\n--\n\nThe Span that a and b share, or DisjointError.")
static HPy overlap_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"a", "b", "label", NULL};
    HPyTracker tracker;
    HPy h_a, h_b, label = HPy_NULL, cls, result = HPy_NULL;
    Span *a, *b;
    HPy_ssize_t start, stop;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "OO|$O:overlap", names, &h_a, &h_b, &label))
        return HPy_NULL;
    a = as_span(ctx, h_a);
    b = a == NULL ? NULL : as_span(ctx, h_b);
    if (b == NULL)
        goto done;
    start = a->start > b->start ? a->start : b->start;
    stop = a->stop < b->stop ? a->stop : b->stop;
    if (start < stop) {
        cls = HPyGlobal_Load(ctx, span_type);
        result = make_span(ctx, cls, start, stop, label);
    } else {
        cls = HPyGlobal_Load(ctx, disjoint_error);
        HPyErr_Format(ctx, cls, "%R and %R have nothing in common", h_a, h_b);
    }
    HPy_Close(ctx, cls);
done:
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

/* Gives the module the attribute 'name', keeps the object in 'global' as well, and closes 'h'; -1 if 'h' is null. */
static int publish(HPyContext *ctx, HPy module, const char *name, HPyGlobal *global, HPy h)
{
    if (HPy_IsNull(h) || HPy_SetAttr_s(ctx, module, name, h) < 0) {
        HPy_Close(ctx, h);  /* of HPy_NULL: does nothing */
        return -1;
    }
    HPyGlobal_Store(ctx, global, h);
    HPy_Close(ctx, h);
    return 0;
}

HPyDef_SLOT(quickstart_exec, HPy_mod_exec)
static int quickstart_exec_impl(HPyContext *ctx, HPy module)
{
    if (publish(ctx, module, "Span", &span_type, HPyType_FromSpec(ctx, &Span_spec, NULL)) < 0)
        return -1;
    return publish(ctx, module, "DisjointError", &disjoint_error,
                   HPyErr_NewException(ctx, "quickstart.DisjointError", ctx->h_ValueError, HPy_NULL));
}

static HPyDef *quickstart_defines[] = {&quickstart_exec, &overlap, NULL};

static HPyGlobal *quickstart_globals[] = {&span_type, &disjoint_error, NULL};

static HPyModuleDef quickstart_def = {
    .doc = "Ranges of integers with a label: a first HPy extension.",
    .defines = quickstart_defines,
    .globals = quickstart_globals,  /* each interpreter gets its own objects in these */
};

HPy_MODINIT(quickstart, quickstart_def)
