/* Handles that close themselves, fields, globals, C++ objects in the structs of types. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_HANDLES_HPP
#define HPY_CPP_HANDLES_HPP

namespace hpy {

class Object;
class Handle;

/** What a function takes for an object: an HPy, a Handle or a Ref. It is borrowed, as all arguments are. */
struct Arg {
    HPy h;

    _HPY_INLINED Arg(HPy raw) noexcept : h(raw) {}
    _HPY_INLINED Arg(const Object &object) noexcept;
};

/** What Handle and Ref have in common: an open handle with its context, or none. is() and equals() compare objects: two
 * handles of one object need not be equal. */
class Object {
public:
    _HPY_INLINED HPy get() const noexcept { return h_; }
    _HPY_INLINED HPyContext *ctx() const noexcept { return ctx_; }
    /** Whether there is an object. */
    _HPY_INLINED explicit operator bool() const noexcept { return !HPy_IsNull(h_); }

    /** Another handle for the object. */
    _HPY_INLINED Handle dup() const noexcept;
    _HPY_INLINED bool is(Arg other) const noexcept { return HPy_Is(ctx_, h_, other.h) != 0; }
    _HPY_INLINED bool is_none() const noexcept { return is(ctx_->h_None); }
    _HPY_INLINED bool has_type(Arg type) const noexcept { return HPy_TypeCheck(ctx_, h_, type.h) != 0; }
    _HPY_INLINED Handle type() const noexcept;

#if HPY_HPP_EXCEPTIONS
    /* All of these throw Error where the C function fails. Keys are objects, UTF-8 texts or indices. */
    Handle attr(Arg name) const;
    Handle attr(const char *utf8_name) const;
    void set_attr(Arg name, Arg value) const;
    void set_attr(const char *utf8_name, Arg value) const;
    Handle item(Arg key) const;
    Handle item(const char *utf8_key) const;
    Handle item(HPy_ssize_t index) const;
    void set_item(Arg key, Arg value) const;
    void set_item(const char *utf8_key, Arg value) const;
    void set_item(HPy_ssize_t index, Arg value) const;
    void del_item(Arg key) const;
    bool contains(Arg key) const;
    HPy_ssize_t length() const;

    bool truth() const;
    bool equals(Arg other) const;
    Handle compare(Arg other, HPy_RichCmpOp op) const;
    HPy_hash_t hash() const;
    Handle repr() const;
    Handle str() const;

    /** Call it with these positional arguments. */
    template <class... A> Handle call(const A &...args) const;
    /** Call its method of this name; a name that is a str object is quicker than a C text. */
    template <class... A> Handle call_method(Arg name, const A &...args) const;
    template <class... A> Handle call_method(const char *utf8_name, const A &...args) const;

    long as_long() const;
    int64_t as_int64() const;
    uint64_t as_uint64() const;
    HPy_ssize_t as_ssize() const;
    double as_double() const;
    /** The UTF-8 of a str, valid as long as the handle is open; ``*size`` gets the number of bytes. */
    const char *utf8(HPy_ssize_t *size = nullptr) const;
#endif

protected:
    _HPY_INLINED Object(HPyContext *ctx, HPy h) noexcept : ctx_(ctx), h_(h) {}
    Object(const Object &) = default;
    Object &operator=(const Object &) = default;
    ~Object() = default;

    HPyContext *ctx_;
    HPy h_;
};

/** An object that somebody else keeps: it is not closed. For arguments, and what the context has. */
class Ref : public Object {
public:
    _HPY_INLINED Ref(HPyContext *ctx, HPy h) noexcept : Object(ctx, h) {}
    _HPY_INLINED Ref(const Object &object) noexcept : Object(object) {}
};

/* What Handle and Borrowed have in common: a handle that END gives up at the end of the scope. */
template <class END> class Scoped : public Object {
protected:
    _HPY_INLINED Scoped(HPyContext *ctx, HPy h) noexcept : Object(ctx, h) {}
    _HPY_INLINED Scoped(Scoped &&other) noexcept : Object(other.ctx_, other.h_) { other.h_ = HPy_NULL; }
    Scoped(const Scoped &) = delete;
    Scoped &operator=(const Scoped &) = delete;
    _HPY_INLINED Scoped &operator=(Scoped &&other) noexcept
    {
        HPyContext *ctx = ctx_;
        HPy old = h_;

        ctx_ = other.ctx_;
        h_ = other.h_;
        if (this != &other) { /* closing may run any code: last */
            other.h_ = HPy_NULL;
            end(ctx, old);
        }
        return *this;
    }
    _HPY_INLINED ~Scoped() { end(ctx_, h_); }

    _HPY_INLINED static void end(HPyContext *ctx, HPy h) noexcept
    {
        if (!HPy_IsNull(h))
            END::end(ctx, h);
    }
};

struct Closing {
    _HPY_INLINED static void end(HPyContext *ctx, HPy h) noexcept { HPy_Close(ctx, h); }
};

