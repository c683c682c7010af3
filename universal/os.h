/* What hpy.universal needs of the operating system. os_posix.c and os_windows.c hold the bodies. */
#ifndef HPY_UNIVERSAL_OS_H
#define HPY_UNIVERSAL_OS_H

#include <stddef.h>
#include <stdint.h>

typedef struct OsLibrary_s OsLibrary; /* an open shared library */
typedef void (*OsFunction)(void);

/* Open the shared library at 'path' (in Python's file system encoding: UTF-8 on Windows) with all its symbols
 * resolved and none made visible to others. On failure NULL, with the reason in 'why' (UTF-8 as a rule). */
OsLibrary *os_library_open(const char *path, char *why, size_t why_size);

/* The function of that name, or NULL. */
OsFunction os_library_function(OsLibrary *library, const char *name);

/* Give back a library of which nothing is used. */
void os_library_close(OsLibrary *library);

/* Where the last part of a path begins. */
const char *os_base_name(const char *path);

/* Nanoseconds on a clock that is never set back, from a start of no meaning. errno stays as it is. */
uint64_t os_clock(void);

/* The ends of the calling thread's stack; 0 for both where they are not known. */
void os_stack(uintptr_t *low, uintptr_t *high);

#endif /* HPY_UNIVERSAL_OS_H */
