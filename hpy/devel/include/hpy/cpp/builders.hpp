/* Builders of lists, tuples and texts that are cancelled where they are not built. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_BUILDERS_HPP
#define HPY_CPP_BUILDERS_HPP

namespace hpy {

namespace detail {

struct ListKind {
    typedef HPyListBuilder Builder;
    static Builder make(HPyContext *ctx, HPy_ssize_t size) noexcept { return HPyListBuilder_New(ctx, size); }
    static void set(HPyContext *ctx, Builder b, HPy_ssize_t i, HPy h) noexcept { HPyListBuilder_Set(ctx, b, i, h); }
    static HPy build(HPyContext *ctx, Builder b) noexcept { return HPyListBuilder_Build(ctx, b); }
    static void cancel(HPyContext *ctx, Builder b) noexcept { HPyListBuilder_Cancel(ctx, b); }
};
struct TupleKind {
    typedef HPyTupleBuilder Builder;
    static Builder make(HPyContext *ctx, HPy_ssize_t size) noexcept { return HPyTupleBuilder_New(ctx, size); }
    static void set(HPyContext *ctx, Builder b, HPy_ssize_t i, HPy h) noexcept { HPyTupleBuilder_Set(ctx, b, i, h); }
    static HPy build(HPyContext *ctx, Builder b) noexcept { return HPyTupleBuilder_Build(ctx, b); }
    static void cancel(HPyContext *ctx, Builder b) noexcept { HPyTupleBuilder_Cancel(ctx, b); }
};

/* Open until it is built; else cancelled at the end of the scope. */
template <class Kind> class SequenceBuilder {
public:
    _HPY_INLINED SequenceBuilder(HPyContext *ctx, HPy_ssize_t size) noexcept
        : ctx_(ctx), builder_(Kind::make(ctx, size)), open_(true)
    {
    }
    SequenceBuilder(const SequenceBuilder &) = delete;
    SequenceBuilder &operator=(const SequenceBuilder &) = delete;
    _HPY_INLINED ~SequenceBuilder()
    {
        if (open_)
            Kind::cancel(ctx_, builder_);
    }
    /** Set an item, each once. It stays the caller's. */
    _HPY_INLINED void set(HPy_ssize_t index, Arg item) noexcept { Kind::set(ctx_, builder_, index, item.h); }
    /** The object. Error where making it has failed; without exceptions there is none. */
    _HPY_INLINED Handle build()
    {
        open_ = false;
#if HPY_HPP_EXCEPTIONS
        return check(ctx_, Kind::build(ctx_, builder_));
#else
        return Handle(ctx_, Kind::build(ctx_, builder_));
#endif
    }

private:
    HPyContext *ctx_;
    typename Kind::Builder builder_;
    bool open_;
};

} /* namespace detail */

/** ``ListBuilder b(ctx, 2); b.set(0, x); b.set(1, y); return b.build();`` */
typedef detail::SequenceBuilder<detail::ListKind> ListBuilder;
typedef detail::SequenceBuilder<detail::TupleKind> TupleBuilder;

#if HPY_ABI_MINOR >= 2

/** A text that is written piece by piece. Writes need no look: build() throws what went wrong, or gives no object. */
class TextBuilder {
public:
    _HPY_INLINED explicit TextBuilder(HPyContext *ctx, HPy_ssize_t hint = 0) noexcept
        : ctx_(ctx), builder_(HPyUnicodeBuilder_New(ctx, hint)), open_(true)
    {
    }
    TextBuilder(const TextBuilder &) = delete;
    TextBuilder &operator=(const TextBuilder &) = delete;
    _HPY_INLINED ~TextBuilder()
    {
        if (open_)
            HPyUnicodeBuilder_Cancel(ctx_, &builder_);
    }

    _HPY_INLINED TextBuilder &character(HPy_UCS4 c) noexcept
    {
        HPyUnicodeBuilder_WriteChar(ctx_, &builder_, c);
        return *this;
    }
    _HPY_INLINED TextBuilder &ascii(const char *text, HPy_ssize_t size = -1) noexcept
    {
        HPyUnicodeBuilder_WriteASCII(ctx_, &builder_, text, size);
        return *this;
    }
    _HPY_INLINED TextBuilder &utf8(const char *text, HPy_ssize_t size = -1) noexcept
    {
        HPyUnicodeBuilder_WriteUTF8(ctx_, &builder_, text, size);
        return *this;
    }
    _HPY_INLINED TextBuilder &str(Arg object) noexcept
    {
        HPyUnicodeBuilder_WriteStr(ctx_, &builder_, object.h);
        return *this;
    }
    _HPY_INLINED TextBuilder &repr(Arg object) noexcept
    {
        HPyUnicodeBuilder_WriteRepr(ctx_, &builder_, object.h);
        return *this;
    }
    _HPY_INLINED Handle build()
    {
        open_ = false;
#if HPY_HPP_EXCEPTIONS
        return check(ctx_, HPyUnicodeBuilder_Build(ctx_, &builder_));
#else
        return Handle(ctx_, HPyUnicodeBuilder_Build(ctx_, &builder_));
#endif
    }
    /** For the functions of C. */
    HPyUnicodeBuilder *get() noexcept { return &builder_; }

private:
    HPyContext *ctx_;
    HPyUnicodeBuilder builder_;
    bool open_;
};

#endif

} /* namespace hpy */

#endif /* HPY_CPP_BUILDERS_HPP */
