/* Shared libraries by dlopen; the clock; the stack. */
#ifndef _WIN32

#ifndef _GNU_SOURCE
#  define _GNU_SOURCE 1 /* pread and the like are no part of ISO C */
#endif

#include "os.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __ELF__
#  include <link.h>

/* Whether the file behind 'fd' holds every byte that its program headers promise. dlopen maps what they say without
 * looking, and the process dies of SIGBUS at the first page that is not there. Files of another kind or machine are
 * left to dlopen, which refuses them. */
static int is_complete(int fd, unsigned long long size)
{
    ElfW(Ehdr) header;
    ElfW(Phdr) segment;
    unsigned i;

    if (pread(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header)
            || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0
            || header.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
            || header.e_phentsize != sizeof(segment))
        return 1;
    for (i = 0; i < header.e_phnum; i++) {
        off_t at = (off_t)(header.e_phoff + i * sizeof(segment));
        if (pread(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
            return 0;
        if (segment.p_type == PT_LOAD && (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
            return 0;
    }
    return 1;
}

static int is_truncated(const char *path)
{
    struct stat status;
    int result = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return 0; /* dlopen says it better */
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        result = !is_complete(fd, (unsigned long long)status.st_size);
    close(fd);
    return result;
}

#else

static int is_truncated(const char *path)
{
    (void)path;
    return 0;
}

#endif

static void *open_path(const char *path, char *why, size_t why_size)
{
    struct stat status;
    const char *error;
    void *library;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) { /* dlopen would wait for who writes into a pipe */
        snprintf(why, why_size, "this is no regular file");
        return NULL;
    }
    if (is_truncated(path)) {
        snprintf(why, why_size, "the file is truncated");
        return NULL;
    }
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        error = dlerror();
        snprintf(why, why_size, "%s", error != NULL ? error : "unknown error");
    }
    return library;
}

OsLibrary *os_library_open(const char *path, char *why, size_t why_size)
{
    void *library;
    char *relative;

    if (strchr(path, '/') != NULL)
        return (OsLibrary *)open_path(path, why, why_size);
    /* A bare name would be searched for in the system's library folders. */
    relative = (char *)malloc(strlen(path) + 3);
    if (relative == NULL) {
        snprintf(why, why_size, "out of memory");
        return NULL;
    }
    strcpy(relative, "./");
    strcat(relative, path);
    library = open_path(relative, why, why_size);
    free(relative);
    return (OsLibrary *)library;
}

OsFunction os_library_function(OsLibrary *library, const char *name)
{
    void *found = dlsym(library, name);
    OsFunction function;

    memcpy(&function, &found, sizeof(function)); /* ISO C has no conversion of one to the other */
    return function;
}

void os_library_close(OsLibrary *library)
{
    dlclose(library);
}

const char *os_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

uint64_t os_clock(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- the stack ---- */

#if defined(__APPLE__)

void os_stack(uintptr_t *low, uintptr_t *high)
{
    pthread_t self = pthread_self();

    *high = (uintptr_t)pthread_get_stackaddr_np(self);
    *low = *high - pthread_get_stacksize_np(self);
}

#elif defined(__linux__)

void os_stack(uintptr_t *low, uintptr_t *high)
{
    pthread_attr_t attributes;
    void *address;
    size_t size;

    *low = *high = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &address, &size) == 0) {
        *low = (uintptr_t)address;
        *high = *low + size;
    }
    pthread_attr_destroy(&attributes);
}

#else

void os_stack(uintptr_t *low, uintptr_t *high)
{
    *low = *high = 0;
}

#endif

#else
typedef int os_posix_is_not_for_windows; /* ISO C wants a declaration in every file */
#endif
