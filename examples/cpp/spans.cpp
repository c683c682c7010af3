/* The type Spans: sets of intervals, which span_set.hpp has in plain C++. Here is what Python sees of it, over hpy.hpp:
 * what throws stands inside of hpy::guard(), and handles close themselves. */
#include "hpy.hpp"
#include "span_set.hpp"
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Spans {
    hpy::Held<SpanSet> set;
    unsigned long version; /* another one whenever the set changes */
};

struct Iterator {
    HPyField spans;
    hpy::Held<SpanSet::const_iterator> next;
    unsigned long version; /* of the set, for which 'next' is valid */
};

HPyType_HELPERS(Spans)
HPyType_HELPERS(Iterator)

HPyGlobal spans_type, iterator_type;

/* The set of what is a Spans. */
SpanSet &set_of(HPyContext *ctx, hpy::Arg spans)
{
    return *Spans_AsStruct(ctx, spans.h)->set;
}

/* The same, to be changed. */
SpanSet &change(HPyContext *ctx, hpy::Arg spans)
{
    Spans_AsStruct(ctx, spans.h)->version++;
    return set_of(ctx, spans);
}

/* ---- From Python and to Python ---- */

typedef std::pair<double, double> Span;

/* Reading numbers may run any code: it is done before a set is looked at. */
Span read_span(HPyContext *ctx, hpy::Arg item)
{
    HPy pair[2];
    HPy_ssize_t size = HPySequence_Unpack(ctx, item.h, pair, 2);
    hpy::Handle start(ctx, pair[0]), stop(ctx, pair[1]);

    if (hpy::check(ctx, size) != 2)
        hpy::raise(ctx, ctx->h_ValueError, "a span is a pair of numbers, not %zd items", size);
    return Span(start.as_double(), stop.as_double());
}

Span read_two(HPyContext *ctx, const HPy *args, size_t nargs)
{
    if (nargs != 2)
        hpy::raise(ctx, ctx->h_TypeError, "two numbers are expected, not %zu arguments", nargs);
    return Span(hpy::Ref(ctx, args[0]).as_double(), hpy::Ref(ctx, args[1]).as_double());
}

/* Of pairs of doubles in memory. */
SpanSet read_buffer(HPyContext *ctx, hpy::Arg object)
{
    hpy::Buffer buffer(ctx, object, HPyBUF_ND | HPyBUF_FORMAT);
    const double *numbers = static_cast<const double *>(buffer->buf);
    SpanSet result;

    if (buffer->format == nullptr || std::string(buffer->format) != "d" || buffer->len % (2 * sizeof(double)) != 0)
        throw std::invalid_argument("the memory does not hold pairs of doubles");
    for (HPy_ssize_t i = 0; i < buffer->len / buffer->itemsize; i += 2)
        result.add(numbers[i], numbers[i + 1]);
    return result;
}

SpanSet read_set(HPyContext *ctx, hpy::Arg object)
{
    SpanSet result;

    if (HPy_TypeCheck(ctx, object.h, hpy::load(ctx, spans_type).get()))
        return set_of(ctx, object);
    if (HPyBuffer_Check(ctx, object.h))
        return read_buffer(ctx, object);
    for (const hpy::Handle &item : hpy::Items(ctx, object)) {
        Span span = read_span(ctx, item);
        result.add(span.first, span.second);
    }
    return result;
}

hpy::Handle as_pair(HPyContext *ctx, SpanSet::const_iterator span)
{
    return hpy::tuple(ctx, hpy::from(ctx, span->first), hpy::from(ctx, span->second));
}

hpy::Handle as_list(HPyContext *ctx, const SpanSet &set)
{
    hpy::ListBuilder list(ctx, static_cast<HPy_ssize_t>(set.size()));
    HPy_ssize_t i = 0;

    for (SpanSet::const_iterator span = set.begin(); span != set.end(); ++span)
        list.set(i++, as_pair(ctx, span));
    return list.build();
}

hpy::Handle make(HPyContext *ctx, hpy::Arg cls, SpanSet set)
{
    Spans *spans;
    hpy::Handle self = hpy::check(ctx, HPy_New(ctx, cls.h, &spans));

    spans->set.make(std::move(set));
    return self;
}

hpy::Handle make(HPyContext *ctx, SpanSet set)
{
    return make(ctx, hpy::load(ctx, spans_type), std::move(set));
}

