"""hpy.hpp: clean in every dialect of C++, with and without exceptions and RTTI, under every minor version."""

import pytest
from support.compile import find_compilers, refused

STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wshadow", "-Wconversion", "-Wsign-conversion", "-Wcast-qual"]
STRICT += ["-Wold-style-cast", "-Wextra-semi", "-Wnon-virtual-dtor"]
COMPILERS = find_compilers("CXX", ["g++", "clang++"])
DIALECTS = ["c++11", "c++14", "c++17", "c++20"]
CHAPTERS = ["handles", "errors", "objects", "items", "builders", "views"]

# Every part of the header, each where it is there.
EVERYTHING = r"""
#include "hpy.hpp"
#include <string>
#include <vector>

struct Thing { hpy::Held<std::vector<double>> numbers; HPyField field; };
HPyType_HELPERS(Thing)
hpy::Handle moved(HPyContext *ctx, HPy h, HPyGlobal global);
hpy::Handle moved(HPyContext *ctx, HPy h, HPyGlobal global)
{
    hpy::Ref ref(ctx, h), copy = ref;
    hpy::Handle dup = ref.dup(), none, loaded = hpy::load(ctx, global);
    Thing *thing = Thing_AsStruct(ctx, h);

    none = std::move(dup);
    hpy::store(ref, &thing->field, none);
    hpy::store(ref, &thing->field, HPy_NULL);
    if (hpy::load(copy, thing->field) && ref.is(h) && !ref.is_none() && ref.has_type(ref.type()))
        none.reset();
    thing->numbers.make(std::size_t{3}, 1.5);
    thing->numbers->push_back(2.5);
    thing->numbers.destroy();
    {
        hpy::WithoutPython away(ctx);
    }
    hpy::ListBuilder list(ctx, 1);
    hpy::TupleBuilder unused(ctx, 2);
    list.set(0, ref);
    return list.build();
}

#if HPY_ABI_MINOR >= 1
HPy_ssize_t count(HPyContext *ctx, HPy h);
HPy_ssize_t count(HPyContext *ctx, HPy h)
{
    hpy::Items items(ctx, h);
    HPy_ssize_t n = 0;

    for (hpy::Handle &item : items)
        n += item.get()._i != 0;
    return items.failed() ? -1 : n;
}
#endif

#if HPY_ABI_MINOR >= 2
hpy::Handle views(HPyContext *ctx, HPy h);
hpy::Handle views(HPyContext *ctx, HPy h)
{
    hpy::Buffer buffer(ctx, h, HPyBUF_FULL_RO);
    hpy::Text text(ctx, h);
    hpy::TextBuilder builder(ctx, 10);

    if (buffer && text && text.size() > 0)
        builder.character(text[0]).ascii("ascii").utf8("text", 2).str(h).repr(h);
    HPyUnicodeBuilder_WriteASCII(ctx, builder.get(), "x", buffer->ndim);
    return builder.build();
}
#endif

#if HPY_HPP_EXCEPTIONS
HPyDef_METH(everything, "everything", HPyFunc_KEYWORDS)
static HPy everything_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return hpy::guard(ctx, [&]() -> hpy::Handle {
        static const char *names[] = {"a", "b", nullptr};
        hpy::Ref me(ctx, self);
        hpy::Arguments arguments(ctx);
        HPy a, b;

        arguments.parse(args, nargs, kwnames, "OO", names, &a, &b);
        me.set_attr("x", me.attr("y"));
        me.set_attr(a, me.attr(b));
        me.set_item("x", me.item("y"));
        me.set_item(a, me.item(b));
        me.set_item(HPy_ssize_t{0}, me.item(HPy_ssize_t{1}));
        me.del_item(a);
        if (me.contains(a) && me.length() == 3 && me.truth() && me.equals(b) && me.hash() != 0)
            return me.compare(a, HPy_LT);
        me.call();
        me.call(a, me, me.repr(), me.str());
        me.call_method("name", me);
        me.call_method(a);
        HPy_ssize_t size;
        if (me.utf8() == me.utf8(&size))
            hpy::raise(ctx, ctx->h_TypeError, "%R %s %zd", me, "text", size);
        try {
            hpy::check(ctx, HPyFloat_FromDouble(ctx, me.as_double()));
            hpy::check(ctx, HPy_Contains(ctx, self, a));
            hpy::check_value(ctx, me.as_long() + me.as_ssize());
        } catch (const hpy::Error &error) {
            if (!error.matches(ctx->h_KeyError))
                throw;
            error.clear();
        }
#if HPY_ABI_MINOR >= 2
        hpy::from(ctx, std::string("text"));
#endif
        return hpy::tuple(ctx, hpy::from(ctx, true), hpy::from(ctx, 1), hpy::from(ctx, 1UL), hpy::from(ctx, 1.5),
                          hpy::from(ctx, "text"), hpy::from(ctx, me.as_int64()), hpy::from(ctx, me.as_uint64()), a);
    });
}

HPyDef_SLOT(length, HPy_sq_length)
static HPy_ssize_t length_impl(HPyContext *ctx, HPy self)
{
    return hpy::guard(ctx, [&] { return hpy::Ref(ctx, self).length(); });
}

HPyDef_SLOT(release, HPy_bf_releasebuffer)
static void release_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
{
    hpy::guard(ctx, [&] { hpy::Ref(ctx, self).set_item("x", view->obj); });
}
#endif
"""


@pytest.mark.parametrize("standard", DIALECTS)
@pytest.mark.parametrize("cxx", COMPILERS)
@pytest.mark.abis("cpython", "universal")
def test_no_warning(compiler, abi, cxx, standard):
    compiler.check_syntax(EVERYTHING, abi, cxx, ["-std=" + standard, *STRICT], ".cpp")


@pytest.mark.parametrize("flags", [["-fno-rtti"], ["-fno-exceptions"], ["-fno-exceptions", "-fno-rtti"]])
@pytest.mark.parametrize("cxx", COMPILERS)
@pytest.mark.abis("universal")
def test_with_less_of_cpp(compiler, abi, cxx, flags):
    compiler.check_syntax(EVERYTHING, abi, cxx, ["-std=c++11", *STRICT, *flags], ".cpp")


@pytest.mark.parametrize("minor", [0, 1])
@pytest.mark.abis("universal")
def test_older_minor_versions(compiler, abi, minor):
    text = "#define HPY_ABI_MINOR %d\n%s" % (minor, EVERYTHING)
    compiler.check_syntax(text, abi, COMPILERS[0], ["-std=c++11", *STRICT], ".cpp")


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.abis("universal")
def test_chapter_alone(compiler, abi, name):
    text = '#include "hpy/cpp/%s.hpp"\nhpy::Handle f();\nhpy::Handle f() { return hpy::Handle(); }\n' % name
    compiler.check_syntax(text, abi, COMPILERS[0], ["-std=c++11", *STRICT], ".cpp")


@pytest.mark.abis("universal")
@pytest.mark.parametrize(
    "statement", ["hpy::Handle b = a;", "hpy::Handle b; b = a;", "HPy h = a; (void)h;", "hpy::Ref r = h; (void)r;"]
)
def test_what_would_close_twice_or_never_is_refused(compiler, abi, statement):
    text = '#include "hpy.hpp"\nvoid f(hpy::Handle &a);\nvoid f(hpy::Handle &a) { %s (void)a; }\n' % statement
    assert "error" in refused(compiler, text, abi, ["-std=c++11"], COMPILERS[0], ".cpp")
