"""C++ over hpy.hpp: what closes itself, what becomes of exceptions, loops, builders, views."""

import gc
import weakref

import pytest

HEAD = """
#include "hpy.hpp"
#include <ios>
#include <string>
#include <vector>
"""


def method(name, body):
    """A method with one argument, 'arg', whose body may throw and returns a Handle."""
    return """
HPyDef_METH(%s, "%s", HPyFunc_O)
static HPy %s_impl(HPyContext *ctx, HPy, HPy h_arg)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        hpy::Ref arg(ctx, h_arg);
        %s
    });
}
@EXPORT(%s)
""" % (name, name, name, body, name)


THROWN = [
    ("std::bad_alloc()", MemoryError, None),
    ("std::bad_array_new_length()", MemoryError, None),
    ('std::out_of_range("words")', IndexError, "words"),
    ('std::overflow_error("words")', OverflowError, "words"),
    ('std::invalid_argument("words")', ValueError, "words"),
    ('std::domain_error("words")', ValueError, "words"),
    ('std::length_error("words")', ValueError, "words"),
    ('std::range_error("words")', ValueError, "words"),
    ('std::runtime_error("words, 100%s")', RuntimeError, "words, 100%s"),
    ('std::logic_error("w\\xf6rds")', RuntimeError, "w\ufffdrds"),
    ("std::bad_cast()", TypeError, None),
    ("std::system_error(2, std::generic_category())", FileNotFoundError, None),
    ("std::system_error(13, std::system_category())", PermissionError, None),
    ('std::ios_base::failure("words")', OSError, None),
    ("5", RuntimeError, "a C++ exception of another type than std::exception"),
    ("hpy::Error(ctx)", SystemError, "hpy::Error was thrown without a Python exception"),
]

BAG = """
static int alive;
struct Counted {
    std::vector<HPyField> fields;
    explicit Counted(HPy_ssize_t n) : fields(static_cast<size_t>(n), HPyField_NULL)
    {
        if (n == 13)
            throw std::invalid_argument("13 of them");
        alive++;
    }
    ~Counted() { alive--; }
};
struct Bag { hpy::Held<Counted> items; };
HPyType_HELPERS(Bag)

HPyDef_SLOT(Bag_new, HPy_tp_new)
static HPy Bag_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        Bag *bag;
        hpy::Handle self = hpy::check(ctx, HPy_New(ctx, cls, &bag));
        Counted &counted = bag->items.make(nargs);
        for (HPy_ssize_t i = 0; i < nargs; i++)
            hpy::store(self, &counted.fields[static_cast<size_t>(i)], args[i]);
        return self;
    });
}
HPyDef_SLOT(Bag_traverse, HPy_tp_traverse)
static int Bag_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Bag *bag = static_cast<Bag *>(self);
    if (bag->items.made()) {
        for (HPyField &field : bag->items->fields)
            HPy_VISIT(&field);
    }
    return 0;
}
HPyDef_SLOT(Bag_destroy, HPy_tp_destroy)
static void Bag_destroy_impl(void *self) { static_cast<Bag *>(self)->items.destroy(); }
HPyDef_SLOT(Bag_item, HPy_sq_item)
static HPy Bag_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    return hpy::guard(ctx, [&] {
        return hpy::load(hpy::Ref(ctx, self), Bag_AsStruct(ctx, self)->items->fields.at(static_cast<size_t>(i)));
    });
}
HPyDef_METH(Bag_total, "total", HPyFunc_NOARGS)
static HPy Bag_total_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] {
        HPy_ssize_t total = 0;
        hpy::Borrowed last;
        for (const HPyField &field : Bag_AsStruct(ctx, self)->items->fields) {
            last = hpy::borrow(hpy::Ref(ctx, self), field);
            total += last.length();
        }
        return hpy::from(ctx, static_cast<long>(total));
    });
}
static HPyDef *Bag_defines[] = {&Bag_new, &Bag_traverse, &Bag_destroy, &Bag_item, &Bag_total, nullptr};
static HPyType_Spec Bag_spec = {
    "mod.Bag", sizeof(Bag), 0, HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, SHAPE(Bag), nullptr, Bag_defines, nullptr,
};
HPyDef_METH(get_alive, "alive", HPyFunc_NOARGS)
static HPy get_alive_impl(HPyContext *ctx, HPy) { return HPyLong_FromLong(ctx, alive); }
@EXPORT_TYPE("Bag", Bag_spec)
@EXPORT(get_alive)
"""

