/* ABI names and numbers, and what differs between compilers. */
#ifndef HPY_CONFIG_H
#define HPY_CONFIG_H

/* Binaries of different majors are not compatible. Within a major a host loads every minor up to its own. */
#define HPY_ABI_VERSION 0
#define HPY_ABI_TAG "hpy0"

/* The minor version that the extension asks for. Sources of a host or a layer see everything, whatever the extension
 * asks for that they are compiled into. */
#if defined(HPY_HOST_CPYTHON) || defined(_HPY_IN_HOST) || defined(_HPY_IN_LAYER)
#  undef HPY_ABI_MINOR
#  define HPY_ABI_MINOR HPY_ABI_MINOR_LATEST
#elif !defined(HPY_ABI_MINOR) /* pip brings the host that goes with these headers */
#  define HPY_ABI_MINOR HPY_ABI_MINOR_LATEST
#endif
#include "generated/abi_minor.h"
#define HPY_ABI_VERSION_MINOR HPY_ABI_MINOR

#if defined(HPY_ABI_CPYTHON)
#  define HPY_ABI "cpython"
#elif defined(HPY_ABI_UNIVERSAL)
#  define HPY_ABI "universal"
#else
#  define HPY_ABI "hybrid"
#endif

#if defined(__GNUC__) || defined(__clang__)
#  define _HPy_UNUSED __attribute__((unused))
/* Silences the pedantic warning about the designated initialisers and anonymous unions of C11 in older modes. */
#  define _HPy_EXTENSION __extension__
#  define _HPy_LIKELY(x) __builtin_expect(!!(x), 1)
#  define _HPy_NOINLINE __attribute__((noinline))
#  define _HPy_COLD __attribute__((noinline, cold))
#else
#  define _HPy_UNUSED
#  define _HPy_EXTENSION
#  define _HPy_LIKELY(x) (x)
#  define _HPy_NOINLINE
#  define _HPy_COLD
#endif
/* What some compilers can do inline with a word that several threads use: read it, with all that was written before what
 * is in it; write it, behind all that; write it where it holds 'expected', and tell whether it did. */
#if defined(__GNUC__) || defined(__clang__)
#  define _HPY_ATOMIC_LOAD(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
#  define _HPY_ATOMIC_STORE(cell, value) __atomic_store_n((cell), (value), __ATOMIC_RELEASE)
#  define _HPY_ATOMIC_SWAP(cell, expected, fresh) __sync_bool_compare_and_swap((cell), (expected), (fresh))
#endif
/* Whether a number is less than 0, as far as that costs nothing where compilers optimise. */
#if defined(__OPTIMIZE__) && (defined(__GNUC__) || defined(__clang__))
#  define _HPY_KNOWN_NEGATIVE(x) (__builtin_constant_p(x) && (x) < 0)
#else
#  define _HPY_KNOWN_NEGATIVE(x) ((x) < 0)
#endif
#define _HPy_UNUSED_ARG(x) _hpy_unused_##x _HPy_UNUSED

#ifdef __has_attribute
#  define _HPY_compiler_has_attribute(x) __has_attribute(x)
#else
#  define _HPY_compiler_has_attribute(x) 0
#endif

#if defined(__GNUC__) || defined(__clang__)
#  define _HPy_NO_RETURN __attribute__((noreturn))
#elif defined(_MSC_VER)
#  define _HPy_NO_RETURN __declspec(noreturn)
#else
#  define _HPy_NO_RETURN
#endif

/* Any call of a legacy function is an error in the universal ABI, where the compiler can say so. */
#if defined(HPY_ABI_UNIVERSAL) && _HPY_compiler_has_attribute(error)
#  define _HPY_LEGACY                                                                      \
      __attribute__((error("Cannot use legacy functions when targeting the HPy Universal ABI; " \
                           "choose the ABI hybrid for them")))
#else
#  define _HPY_LEGACY
#endif

#if defined(_WIN32) || defined(__CYGWIN__)
#  define HPy_EXPORTED_SYMBOL __declspec(dllexport)
#  define _HPy_HIDDEN /* as all that is not exported */
#elif defined(__GNUC__) || defined(__clang__)
#  define _HPy_HIDDEN __attribute__((visibility("hidden")))
#  define HPy_EXPORTED_SYMBOL __attribute__((visibility("default")))
#else
#  define HPy_EXPORTED_SYMBOL
#  define _HPy_HIDDEN
#endif

/* For a declaration: it is the variable whose name in C is this text. So a variable can be constant for those who only
 * read it. */
#if (defined(__GNUC__) || defined(__clang__)) && defined(__USER_LABEL_PREFIX__)
#  define _HPY_OTHER_NAME_OF(name) __asm__(_HPY_LABEL(__USER_LABEL_PREFIX__, name))
#  define _HPY_LABEL(prefix, name) _HPY_LABEL_TEXT(prefix) name
#  define _HPY_LABEL_TEXT(prefix) #prefix
#endif

#ifdef __cplusplus
#  define HPy_EXPORTED_FUNC extern "C" HPy_EXPORTED_SYMBOL
#else
#  define HPy_EXPORTED_FUNC HPy_EXPORTED_SYMBOL
#endif

