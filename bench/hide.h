/* HIDE(variable), for both sides of the benchmark: makes the compiler forget what it knows of a variable, so that it
 * cannot take the measured work out of the loop. Costs no instruction. */
#ifndef HPY_BENCH_HIDE_H
#define HPY_BENCH_HIDE_H

#if defined(__GNUC__) || defined(__clang__)
#define HIDE(variable) __asm__ volatile("" : "+r"(variable))
#else
#define HIDE(variable) ((void)(variable))
#endif

#endif