RESULTS = """
template <class T> static T inner(HPyContext *ctx, bool fails, T value)
{
    return hpy::guard(ctx, [&]() -> T {
        if (fails)
            throw std::out_of_range("words");
        return value;
    });
}
template <class T> static bool is_right(HPyContext *ctx, T good, T bad)
{
    bool right = inner(ctx, false, good) == good && !HPyErr_Occurred(ctx);

    right = right && inner(ctx, true, good) == bad && HPyErr_ExceptionMatches(ctx, ctx->h_IndexError);
    HPyErr_Clear(ctx);
    return right;
}
HPyDef_METH(results, "results", HPyFunc_NOARGS)
static HPy results_impl(HPyContext *ctx, HPy)
{
    bool right = is_right<int>(ctx, 1, -1) && is_right<HPy_ssize_t>(ctx, 5, -1)
                 && is_right<HPy_SendResult>(ctx, HPy_SEND_NEXT, HPy_SEND_ERROR);

    hpy::guard(ctx, [&] { throw std::out_of_range("words"); });
    right = right && HPyErr_ExceptionMatches(ctx, ctx->h_IndexError);
    HPyErr_Clear(ctx);
    return HPyBool_FromBool(ctx, right);
}
@EXPORT(results)

static hpy::Handle *kept;
HPyDef_METH(put, "put", HPyFunc_O)
static HPy put_impl(HPyContext *ctx, HPy, HPy arg)
{
    static hpy::Handle room;
    kept = &room;
    room = HPy_Is(ctx, arg, ctx->h_None) ? hpy::Handle() : hpy::Ref(ctx, arg).dup();
    return HPy_Dup(ctx, ctx->h_None);
}
HPyDef_METH(look, "look", HPyFunc_NOARGS)
static HPy look_impl(HPyContext *ctx, HPy)
{
    return *kept ? kept->dup().release() : HPy_Dup(ctx, ctx->h_None);
}
@EXPORT(put, look)

HPyDef_METH(parse, "parse", HPyFunc_KEYWORDS)
static HPy parse_impl(HPyContext *ctx, HPy, const HPy *args, size_t nargs, HPy kwnames)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        static const char *names[] = {"a", "n", nullptr};
        hpy::Arguments arguments(ctx);
        HPy a;
        long n = 1;
        arguments.parse(args, nargs, kwnames, "O|l:parse", names, &a, &n);
        return hpy::tuple(ctx, a, hpy::from(ctx, n));
    });
}
@EXPORT(parse)
"""

# All in one module: a compilation of C++ takes its time.
SOURCE = "".join(
    [
        HEAD,
        method(
            "move",
            """
        hpy::Handle a = arg.dup(), b = arg.attr("__class__"), c;
        c = std::move(a);
        a = std::move(b);
        hpy::Handle &same = a;
        a = std::move(same);
        c.reset();
        hpy::Handle d(std::move(a));
        if (a || c || !d)
            throw std::logic_error("moved from");
        return d;""",
        ),
        method("miss", 'hpy::Handle a = arg.dup(), b = arg.repr(); return arg.attr("missing");'),
        BAG,
        method(
            "throws",
            "switch (arg.as_long()) { %s } return arg.dup();"
            % " ".join("case %d: throw %s;" % (i, thrown[0]) for i, thrown in enumerate(THROWN)),
        ),
        method("at", "return hpy::from(ctx, std::vector<int>().at(1));"),
        method("passes", "return arg.call(arg);"),
        method(
            "catches",
            """
        try {
            return arg.attr("x");
        } catch (const hpy::Error &error) {
            if (!error.matches(ctx->h_AttributeError))
                throw;
            error.clear();
        }
        try {
            return arg.item("x");
        } catch (const hpy::Error &error) {
            return error.take();
        }""",
        ),
        method("raises", 'hpy::raise(ctx, ctx->h_KeyError, "%R of %s, %d", arg, "text", 5);'),
        RESULTS,
        method("away", 'hpy::WithoutPython without(ctx); throw std::runtime_error("words");'),
        method(
            "use",
            """
        hpy::Handle list = arg.call(hpy::from(ctx, "abc"));
        list.call_method("append", hpy::from(ctx, std::string("a\\0b", 3)));
        list.call_method(hpy::from(ctx, "append"), arg);
        list.set_item(HPy_ssize_t{0}, hpy::from(ctx, -1));
        list.set_item(hpy::from(ctx, 1), hpy::from(ctx, 1ULL << 63));
        if (list.length() != 5 || !list.truth() || !list.contains(arg) || list.contains(list) || list.is_none()
            || !list.item(HPy_ssize_t{4}).is(arg) || list.equals(arg) || !list.has_type(ctx->h_ListType)
            || list.item(HPy_ssize_t{0}).as_long() != -1 || list.item(HPy_ssize_t{1}).as_uint64() != 1ULL << 63
            || !list.compare(list, HPy_LE).truth() || !list.type().is(arg))
            throw std::logic_error("the list is another");
        hpy::Handle dict = hpy::check(ctx, HPyDict_New(ctx));
        dict.set_item("key", list.item(HPy_ssize_t{3}));
        dict.set_item(list.item(HPy_ssize_t{2}), hpy::from(ctx, 0.5));
        if (dict.item("key").utf8()[2] != 'b' || dict.item(list.item(HPy_ssize_t{2})).as_double() < 0.5)
            throw std::logic_error("the dict is another");
        dict.del_item(list.item(HPy_ssize_t{2}));
        return hpy::tuple(ctx, list, dict, dict.repr(), dict.str(), hpy::from(ctx, true), hpy::tuple(ctx));""",
        ),
        method(
            "add",
            """
        hpy::Handle sum = hpy::from(ctx, 0);
        for (hpy::Handle &item : hpy::Items(ctx, arg))
            sum = hpy::check(ctx, HPy_Add(ctx, sum.get(), item.get()));
        return sum;""",
        ),
        method("first", 'for (hpy::Handle &item : hpy::Items(arg)) return std::move(item); return hpy::from(ctx, "");'),
        method(
            "pair",
            """
        hpy::ListBuilder list(ctx, 2);
        list.set(0, arg);
        list.set(1, arg.attr("real"));
        hpy::TupleBuilder tuple(ctx, 1);
        tuple.set(0, list.build());
        return tuple.build();""",
        ),
        method(
            "text",
            """
        hpy::TextBuilder text(ctx);
        text.ascii("<").character(0x20ac).utf8("\\xc3\\xb6").str(arg).repr(arg).ascii(">>", 1);
        return text.build();""",
        ),
        method(
            "total",
            """
        hpy::Buffer buffer(ctx, arg, HPyBUF_CONTIG_RO);
        const unsigned char *bytes = static_cast<const unsigned char *>((*buffer).buf);
        long sum = 0;
        for (HPy_ssize_t i = 0; i < buffer->len; i++)
            sum += bytes[i];
        return hpy::from(ctx, sum);""",
        ),
        method(
            "highest",
            """
        hpy::Text text(ctx, arg);
        HPy_UCS4 most = 0;
        for (HPy_ssize_t i = 0; i < text.size(); i++)
            most = text[i] > most ? text[i] : most;
        return hpy::from(ctx, most);""",
        ),
        "@INIT",
    ]
)