/* Debug mode tells file and line of a call by the address to which it returns, which must lie in the extension's own
 * function: so calls of the API are inlined even where the compiler does not optimise. */
#if !defined(HPY_ABI_CPYTHON) && !defined(__OPTIMIZE__) && (defined(__GNUC__) || defined(__clang__))
#  define _HPY_INLINED __attribute__((always_inline))
#  define _HPy_INLINE __attribute__((unused, always_inline)) static inline
#else
#  define _HPY_INLINED
#  define _HPy_INLINE _HPy_UNUSED static inline
#endif

/* Prefixes of the functions in these headers: inline API, inline helpers, bodies of a host, linked helpers. */
#define HPyAPI_FUNC _HPy_INLINE
#define HPyAPI_INLINE_HELPER _HPy_INLINE
#define HPyAPI_UNUSED _HPy_INLINE
#define HPyAPI_IMPL _HPy_HIDDEN
#define HPyAPI_HELPER _HPy_HIDDEN

/* An error of compilation with this text, and no other. */
#if defined(__cplusplus)
#  define _HPY_REFUSE(TEXT) static_assert(false, TEXT);
#elif defined(__GNUC__) || defined(__clang__) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L)
#  define _HPY_REFUSE(TEXT) _Static_assert(0, TEXT);
#else
#  define _HPY_REFUSE(TEXT) extern int _hpy_refused[-1];
#endif
#define _HPY_NEWER_TEXT(NAME, MINOR) \
    NAME " is of minor version " MINOR " of the ABI, newer than HPY_ABI_MINOR: write abi-minor = " MINOR \
         " below [tool.hpy] in pyproject.toml, or define HPY_ABI_MINOR as " MINOR
#define _HPY_REFUSE_MINOR(NAME, MINOR) _HPY_REFUSE(_HPY_NEWER_TEXT(NAME, MINOR))

/* In front of a function that is not to be had: its use is an error with that text. g++ would say it twice of one that is
 * unavailable, so there it comes with the code. MSVC warns, and the function is missing when it links. */
#if _HPY_compiler_has_attribute(unavailable) && (defined(__clang__) || !defined(__cplusplus))
#  define _HPY_UNAVAILABLE(TEXT) __attribute__((unavailable(TEXT)))
#elif _HPY_compiler_has_attribute(error)
#  define _HPY_UNAVAILABLE(TEXT) __attribute__((error(TEXT)))
#elif defined(_MSC_VER)
#  define _HPY_UNAVAILABLE(TEXT) __declspec(deprecated(TEXT))
#else
#  define _HPY_UNAVAILABLE(TEXT)
#endif

/* One that is newer than HPY_ABI_MINOR. */
#define _HPY_NEWER(NAME, MINOR) _HPY_UNAVAILABLE(_HPY_NEWER_TEXT(NAME, MINOR))

/* In front of the declaration of a helper that calls functions of minor version 2. */
#if HPY_ABI_MINOR >= 2
#  define _HPY_SINCE_2(NAME)
#else
#  define _HPY_SINCE_2(NAME) _HPY_NEWER(NAME, "2")
#endif

/* In front of a helper that only Windows has. */
#ifdef _WIN32
#  define _HPY_ON_WINDOWS(NAME)
#else
#  define _HPY_ON_WINDOWS(NAME) _HPY_UNAVAILABLE(NAME " is there on Windows only")
#endif

/* Conversions in the words of each language: of values, and of bits. C++ code may be compiled with -Wold-style-cast. */
#ifdef __cplusplus
#  define _HPY_CAST(TYPE, value) (static_cast<TYPE>(value))
#  define _HPY_BITS(TYPE, value) (reinterpret_cast<TYPE>(value))
#else
#  define _HPY_CAST(TYPE, value) ((TYPE)(value))
#  define _HPY_BITS(TYPE, value) ((TYPE)(value))
#endif

/* Around code in which macros of others convert as C does. */
#if defined(__cplusplus) && defined(__GNUC__)
#  define _HPY_C_CASTS _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wold-style-cast\"")
#  define _HPY_C_CASTS_END _Pragma("GCC diagnostic pop")
#else
#  define _HPY_C_CASTS
#  define _HPY_C_CASTS_END
#endif

/* The first of some macro arguments, and all but the first with a comma behind them (or nothing): so that no
 * variadic macro is ever called without a variadic argument, which C before C23 does not allow. */
#define _HPY_FIRST(...) _HPY_EXPAND(_HPY_FIRST_(__VA_ARGS__, ))
#define _HPY_FIRST_(first, ...) first
#define _HPY_REST(...) _HPY_EXPAND(_HPY_REST_(__VA_ARGS__, ))
#define _HPY_REST_(first, ...) __VA_ARGS__
#define _HPY_SECOND(...) _HPY_EXPAND(_HPY_SECOND_(__VA_ARGS__, , ))
#define _HPY_SECOND_(first, second, ...) second
#define _HPY_JOIN(a, b) _HPY_JOIN_(a, b)
#define _HPY_JOIN_(a, b) a##b
#define _HPY_EXPAND(x) x /* MSVC's older preprocessor splits __VA_ARGS__ only when it scans once more */

#endif /* HPY_CONFIG_H */
