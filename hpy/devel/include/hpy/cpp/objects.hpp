/* What can be asked of an object, and new objects: all that throws. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_OBJECTS_HPP
#define HPY_CPP_OBJECTS_HPP

#if HPY_HPP_EXCEPTIONS

namespace hpy {

_HPY_INLINED inline Handle Object::attr(Arg name) const { return check(ctx_, HPy_GetAttr(ctx_, h_, name.h)); }
_HPY_INLINED inline Handle Object::attr(const char *name) const { return check(ctx_, HPy_GetAttr_s(ctx_, h_, name)); }
_HPY_INLINED inline void Object::set_attr(Arg name, Arg value) const
{
    check(ctx_, HPy_SetAttr(ctx_, h_, name.h, value.h));
}
_HPY_INLINED inline void Object::set_attr(const char *name, Arg value) const
{
    check(ctx_, HPy_SetAttr_s(ctx_, h_, name, value.h));
}
_HPY_INLINED inline Handle Object::item(Arg key) const { return check(ctx_, HPy_GetItem(ctx_, h_, key.h)); }
_HPY_INLINED inline Handle Object::item(const char *key) const { return check(ctx_, HPy_GetItem_s(ctx_, h_, key)); }
_HPY_INLINED inline Handle Object::item(HPy_ssize_t index) const { return check(ctx_, HPy_GetItem_i(ctx_, h_, index)); }
_HPY_INLINED inline void Object::set_item(Arg key, Arg value) const
{
    check(ctx_, HPy_SetItem(ctx_, h_, key.h, value.h));
}
_HPY_INLINED inline void Object::set_item(const char *key, Arg value) const
{
    check(ctx_, HPy_SetItem_s(ctx_, h_, key, value.h));
}
_HPY_INLINED inline void Object::set_item(HPy_ssize_t index, Arg value) const
{
    check(ctx_, HPy_SetItem_i(ctx_, h_, index, value.h));
}
_HPY_INLINED inline void Object::del_item(Arg key) const { check(ctx_, HPy_DelItem(ctx_, h_, key.h)); }
_HPY_INLINED inline bool Object::contains(Arg key) const { return check(ctx_, HPy_Contains(ctx_, h_, key.h)) != 0; }
_HPY_INLINED inline HPy_ssize_t Object::length() const { return check(ctx_, HPy_Length(ctx_, h_)); }

_HPY_INLINED inline bool Object::truth() const { return check(ctx_, HPy_IsTrue(ctx_, h_)) != 0; }
_HPY_INLINED inline bool Object::equals(Arg other) const
{
    return check(ctx_, HPy_RichCompareBool(ctx_, h_, other.h, HPy_EQ)) != 0;
}
_HPY_INLINED inline Handle Object::compare(Arg other, HPy_RichCmpOp op) const
{
    return check(ctx_, HPy_RichCompare(ctx_, h_, other.h, op));
}
_HPY_INLINED inline HPy_hash_t Object::hash() const { return check_value(ctx_, HPy_Hash(ctx_, h_)); }
_HPY_INLINED inline Handle Object::repr() const { return check(ctx_, HPy_Repr(ctx_, h_)); }
_HPY_INLINED inline Handle Object::str() const { return check(ctx_, HPy_Str(ctx_, h_)); }

template <class... A> _HPY_INLINED inline Handle Object::call(const A &...args) const
{
    const HPy array[sizeof...(A) + 1] = {Arg(args).h..., HPy_NULL};

    return check(ctx_, HPy_Call(ctx_, h_, array, sizeof...(A), HPy_NULL));
}
template <class... A> _HPY_INLINED inline Handle Object::call_method(Arg name, const A &...args) const
{
    const HPy array[sizeof...(A) + 1] = {h_, Arg(args).h...};

    return check(ctx_, HPy_CallMethod(ctx_, name.h, array, sizeof...(A) + 1, HPy_NULL));
}
template <class... A> _HPY_INLINED inline Handle Object::call_method(const char *utf8_name, const A &...args) const
{
#if HPY_ABI_MINOR >= 2
    const HPy array[sizeof...(A) + 1] = {h_, Arg(args).h...};

    return check(ctx_, HPy_CallMethod_s(ctx_, utf8_name, array, sizeof...(A) + 1, HPy_NULL));
#else
    return call_method(check(ctx_, HPyUnicode_FromString(ctx_, utf8_name)), args...);
#endif
}

_HPY_INLINED inline long Object::as_long() const { return check_value(ctx_, HPyLong_AsLong(ctx_, h_)); }
_HPY_INLINED inline int64_t Object::as_int64() const { return check_value(ctx_, HPyLong_AsInt64_t(ctx_, h_)); }
_HPY_INLINED inline uint64_t Object::as_uint64() const { return check_value(ctx_, HPyLong_AsUInt64_t(ctx_, h_)); }
_HPY_INLINED inline HPy_ssize_t Object::as_ssize() const { return check_value(ctx_, HPyLong_AsSsize_t(ctx_, h_)); }
_HPY_INLINED inline double Object::as_double() const
{
    return check_value(ctx_, HPyFloat_AsDouble(ctx_, h_));
}
_HPY_INLINED inline const char *Object::utf8(HPy_ssize_t *size) const
{
    return check(ctx_, HPyUnicode_AsUTF8AndSize(ctx_, h_, size));
}

/** A Python object of a C++ value: bool, a number, a UTF-8 text, or the bytes of a std::string as UTF-8. */
_HPY_INLINED inline Handle from(HPyContext *ctx, bool value) { return check(ctx, HPyBool_FromBool(ctx, value)); }
_HPY_INLINED inline Handle from(HPyContext *ctx, double value) { return check(ctx, HPyFloat_FromDouble(ctx, value)); }
_HPY_INLINED inline Handle from(HPyContext *ctx, const char *utf8)
{
    return check(ctx, HPyUnicode_FromString(ctx, utf8));
}
template <class T>
_HPY_INLINED inline
    typename std::enable_if<std::is_integral<T>::value && !std::is_same<T, bool>::value && std::is_signed<T>::value,
                            Handle>::type
    from(HPyContext *ctx, T value)
{
    return check(ctx, HPyLong_FromLongLong(ctx, value));
}
template <class T>
_HPY_INLINED inline
    typename std::enable_if<std::is_integral<T>::value && !std::is_same<T, bool>::value && std::is_unsigned<T>::value,
                            Handle>::type
    from(HPyContext *ctx, T value)
{
    return check(ctx, HPyLong_FromUnsignedLongLong(ctx, value));
}
#if HPY_ABI_MINOR >= 2
template <class T>
inline typename std::enable_if<
    std::is_same<typename std::decay<decltype(*std::declval<const T &>().data())>::type, char>::value, Handle>::type