class Error(Exception):
    pass


class Thing:
    pass


@pytest.fixture
def mod(make):
    return make(SOURCE, language="c++", minor=2)


# ---- handles


def test_handles_close_themselves(mod, leaks):
    thing = Thing()
    assert mod.move(thing) is Thing
    ref = weakref.ref(thing)
    del thing
    gc.collect()
    assert ref() is None
    leaks(mod.move, 1.5)


def test_handles_close_when_thrown_past(mod, leaks):
    thing = Thing()
    with pytest.raises(AttributeError):
        mod.miss(thing)
    ref = weakref.ref(thing)
    del thing
    gc.collect()
    assert ref() is None
    leaks(mod.miss, object())


@pytest.mark.no_debug("a handle is open from call to call")
def test_object_that_sees_its_handle_replaced(mod):
    """Closing runs code that comes back: the handle has its new object by then."""
    seen = []

    class Looks:
        def __del__(self):
            seen.append(mod.look())

    mod.put(Looks())
    mod.put("next")
    gc.collect()
    assert seen == ["next"]
    mod.put(None)


def test_fields_and_a_cpp_object_in_the_struct(mod, leaks):
    bag = mod.Bag("a", [])
    assert bag[0] == "a" and mod.alive() == 1
    with pytest.raises(IndexError):
        bag[2]
    bag[1].append(bag)
    del bag
    gc.collect()
    assert mod.alive() == 0
    with pytest.raises(ValueError, match="^13 of them$"):
        mod.Bag(*range(13))
    assert mod.alive() == 0
    leaks(lambda: mod.Bag(1.5, [])[1])
    leaks(lambda: mod.Bag(*range(13)))


def test_borrowed_of_a_field(mod, leaks):
    bag = mod.Bag("abc", [1, 2])
    assert bag.total() == 5
    assert bag[0] == "abc"
    with pytest.raises(TypeError):
        mod.Bag("abc", 1).total()
    leaks(lambda: mod.Bag("abc", [1]).total())


# ---- exceptions


@pytest.mark.parametrize("number", range(len(THROWN)), ids=[thrown[0] for thrown in THROWN])
def test_exceptions_become_pythons(mod, number):
    _, error, message = THROWN[number]
    with pytest.raises(error) as caught:
        mod.throws(number)
    assert caught.type is error
    assert message is None or str(caught.value) == message


def test_what_the_library_throws(mod):
    with pytest.raises(IndexError):
        mod.at(None)


