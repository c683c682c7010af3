/* HPy in C++: handles that close themselves, exceptions where C returns errors, loops over iterators, builders, views.
 *
 * Optional, beside hpy.h, which it includes: all of C's functions are there, and both spellings mix. C++11 or newer, no
 * RTTI. It has no code of its own but inline functions, and costs what the C spelling costs. Where exceptions are
 * switched off (HPY_HPP_EXCEPTIONS is 0) what throws is missing; the rest is there, and each class says what it does.
 *
 * Python calls functions with the signatures of hpy.h. Nothing may be thrown through them: hpy::guard() stands around
 * what may throw, and makes Python's exceptions of C++'s. An hpy::Error means that Python's is pending already.
 *
 *     static HPy first_impl(HPyContext *ctx, HPy self, HPy arg)
 *     {
 *         return hpy::guard(ctx, [&]() -> hpy::Handle {
 *             for (hpy::Handle &item : hpy::Items(ctx, arg))
 *                 return std::move(item);
 *             throw std::out_of_range("there is none");
 *         });
 *     }
 */
#ifndef HPY_HPP
#define HPY_HPP

#include "hpy.h"

#include <cerrno>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#  define HPY_HPP_EXCEPTIONS 1
#else
#  define HPY_HPP_EXCEPTIONS 0
#endif

#include "hpy/cpp/handles.hpp"
#include "hpy/cpp/errors.hpp"
#include "hpy/cpp/objects.hpp"
#include "hpy/cpp/items.hpp"
#include "hpy/cpp/builders.hpp"
#include "hpy/cpp/views.hpp"

#endif /* HPY_HPP */
