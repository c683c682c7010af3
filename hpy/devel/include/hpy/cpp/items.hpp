/* Loops over iterables. */
#ifndef HPY_HPP
#  include "hpy.hpp" /* for who includes this chapter alone */
#endif
#ifndef HPY_CPP_ITEMS_HPP
#define HPY_CPP_ITEMS_HPP

#if HPY_ABI_MINOR >= 1

namespace hpy {

/** The items of an iterable, for a loop: ``for (hpy::Handle &item : hpy::Items(ctx, iterable))``. An item is closed
 * when the next one comes, unless it is moved out. Errors are thrown; without exceptions the loop ends, and failed()
 * tells. */
class Items {
public:
    _HPY_INLINED Items(HPyContext *ctx, Arg iterable) : iterator_(ctx, HPy_GetIter(ctx, iterable.h)), failed_(false)
    {
        if (!iterator_)
            stop();
    }
    _HPY_INLINED explicit Items(const Object &iterable) : Items(iterable.ctx(), iterable) {}
    Items(const Items &) = delete;
    Items &operator=(const Items &) = delete;

    /** Whether an exception is pending that ended the loop: where nothing can be thrown. */
    bool failed() const noexcept { return failed_; }

    class Iterator {
    public:
        _HPY_INLINED Iterator(Items *items, bool more) noexcept : items_(items), more_(more) {}
        _HPY_INLINED Handle &operator*() const noexcept { return items_->item_; }
        _HPY_INLINED Iterator &operator++()
        {
            more_ = items_->next();
            return *this;
        }
        _HPY_INLINED bool operator!=(const Iterator &other) const noexcept { return more_ != other.more_; }

    private:
        Items *items_; /* always the same, so that compilers keep its members in registers */
        bool more_;
    };

    _HPY_INLINED Iterator begin() { return Iterator(this, !failed_ && next()); }
    _HPY_INLINED Iterator end() noexcept { return Iterator(this, false); }

private:
    /* Whether there is a next item, which 'item_' is then. */
    _HPY_INLINED bool next()
    {
        HPyContext *ctx = iterator_.ctx();

        item_.reset();
#if HPY_ABI_MINOR >= 2
        HPy item;
        int more = HPyIter_NextItem(ctx, iterator_.get(), &item);
#else
        HPy item = HPyIter_Next(ctx, iterator_.get());
        int more = !HPy_IsNull(item) ? 1 : HPyErr_Occurred(ctx) ? -1 : 0;
#endif
        if (more > 0) {
            item_ = Handle(ctx, item);
            return true;
        }
        if (more < 0)
            stop();
        return false;
    }
    _HPY_INLINED void stop()
    {
        failed_ = true;
#if HPY_HPP_EXCEPTIONS
        fail(iterator_.ctx());
#endif
    }

    Handle iterator_, item_;
    bool failed_;
};

} /* namespace hpy */

#endif

#endif /* HPY_CPP_ITEMS_HPP */