/* ---- Making and ending ---- */

HPyDef_SLOT(Spans_new, HPy_tp_new)
HPy Spans_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    return hpy::guard(ctx, [&] {
        if (nargs > 1 || (!HPy_IsNull(kw) && hpy::Ref(ctx, kw).length() > 0))
            hpy::raise(ctx, ctx->h_TypeError, "Spans() takes one positional argument at most: spans, or memory");
        return make(ctx, cls, nargs == 1 ? read_set(ctx, args[0]) : SpanSet());
    });
}

HPyDef_SLOT(Spans_destroy, HPy_tp_destroy)
void Spans_destroy_impl(void *self)
{
    static_cast<Spans *>(self)->set.destroy();
}

HPyDef_METH(Spans_copy, "copy", HPyFunc_NOARGS, .doc = "copy($self, /)\n--\n\nAnother set of the same spans.")
HPy Spans_copy_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] { return make(ctx, set_of(ctx, self)); });
}

HPyDef_METH(Spans_reduce, "__reduce__", HPyFunc_NOARGS)
HPy Spans_reduce_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] {
        return hpy::tuple(ctx, hpy::Ref(ctx, self).type(), hpy::tuple(ctx, as_list(ctx, set_of(ctx, self))));
    });
}

/* ---- Changing ---- */

HPyDef_METH(Spans_add, "add", HPyFunc_VARARGS, .doc = "add($self, start, stop, /)\n--\n\nAdd a span.")
HPy Spans_add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return hpy::guard(ctx, [&] {
        Span span = read_two(ctx, args, nargs);

        change(ctx, self).add(span.first, span.second);
        return HPy_Dup(ctx, ctx->h_None);
    });
}

HPyDef_METH(Spans_remove, "remove", HPyFunc_VARARGS,
            .doc = "remove($self, start, stop, /)\n--\n\nRemove what is between two numbers.")
HPy Spans_remove_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return hpy::guard(ctx, [&] {
        Span span = read_two(ctx, args, nargs);

        change(ctx, self).remove(span.first, span.second);
        return HPy_Dup(ctx, ctx->h_None);
    });
}

HPyDef_METH(Spans_update, "update", HPyFunc_O, .doc = "update($self, spans, /)\n--\n\nAdd many spans, or none.")
HPy Spans_update_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return hpy::guard(ctx, [&] {
        SpanSet others = read_set(ctx, arg);

        change(ctx, self).add(others);
        return HPy_Dup(ctx, ctx->h_None);
    });
}

HPyDef_METH(Spans_clear, "clear", HPyFunc_NOARGS, .doc = "clear($self, /)\n--\n\nRemove all.")
HPy Spans_clear_impl(HPyContext *ctx, HPy self)
{
    change(ctx, self).clear();
    return HPy_Dup(ctx, ctx->h_None);
}

/* ---- Looking ---- */

HPyDef_SLOT(Spans_length, HPy_sq_length)
HPy_ssize_t Spans_length_impl(HPyContext *ctx, HPy self)
{
    return static_cast<HPy_ssize_t>(set_of(ctx, self).size());
}

HPyDef_SLOT(Spans_contains, HPy_sq_contains)
int Spans_contains_impl(HPyContext *ctx, HPy self, HPy number)
{
    return hpy::guard(ctx, [&]() -> int {
        double value = hpy::Ref(ctx, number).as_double();
        const SpanSet &set = set_of(ctx, self);

        return set.find(value) != set.end();
    });
}

HPyDef_METH(Spans_find, "find", HPyFunc_O, .doc = "find($self, number, /)\n--\n\nThe span with a number; or KeyError.")
HPy Spans_find_impl(HPyContext *ctx, HPy self, HPy number)
{
    return hpy::guard(ctx, [&] {
        double value = hpy::Ref(ctx, number).as_double();
        const SpanSet &set = set_of(ctx, self);
        SpanSet::const_iterator span = set.find(value);

        if (span == set.end()) {
            HPyErr_SetObject(ctx, ctx->h_KeyError, number);
            hpy::fail(ctx);
        }
        return as_pair(ctx, span);
    });
}

HPyDef_GET(Spans_total, "total", .doc = "The lengths of all spans together.")
HPy Spans_total_get(HPyContext *ctx, HPy self, void *)
{
    return HPyFloat_FromDouble(ctx, set_of(ctx, self).total());
}