def test_pythons_exceptions_pass_through(mod):
    error = Error("mine")

    def fails(x):
        raise error

    with pytest.raises(Error) as caught:
        mod.passes(fails)
    assert caught.value is error and error.__cause__ is None and error.__context__ is None
    assert mod.passes(id) == id(id)


def test_pythons_exceptions_can_be_caught(mod):
    class Odd:
        @property
        def x(self):
            raise Error("property")

    assert isinstance(mod.catches({}), KeyError)
    with pytest.raises(Error, match="property"):
        mod.catches(Odd())
    assert isinstance(mod.catches(5), TypeError)


def test_raise(mod):
    with pytest.raises(KeyError) as caught:
        mod.raises("x")
    assert caught.value.args == ("'x' of text, 5",)


def test_guards_of_each_result(mod):
    assert mod.results() is True


def test_thread_state_comes_back_with_an_exception(mod):
    with pytest.raises(RuntimeError, match="words"):
        mod.away(None)


# ---- objects, iteration, builders, views


def test_methods_of_objects(mod):
    list_, dict_, *rest = mod.use(list)
    assert list_ == [-1, 1 << 63, "c", "a\0b", list] and dict_ == {"key": "a\0b"}
    assert rest == [repr(dict_), str(dict_), True, ()]


def test_items(mod):
    assert mod.add([1, 2, 3]) == 6 and mod.add(iter(())) == 0 and mod.add({1.5: "x"}) == 1.5
    assert mod.first("abc") == "a" and mod.first([]) == ""

    def fails():
        yield 1
        raise Error("in the middle")

    with pytest.raises(Error, match="in the middle"):
        mod.add(fails())
    assert mod.first(fails()) == 1
    with pytest.raises(TypeError, match="not iterable"):
        mod.add(5)
    with pytest.raises(TypeError, match="unsupported operand"):
        mod.add(["x"])


def test_items_of_minor_version_1(make):
    source = HEAD + method("first", "for (hpy::Handle &i : hpy::Items(arg)) return std::move(i); return arg.call();")
    mod = make(source + "@INIT", language="c++", minor=1)
    assert mod.first("abc") == "a"
    for wrong in (5, (1 // x for x in [0]), []):
        with pytest.raises((TypeError, ZeroDivisionError)):
            mod.first(wrong)


def test_without_exceptions(make):
    mod = make(
        """
        #include "hpy.hpp"
        HPyDef_METH(copy, "copy", HPyFunc_O)
        static HPy copy_impl(HPyContext *ctx, HPy, HPy arg)
        {
            hpy::Items items(ctx, arg);
            if (items.failed())
                return HPy_NULL;
            hpy::TextBuilder text(ctx);
            for (hpy::Handle &item : items)
                text.repr(item);
            return items.failed() ? HPy_NULL : text.build().release();
        }
        HPyDef_METH(size, "size", HPyFunc_O)
        static HPy size_impl(HPyContext *ctx, HPy, HPy arg)
        {
            hpy::Buffer buffer(ctx, arg);
            return buffer ? HPyLong_FromSsize_t(ctx, buffer->len) : HPy_NULL;
        }
        @EXPORT(copy, size)
        @INIT""",
        language="c++",
        minor=2,
        flags=["-fno-exceptions", "-fno-rtti"],
    )
    assert mod.copy([1, "a"]) == "1'a'" and mod.size(b"abc") == 3
    for call, wrong in [(mod.copy, 5), (mod.size, 5)]:
        with pytest.raises(TypeError):
            call(wrong)
    with pytest.raises(ZeroDivisionError):
        mod.copy(1 // x for x in [1, 0])


def test_builders(mod, leaks):
    assert mod.pair(1.5) == ([1.5, 1.5],)
    assert mod.text("x") == "<\u20ac\xf6x'x'>"
    with pytest.raises(AttributeError):
        mod.pair("x")

    class Odd:
        def __repr__(self):
            raise Error("odd")

    with pytest.raises(Error):
        mod.text(Odd())
    leaks(mod.pair, "x")
    leaks(mod.text, Odd())


def test_views(mod):
    data = bytearray(b"\x01\xff")
    assert mod.total(data) == 256 and mod.total(b"") == 0
    data.append(1)  # no view is left
    assert mod.highest("a\U0001f600b") == 0x1F600 and mod.highest("") == 0
    for call, wrong in [(mod.total, 5), (mod.highest, b"x")]:
        with pytest.raises(TypeError):
            call(wrong)


def test_arguments(mod, leaks):
    assert mod.parse("x") == ("x", 1) and mod.parse(n=3, a=[]) == ([], 3)
    for args in [(), (1, "x"), (1, 2, 3)]:
        with pytest.raises(TypeError):
            mod.parse(*args)
    leaks(lambda: mod.parse(a=[1.5], n=4))
    leaks(lambda: mod.parse(a=[1.5], n="x"))
