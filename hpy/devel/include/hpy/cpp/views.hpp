/* Views of memory and of text that are released at the end of the scope. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_VIEWS_HPP
#define HPY_CPP_VIEWS_HPP

#if HPY_ABI_MINOR >= 2

namespace hpy {

/** The memory of an object, as HPy_GetBuffer gives it. Error where there is none; without exceptions it is false. */
class Buffer {
public:
    _HPY_INLINED Buffer(HPyContext *ctx, Arg object, int flags = HPyBUF_SIMPLE)
        : ctx_(ctx), view_(), open_(HPy_GetBuffer(ctx, object.h, &view_, flags) == 0)
    {
#if HPY_HPP_EXCEPTIONS
        if (!open_)
            fail(ctx);
#endif
    }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    _HPY_INLINED ~Buffer()
    {
        if (open_)
            HPyBuffer_Release(ctx_, &view_);
    }
    _HPY_INLINED explicit operator bool() const noexcept { return open_; }
    _HPY_INLINED const HPy_buffer *operator->() const noexcept { return &view_; }
    _HPY_INLINED const HPy_buffer &operator*() const noexcept { return view_; }

private:
    HPyContext *ctx_;
    HPy_buffer view_;
    bool open_;
};

/** The characters of a str. Error for another object; without exceptions it is false. */
class Text {
public:
    _HPY_INLINED Text(HPyContext *ctx, Arg str) : ctx_(ctx), view_(), open_(HPyUnicode_Acquire(ctx, str.h, &view_) == 0)
    {
#if HPY_HPP_EXCEPTIONS
        if (!open_)
            fail(ctx);
#endif
    }
    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;
    _HPY_INLINED ~Text()
    {
        if (open_)
            HPyUnicode_Release(ctx_, &view_);
    }
    _HPY_INLINED explicit operator bool() const noexcept { return open_; }
    _HPY_INLINED HPy_ssize_t size() const noexcept { return view_.length; }
    _HPY_INLINED HPy_UCS4 operator[](HPy_ssize_t index) const noexcept { return HPyUnicode_ReadAt(&view_, index); }
    _HPY_INLINED const HPyUnicodeView *operator->() const noexcept { return &view_; }

private:
    HPyContext *ctx_;
    HPyUnicodeView view_;
    bool open_;
};

} /* namespace hpy */

#endif

#endif /* HPY_CPP_VIEWS_HPP */