HPyDef_SLOT(Spans_repr, HPy_tp_repr)
HPy Spans_repr_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] {
        const SpanSet &set = set_of(ctx, self);
        hpy::TextBuilder text(ctx);

        text.ascii("Spans(");
        if (set.size() > 0)
            text.repr(as_list(ctx, set));
        return text.ascii(")").build();
    });
}

/* Equal or not: there is no order. What can change has no hash. */
HPyDef_SLOT(Spans_compare, HPy_tp_richcompare)
HPy Spans_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    if ((op != HPy_EQ && op != HPy_NE) || !HPy_TypeCheck(ctx, other, hpy::load(ctx, spans_type).get()))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    return HPyBool_FromBool(ctx, (set_of(ctx, self) == set_of(ctx, other)) == (op == HPy_EQ));
}

/* ---- Operators ---- */

/* Python calls them when one of the two is a Spans, either of them. */
template <class Operation> HPy operate(HPyContext *ctx, HPy left, HPy right, Operation operation)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        hpy::Handle type = hpy::load(ctx, spans_type);

        if (!HPy_TypeCheck(ctx, left, type.get()) || !HPy_TypeCheck(ctx, right, type.get()))
            return hpy::Ref(ctx, ctx->h_NotImplemented).dup();
        return make(ctx, type, operation(set_of(ctx, left), set_of(ctx, right)));
    });
}

HPyDef_SLOT(Spans_or, HPy_nb_or)
HPy Spans_or_impl(HPyContext *ctx, HPy left, HPy right)
{
    return operate(ctx, left, right, [](SpanSet a, const SpanSet &b) {
        a.add(b);
        return a;
    });
}

HPyDef_SLOT(Spans_and, HPy_nb_and)
HPy Spans_and_impl(HPyContext *ctx, HPy left, HPy right)
{
    return operate(ctx, left, right, [](const SpanSet &a, const SpanSet &b) { return a.common(b); });
}

HPyDef_SLOT(Spans_subtract, HPy_nb_subtract)
HPy Spans_subtract_impl(HPyContext *ctx, HPy left, HPy right)
{
    return operate(ctx, left, right, [](SpanSet a, const SpanSet &b) {
        a.remove(b);
        return a;
    });
}

/* ---- Memory ---- */

/* A set has no memory that is one array: each view gets one of its own, with the spans of the moment. */
struct Copy {
    std::vector<double> numbers;
    HPy_ssize_t shape[2], strides[2];
};

HPyDef_SLOT(Spans_getbuffer, HPy_bf_getbuffer)
int Spans_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
{
    return hpy::guard(ctx, [&] {
        static char format[] = "d";
        static double empty;
        std::unique_ptr<Copy> copy(new Copy());

        if ((flags & HPyBUF_WRITABLE) != 0)
            hpy::raise(ctx, ctx->h_BufferError, "the memory of Spans can only be read");
        for (const SpanSet::Map::value_type &span : set_of(ctx, self))
            copy->numbers.insert(copy->numbers.end(), {span.first, span.second});
        copy->shape[0] = static_cast<HPy_ssize_t>(copy->numbers.size() / 2);
        copy->shape[1] = 2;
        copy->strides[0] = 2 * sizeof(double);
        copy->strides[1] = sizeof(double);
        view->buf = copy->numbers.empty() ? &empty : copy->numbers.data();
        view->len = copy->shape[0] * copy->strides[0];
        view->itemsize = sizeof(double);
        view->readonly = 1;
        view->ndim = (flags & HPyBUF_ND) != 0 ? 2 : 1;
        view->format = (flags & HPyBUF_FORMAT) != 0 ? format : nullptr;
        view->shape = (flags & HPyBUF_ND) != 0 ? copy->shape : nullptr;
        view->strides = (flags & HPyBUF_STRIDES) == HPyBUF_STRIDES ? copy->strides : nullptr;
        view->suboffsets = nullptr;
        view->internal = copy.release();
        view->obj = HPy_Dup(ctx, self);
        return 0;
    });
}

HPyDef_SLOT(Spans_releasebuffer, HPy_bf_releasebuffer)
void Spans_releasebuffer_impl(HPyContext *, HPy, HPy_buffer *view)
{
    delete static_cast<Copy *>(view->internal);
}