/** An object that is kept: its handle is closed at the end of the scope. It can be moved; dup() makes a copy. */
class Handle : public Scoped<Closing> {
public:
    _HPY_INLINED Handle() noexcept : Scoped(nullptr, HPy_NULL) {}
    /** Takes over what an API function gave, ``HPy_NULL`` too; hpy::check() also looks whether it failed. */
    _HPY_INLINED Handle(HPyContext *ctx, HPy owned) noexcept : Scoped(ctx, owned) {}
    _HPY_INLINED Handle(Handle &&other) noexcept : Scoped(static_cast<Scoped &&>(other)) {}
    _HPY_INLINED Handle &operator=(Handle &&other) noexcept
    {
        Scoped::operator=(static_cast<Scoped &&>(other));
        return *this;
    }
    _HPY_INLINED ~Handle() {}

    /** Gives the handle away, as a result: nothing is closed. */
    _HPY_INLINED HPy release() noexcept
    {
        HPy h = h_;

        h_ = HPy_NULL;
        return h;
    }
    /** Closes it now. */
    _HPY_INLINED void reset() noexcept { end(ctx_, release()); }
};

#if HPY_ABI_MINOR >= 2
struct EndingBorrow {
    _HPY_INLINED static void end(HPyContext *ctx, HPy h) noexcept { HPy_EndBorrow(ctx, h); }
};

/** An object that a field lends up to the end of the scope: it must be kept by the field, or otherwise, for as long. It
 * can be moved; dup() makes a handle of one's own. */
class Borrowed : public Scoped<EndingBorrow> {
public:
    _HPY_INLINED Borrowed() noexcept : Scoped(nullptr, HPy_NULL) {}
    /** Takes over what ``HPyField_Borrow`` gave. */
    _HPY_INLINED Borrowed(HPyContext *ctx, HPy borrowed) noexcept : Scoped(ctx, borrowed) {}
    _HPY_INLINED Borrowed(Borrowed &&other) noexcept : Scoped(static_cast<Scoped &&>(other)) {}
    _HPY_INLINED Borrowed &operator=(Borrowed &&other) noexcept
    {
        Scoped::operator=(static_cast<Scoped &&>(other));
        return *this;
    }
    _HPY_INLINED ~Borrowed() {}
};

/** What the field holds, borrowed, or no object where it is empty. */
_HPY_INLINED inline Borrowed borrow(const Object &owner, const HPyField &field) noexcept
{
    return Borrowed(owner.ctx(), HPyField_Borrow(owner.ctx(), owner.get(), &field));
}
#endif

_HPY_INLINED inline Arg::Arg(const Object &object) noexcept : h(object.get()) {}
_HPY_INLINED inline Handle Object::dup() const noexcept { return Handle(ctx_, HPy_Dup(ctx_, h_)); }
_HPY_INLINED inline Handle Object::type() const noexcept { return Handle(ctx_, HPy_Type(ctx_, h_)); }

/** What the field holds, or no object where it is empty. */
_HPY_INLINED inline Handle load(const Object &owner, const HPyField &field) noexcept
{
#if HPY_ABI_MINOR >= 2
    return Handle(owner.ctx(), HPyField_LoadOrNull(owner.ctx(), owner.get(), &field));
#else
    if (HPyField_IsNull(field))
        return Handle();
    return Handle(owner.ctx(), HPyField_Load(owner.ctx(), owner.get(), field));
#endif
}

/** Store in a field of 'owner'; ``HPy_NULL`` empties it. */
_HPY_INLINED inline void store(const Object &owner, HPyField *field, Arg value) noexcept
{
    HPyField_Store(owner.ctx(), owner.get(), field, value.h);
}

/** What the global holds. */
_HPY_INLINED inline Handle load(HPyContext *ctx, const HPyGlobal &global) noexcept
{
    return Handle(ctx, HPyGlobal_Load(ctx, global));
}

/* ---- A C++ object in the struct of a type ---- */

/** Room for a T in the struct of an HPy type. New structs are zero: there is no T yet. HPy_tp_new makes it, and
 * HPy_tp_destroy destroys it, which is also called where no T was made, because its constructor threw. */
template <class T> class Held {
public:
    template <class... A> T &make(A &&...args)
    {
        static_assert(alignof(T) <= alignof(std::max_align_t), "the structs of types have the usual alignment only");
        T *made = ::new (static_cast<void *>(memory_)) T(std::forward<A>(args)...);

        made_ = true;
        return *made;
    }
    void destroy() noexcept
    {
        if (made_)
            get().~T();
        made_ = false;
    }
    bool made() const noexcept { return made_; }
    T &operator*() noexcept { return get(); }
    T *operator->() noexcept { return &get(); }

private:
    T &get() noexcept { return *static_cast<T *>(static_cast<void *>(memory_)); }

    alignas(T) unsigned char memory_[sizeof(T)];
    bool made_;
};

/** Other threads may run Python code as long as it lives, and no API function may be called. */
class WithoutPython {
public:
    _HPY_INLINED explicit WithoutPython(HPyContext *ctx) noexcept : ctx_(ctx), state_(HPy_LeavePythonExecution(ctx)) {}
    WithoutPython(const WithoutPython &) = delete;
    WithoutPython &operator=(const WithoutPython &) = delete;
    _HPY_INLINED ~WithoutPython() { HPy_ReenterPythonExecution(ctx_, state_); }

private:
    HPyContext *ctx_;
    HPyThreadState state_;
};

} /* namespace hpy */

#endif /* HPY_CPP_HANDLES_HPP */
