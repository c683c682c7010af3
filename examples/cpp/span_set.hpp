/* Sets of half-open intervals of doubles, in plain C++: spans.cpp makes a Python type of it. It does not know Python,
 * and what cannot be done throws an exception of the standard library. */
#ifndef SPAN_SET_HPP
#define SPAN_SET_HPP

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

class SpanSet {
public:
    typedef std::map<double, double> Map; /* where spans start, and where they stop: none touches another */
    typedef Map::const_iterator const_iterator;

    const_iterator begin() const noexcept { return spans_.begin(); }
    const_iterator end() const noexcept { return spans_.end(); }
    std::size_t size() const noexcept { return spans_.size(); }
    bool operator==(const SpanSet &other) const { return spans_ == other.spans_; }

    /* All numbers from 'start' on, up to 'stop' without it. Without memory the set is as before. */
    void add(double start, double stop)
    {
        check(start, stop);
        Map::iterator next = spans_.upper_bound(start), mine;

        if (next != spans_.begin() && std::prev(next)->second >= start) {
            mine = std::prev(next);
            mine->second = std::max(mine->second, stop);
        } else {
            mine = spans_.emplace_hint(next, start, stop);
        }
        while (next != spans_.end() && next->first <= stop) {
            mine->second = std::max(mine->second, next->second);
            next = spans_.erase(next);
        }
    }

    void add(const SpanSet &other)
    {
        for (const Map::value_type &span : other.spans_)
            add(span.first, span.second);
    }

    void remove(double start, double stop)
    {
        check(start, stop);
        Map::iterator next = spans_.lower_bound(start);

        if (next != spans_.begin() && std::prev(next)->second > start) {
            Map::iterator before = std::prev(next);

            if (before->second > stop)
                spans_.emplace_hint(next, stop, before->second);
            before->second = start;
        }
        while (next != spans_.end() && next->first < stop) {
            if (next->second > stop)
                spans_.emplace_hint(std::next(next), stop, next->second);
            next = spans_.erase(next);
        }
    }

    void remove(const SpanSet &other)
    {
        for (const Map::value_type &span : other.spans_)
            remove(span.first, span.second);
    }

    void clear() noexcept { spans_.clear(); }

    /* The span with this number in it, or end(). */
    const_iterator find(double number) const
    {
        const_iterator next = spans_.upper_bound(number);

        return next != spans_.begin() && std::prev(next)->second > number ? std::prev(next) : spans_.end();
    }

    SpanSet common(const SpanSet &other) const
    {
        SpanSet result;
        const_iterator a = begin(), b = other.begin();

        while (a != end() && b != other.end()) {
            double start = std::max(a->first, b->first), stop = std::min(a->second, b->second);

            if (start < stop)
                result.spans_.emplace_hint(result.spans_.end(), start, stop);
            if (a->second < b->second)
                ++a;
            else
                ++b;
        }
        return result;
    }

    double total() const noexcept
    {
        double sum = 0;

        for (const Map::value_type &span : spans_)
            sum += span.second - span.first;
        return sum;
    }

private:
    static void check(double start, double stop)
    {
        if (!(start < stop)) /* so for what is not a number */
            throw std::invalid_argument("a span must start before it stops");
    }

    Map spans_;
};

#endif