/* ---- Iteration ---- */

HPyDef_SLOT(Spans_iter, HPy_tp_iter)
HPy Spans_iter_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] {
        Iterator *iterator;
        hpy::Handle result = hpy::check(ctx, HPy_New(ctx, hpy::load(ctx, iterator_type).get(), &iterator));

        iterator->next.make(set_of(ctx, self).begin());
        iterator->version = Spans_AsStruct(ctx, self)->version;
        hpy::store(result, &iterator->spans, self);
        return result;
    });
}

HPyDef_SLOT(Iterator_iter, HPy_tp_iter)
HPy Iterator_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

/* At the end the iterator gives the set up, and no handle is the result. */
HPyDef_SLOT(Iterator_iternext, HPy_tp_iternext)
HPy Iterator_iternext_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        Iterator *iterator = Iterator_AsStruct(ctx, self);
        hpy::Handle spans = hpy::load(hpy::Ref(ctx, self), iterator->spans);

        if (!spans)
            return hpy::Handle();
        if (iterator->version != Spans_AsStruct(ctx, spans.get())->version)
            hpy::raise(ctx, ctx->h_RuntimeError, "Spans changed during iteration");
        if (*iterator->next != set_of(ctx, spans).end())
            return as_pair(ctx, (*iterator->next)++);
        hpy::store(hpy::Ref(ctx, self), &iterator->spans, HPy_NULL);
        return hpy::Handle();
    });
}

HPyDef_SLOT(Iterator_new, HPy_tp_new)
HPy Iterator_new_impl(HPyContext *ctx, HPy, const HPy *, HPy_ssize_t, HPy)
{
    return HPyErr_SetString(ctx, ctx->h_TypeError, "iterators of Spans are made by iter()");
}

HPyDef_SLOT(Iterator_traverse, HPy_tp_traverse)
int Iterator_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&static_cast<Iterator *>(self)->spans);
    return 0;
}

HPyDef_SLOT(Iterator_destroy, HPy_tp_destroy)
void Iterator_destroy_impl(void *self)
{
    static_cast<Iterator *>(self)->next.destroy();
}

/* ---- The types and the module ---- */

HPyDef *spans_defines[] = {
    &Spans_new, &Spans_destroy, &Spans_copy, &Spans_reduce, &Spans_add, &Spans_remove, &Spans_update, &Spans_clear,
    &Spans_length, &Spans_contains, &Spans_find, &Spans_total, &Spans_repr, &Spans_compare, &Spans_or, &Spans_and,
    &Spans_subtract, &Spans_getbuffer, &Spans_releasebuffer, &Spans_iter, nullptr,
};

HPyType_Spec spans_spec = {
    "spans.Spans", sizeof(Spans), 0, HPy_TPFLAGS_DEFAULT, SHAPE(Spans), nullptr, spans_defines,
    "Spans(spans=(), /)\n--\n\nA set of intervals of numbers.",
};

HPyDef *iterator_defines[] = {
    &Iterator_new, &Iterator_iter, &Iterator_iternext, &Iterator_traverse, &Iterator_destroy, nullptr,
};

HPyType_Spec iterator_spec = {
    "spans.SpansIterator", sizeof(Iterator), 0, HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, SHAPE(Iterator), nullptr,
    iterator_defines, nullptr,
};

HPyDef_SLOT(spans_exec, HPy_mod_exec)
int spans_exec_impl(HPyContext *ctx, HPy module)
{
    return hpy::guard(ctx, [&] {
        hpy::Handle spans = hpy::check(ctx, HPyType_FromSpec(ctx, &spans_spec, nullptr));
        hpy::Handle iterator = hpy::check(ctx, HPyType_FromSpec(ctx, &iterator_spec, nullptr));

        HPyGlobal_Store(ctx, &spans_type, spans.get());
        HPyGlobal_Store(ctx, &iterator_type, iterator.get());
        hpy::Ref(ctx, module).set_attr("Spans", spans);
        return 0;
    });
}

HPyDef *module_defines[] = {&spans_exec, nullptr};
HPyGlobal *module_globals[] = {&spans_type, &iterator_type, nullptr};

HPyModuleDef spans_module = {"Sets of intervals, in C++ over HPy.", 0, nullptr, module_defines, module_globals};

} /* namespace */

HPy_MODINIT(spans, spans_module)
