/* Finding what the running Python exports, on each system; included by direct_import.c alone, in front of all else. It
 * is no source of its own, since every extension holds these few functions and they are smaller where they are called. */
#ifndef HPY_RUNTIME_OS_SYMBOLS_H
#define HPY_RUNTIME_OS_SYMBOLS_H

#ifndef _GNU_SOURCE
#  define _GNU_SOURCE 1 /* for RTLD_DEFAULT */
#endif
#include <stdio.h>
#include <string.h>

#ifdef _WIN32

#include <windows.h>

typedef HMODULE OsPython;

static OsPython loaded(const char *format, unsigned minor, const char *threads, const char *debug)
{
    char name[40];
    snprintf(name, sizeof(name), format, minor, threads, debug);
    return GetModuleHandleA(name);
}

/* The DLL of the running Python, or the program itself when Python is a part of that. */
static OsPython os_python(void)
{
    unsigned minor;
    for (minor = 6; minor < 100; minor++) {
        OsPython lib = NULL;
        if (lib == NULL) lib = loaded("python3%u%s%s.dll", minor, "", "");
        if (lib == NULL) lib = loaded("python3%u%s%s.dll", minor, "t", "");
        if (lib == NULL) lib = loaded("python3%u%s%s.dll", minor, "", "_d");
        if (lib == NULL) lib = loaded("python3%u%s%s.dll", minor, "t", "_d");
        if (lib == NULL) lib = loaded("libpypy3.%u-c%s%s.dll", minor, "", "");
        if (lib != NULL)
            return lib;
    }
    return GetModuleHandleA(NULL);
}

/* Store the address of the symbol at 'result', which points to a pointer; NULL: there is none. */
static void os_find_symbol(OsPython lib, const char *name, void *result)
{
    FARPROC found = GetProcAddress(lib, name);
    memcpy(result, &found, sizeof(found));
}

#else

#include <dlfcn.h>

typedef void *OsPython;

static OsPython os_python(void)
{
    return RTLD_DEFAULT;
}

static void os_find_symbol(OsPython lib, const char *name, void *result)
{
    void *found = dlsym(lib, name);
    memcpy(result, &found, sizeof(found));
}

#endif

#endif /* HPY_RUNTIME_OS_SYMBOLS_H */
