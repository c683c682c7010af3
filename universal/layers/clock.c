/* The clock of trace mode, which is read twice for every call: the processor's counter where the system itself keeps time
 * by it, which says that it is steady and the same on all processors; else the system's clock, at twice the price.
 *
 * What the counter wins: a reading took 25 ns with it and 44 ns without on a virtual x86-64 machine, the least of twelve
 * runs of three million. docs/trace-mode.md says what a call with its time costs.
 */
#include "clock.h"

#include "../os.h"

#if defined(__linux__) && defined(__x86_64__) && defined(__GNUC__)

#include <stdio.h>

#define SYSTEM_CLOCK "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define TRIAL 2000000 /* nanoseconds: what reading the clock takes is less than 1/10000 of it */

__extension__ typedef unsigned __int128 Wide;

enum { UNKNOWN, IN_WORK, STEADY };
static int state; /* IN_WORK for ever where the counter will not do */

static uint64_t first_ticks, first_ns;
static uint64_t rate; /* nanoseconds for 2^32 ticks */

static int system_uses_counter(void)
{
    char name[32] = "";
    FILE *file = fopen(SYSTEM_CLOCK, "r");
    int known = file != NULL && fgets(name, sizeof(name), file) != NULL && strcmp(name, "tsc\n") == 0;

    if (file != NULL)
        fclose(file);
    return known;
}

static void compare_clocks(void)
{
    uint64_t ticks, ns;

    first_ns = os_clock();
    first_ticks = __builtin_ia32_rdtsc();
    do {
        ns = os_clock() - first_ns;
        ticks = __builtin_ia32_rdtsc() - first_ticks;
    } while (ns < TRIAL);
    rate = (ns << 32) / ticks;
}

void hpy_clock_start(void)
{
    int unknown = UNKNOWN;

    if (!__atomic_compare_exchange_n(&state, &unknown, IN_WORK, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)
            || !system_uses_counter())
        return;
    compare_clocks();
    __atomic_store_n(&state, STEADY, __ATOMIC_RELEASE);
}

uint64_t hpy_clock(void)
{
    if (!LAYER_LIKELY(__atomic_load_n(&state, __ATOMIC_ACQUIRE) == STEADY))
        return os_clock();
    return first_ns + (uint64_t)((Wide)(__builtin_ia32_rdtsc() - first_ticks) * rate >> 32);
}

#else

void hpy_clock_start(void)
{
}

uint64_t hpy_clock(void)
{
    return os_clock();
}

#endif
