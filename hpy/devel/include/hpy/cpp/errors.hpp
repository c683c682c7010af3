/* Exceptions of C++ and of Python: hpy::Error, check() behind calls, guard() around what Python calls. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_ERRORS_HPP
#define HPY_CPP_ERRORS_HPP

#if HPY_HPP_EXCEPTIONS

#include <exception>
#include <stdexcept>
#include <system_error>
#include <typeinfo>
#ifdef __GLIBCXX__
#  include <cxxabi.h>
#endif

namespace hpy {

/** A Python exception is pending. Who catches it either lets it on its way, or drops it with clear() or take(). */
class Error : public std::exception {
public:
    explicit Error(HPyContext *ctx) noexcept : ctx_(ctx) {}
    const char *what() const noexcept override { return "a Python exception is pending"; }
    /** Whether it is an instance of this class, of a subclass, or of one of a tuple of them. */
    bool matches(Arg type) const noexcept { return HPyErr_ExceptionMatches(ctx_, type.h) != 0; }
    void clear() const noexcept { HPyErr_Clear(ctx_); }
#if HPY_ABI_MINOR >= 2
    /** The exception object, which is pending no longer. */
    Handle take() const noexcept { return Handle(ctx_, HPyErr_GetRaised(ctx_)); }
#endif

private:
    HPyContext *ctx_;
};

/** Throw what is pending. */
_HPy_NO_RETURN _HPy_UNUSED _HPy_COLD static void fail(HPyContext *ctx)
{
    throw Error(ctx);
}

namespace detail {

/* Objects go to functions with '...' as handles. */
template <class T> _HPY_INLINED inline typename std::enable_if<std::is_base_of<Object, T>::value, HPy>::type
plain(const T &object)
{
    return object.get();
}

template <class T> _HPY_INLINED inline typename std::enable_if<!std::is_base_of<Object, T>::value, T>::type
plain(T value)
{
    return value;
}

} /* namespace detail */

/** Raise ``type`` with a message in the manner of ``HPyErr_Format``, and throw it. */
template <class... A> _HPy_NO_RETURN void raise(HPyContext *ctx, Arg type, const char *format, const A &...args)
{
    HPyErr_Format(ctx, type.h, format, detail::plain<typename std::decay<const A>::type>(args)...);
    fail(ctx);
}

/** The result of an API function that gives a new handle; Error where it is ``HPy_NULL``. */
_HPY_INLINED inline Handle check(HPyContext *ctx, HPy result)
{
    if (HPy_IsNull(result))
        fail(ctx);
    return Handle(ctx, result);
}

/** The result of one that gives ``-1`` on errors only; Error where it is negative. */
template <class T>
_HPY_INLINED inline typename std::enable_if<std::is_integral<T>::value && std::is_signed<T>::value, T>::type
check(HPyContext *ctx, T result)
{
    if (result < 0)
        fail(ctx);
    return result;
}

/** The result of one that gives ``NULL`` on errors only. */
template <class T> _HPY_INLINED inline T *check(HPyContext *ctx, T *result)
{
    if (result == nullptr)
        fail(ctx);
    return result;
}

/** The result of one for which ``-1`` may be a value too. */
template <class T> _HPY_INLINED inline T check_value(HPyContext *ctx, T value)
{
    if (value == static_cast<T>(-1) && HPyErr_Occurred(ctx))
        fail(ctx);
    return value;
}

namespace detail {

/* Of the category whose numbers are those of errno. */
_HPy_UNUSED _HPy_COLD static void raise_system_error(HPyContext *ctx, const std::system_error &error)
{
    bool is_errno = error.code().category() == std::generic_category();

#ifndef _WIN32
    is_errno = is_errno || error.code().category() == std::system_category();
#endif
    if (is_errno) {
        errno = error.code().value();
        HPyErr_SetFromErrno(ctx, ctx->h_OSError);
    } else {
        HPyErr_Format(ctx, ctx->h_OSError, "%s", error.what());
    }
}

/* Make the exception that is being handled Python's. */
_HPy_UNUSED _HPy_COLD static void raise_caught(HPyContext *ctx)
{
    try {
        throw;
    } catch (const Error &) {
        if (!HPyErr_Occurred(ctx))
            HPyErr_SetString(ctx, ctx->h_SystemError, "hpy::Error was thrown without a Python exception");
    } catch (const std::bad_alloc &) {
        HPyErr_NoMemory(ctx);
    } catch (const std::system_error &error) {
        raise_system_error(ctx, error);
    } catch (const std::out_of_range &error) {
        HPyErr_Format(ctx, ctx->h_IndexError, "%s", error.what());
    } catch (const std::overflow_error &error) {
        HPyErr_Format(ctx, ctx->h_OverflowError, "%s", error.what());
    } catch (const std::range_error &error) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%s", error.what());
    } catch (const std::invalid_argument &error) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%s", error.what());
    } catch (const std::domain_error &error) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%s", error.what());
    } catch (const std::length_error &error) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%s", error.what());
    } catch (const std::bad_cast &error) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s", error.what());
    } catch (const std::exception &error) {
        HPyErr_Format(ctx, ctx->h_RuntimeError, "%s", error.what());
    } catch (...) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "a C++ exception of another type than std::exception");
    }
}

/* What a function that Python calls returns for a T, and what tells that it failed. */
template <class T> struct Returned {
    typedef T type;
    template <class F> _HPY_INLINED static type call(F &f) { return f(); }
    static type error() noexcept { return static_cast<T>(-1); }
};
template <> struct Returned<HPy> {
    typedef HPy type;
    template <class F> _HPY_INLINED static type call(F &f) { return f(); }
    static type error() noexcept { return HPy_NULL; }
};
template <> struct Returned<Handle> {
    typedef HPy type;
    template <class F> _HPY_INLINED static type call(F &f) { return f().release(); }
    static type error() noexcept { return HPy_NULL; }
};
template <> struct Returned<void> {
    typedef void type;
    template <class F> _HPY_INLINED static type call(F &f) { f(); }
    static type error() noexcept {}
};

} /* namespace detail */

/**
 * Call ``f``, and return what it returns, a Handle as an HPy. What it throws becomes Python's exception, and the result
 * is ``HPy_NULL``, ``-1`` or nothing, as the type has it.
 *
 * ===================================== ============================================================================
 * C++                                   Python
 * ===================================== ============================================================================
 * hpy::Error                            what is pending
 * std::bad_alloc                        MemoryError
 * std::out_of_range                     IndexError
 * std::overflow_error                   OverflowError
 * std::invalid_argument, domain_error,  ValueError
 * length_error, range_error
 * std::bad_cast                         TypeError
 * std::system_error                     OSError, with its number where that is one of errno's
 * any other                             RuntimeError
 * ===================================== ============================================================================
 */
template <class F> auto guard(HPyContext *ctx, F &&f) -> typename detail::Returned<decltype(f())>::type
{
    typedef detail::Returned<decltype(f())> Result;

    try {
        return Result::call(f);
    }
#ifdef __GLIBCXX__
    catch (abi::__forced_unwind &) { /* the thread ends: an interpreter that is going away does that */
        throw;
    }
#endif
    catch (...) {
        detail::raise_caught(ctx);
        return Result::error();
    }
}

} /* namespace hpy */

#endif

#endif /* HPY_CPP_ERRORS_HPP */
