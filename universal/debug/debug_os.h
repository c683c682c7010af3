/* What the debug layer needs of the operating system (debug_os_*.c). */
#ifndef HPY_DEBUG_DEBUG_OS_H
#define HPY_DEBUG_DEBUG_OS_H

#include "debug.h"

/* Frames of the stack from the one that returns to 'place' on; their number, at most 'n'. */
_HPy_HIDDEN int debug_os_stack(const void *place, const void **frames, int n);

/* For the files of systems, which walk the stack from the layer's own frames on: so many frames are enough. */
#define DEBUG_OS_FRAMES (DEBUG_MAX_FRAMES + 16)

static inline int debug_os_frames_from(const void *place, void *const *all, int n_all, const void **frames, int n)
{
    int first = 0, i;

    while (first < n_all && all[first] != place)
        first++;
    for (i = 0; i < n && first + i < n_all; i++)
        frames[i] = all[first + i];
    return i;
}

/* The file that was loaded to 'address': its path, cut to 'size', the distance from its load base, and the symbol, NULL
 * where it is not known. 0 when it is none. */
_HPy_HIDDEN int debug_os_locate(const void *address, char *path, size_t size, uintptr_t *offset, const char **symbol);

/* Pages: 'size' is rounded up. NULL, and 0 of debug_os_protect, on failure: then pages are as they were. */
typedef enum { DEBUG_PAGES_FORBIDDEN, DEBUG_PAGES_READ, DEBUG_PAGES_WRITE } DebugAccess;
_HPy_HIDDEN char *debug_os_pages(size_t size);
_HPy_HIDDEN int debug_os_protect(char *pages, size_t size, DebugAccess access);
_HPy_HIDDEN void debug_os_free_pages(char *pages, size_t size);

/* Have 'notice' called when memory is used against its protection: with the address that was used and that of the
 * instruction (NULL: not known); it returns whether the program may go on. -1 when that cannot be had. */
_HPy_HIDDEN int debug_os_watch(int (*notice)(const char *address, const void *instruction));

#endif /* HPY_DEBUG_DEBUG_OS_H */