from(HPyContext *ctx, const T &utf8)
{
    return check(ctx, HPyUnicode_FromStringAndSize(ctx, utf8.data(), static_cast<HPy_ssize_t>(utf8.size())));
}
#endif

/** A tuple of these objects. */
template <class... A> inline Handle tuple(HPyContext *ctx, const A &...items)
{
    HPy array[sizeof...(A) + 1] = {Arg(items).h..., HPy_NULL};

    return check(ctx, HPyTuple_FromArray(ctx, array, static_cast<HPy_ssize_t>(sizeof...(A))));
}

/** What HPyArg_Parse and its like keep open for the author: parse(), then read the values, and let it go. */
class Arguments {
public:
    _HPY_INLINED explicit Arguments(HPyContext *ctx) noexcept : ctx_(ctx), tracker_(), parsed_(false) {}
    Arguments(const Arguments &) = delete;
    Arguments &operator=(const Arguments &) = delete;
    _HPY_INLINED ~Arguments()
    {
        if (parsed_)
            HPyTracker_Close(ctx_, tracker_);
    }
    /** As HPyArg_ParseKeywords, once; Error where it fails. */
    template <class... A>
    void parse(const HPy *args, size_t nargs, HPy kwnames, const char *format, const char *names[], A... pointers)
    {
        if (!HPyArg_ParseKeywords(ctx_, &tracker_, args, nargs, kwnames, format, names, pointers...))
            fail(ctx_);
        parsed_ = true;
    }

private:
    HPyContext *ctx_;
    HPyTracker tracker_;
    bool parsed_;
};

} /* namespace hpy */

#endif

#endif /* HPY_CPP_OBJECTS_HPP */
