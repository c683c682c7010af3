/* Shared libraries by LoadLibrary, with wide-character paths: no code page limits what can be loaded; the clock; the
 * stack. */
#ifdef _WIN32

#include "os.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void explain(DWORD error, char *why, size_t why_size)
{
    wchar_t text[512];
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, text,
                                  (DWORD)(sizeof(text) / sizeof(text[0])) - 1, NULL);

    while (length > 0 && text[length - 1] <= L' ') /* the system ends its messages with a new line */
        length--;
    text[length] = 0;
    if (length == 0 || WideCharToMultiByte(CP_UTF8, 0, text, -1, why, (int)why_size, NULL, NULL) == 0)
        snprintf(why, why_size, "Windows error %lu", (unsigned long)error);
}

/* 'path' as a wide string from malloc, or NULL. */
static wchar_t *widen(const char *path)
{
    int length = MultiByteToWideChar(CP_UTF8, 0, path, -1, NULL, 0);
    wchar_t *wide = length > 0 ? (wchar_t *)malloc((size_t)length * sizeof(wchar_t)) : NULL;

    if (wide != NULL)
        MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, length);
    return wide;
}

/* The whole path, which the search flags of open_absolute() demand; from malloc, or NULL. */
static wchar_t *make_absolute(const wchar_t *path)
{
    DWORD length = GetFullPathNameW(path, 0, NULL, NULL); /* with the final zero */
    wchar_t *absolute = length > 0 ? (wchar_t *)malloc(length * sizeof(wchar_t)) : NULL;

    if (absolute != NULL)
        GetFullPathNameW(path, length, absolute, NULL);
    return absolute;
}

/* As CPython loads an extension: its dependencies come from its own folder and those named to os.add_dll_directory,
 * not from PATH; and no dialog box for a broken file. */
static HMODULE open_absolute(const wchar_t *path)
{
    DWORD old_mode = 0;
    HMODULE library;
    DWORD error;

    SetThreadErrorMode(SEM_FAILCRITICALERRORS, &old_mode);
    library = LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR);
    error = GetLastError();
    SetThreadErrorMode(old_mode, NULL);
    SetLastError(error);
    return library;
}

OsLibrary *os_library_open(const char *path, char *why, size_t why_size)
{
    wchar_t *wide = widen(path);
    wchar_t *absolute = wide != NULL ? make_absolute(wide) : NULL;
    HMODULE library = absolute != NULL ? open_absolute(absolute) : NULL;

    if (library == NULL)
        explain(absolute != NULL ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY, why, why_size);
    free(absolute);
    free(wide);
    return (OsLibrary *)library;
}

OsFunction os_library_function(OsLibrary *library, const char *name)
{
    return (OsFunction)GetProcAddress((HMODULE)library, name);
}

void os_library_close(OsLibrary *library)
{
    FreeLibrary((HMODULE)library);
}

const char *os_base_name(const char *path)
{
    const char *base = path;

    for (; *path != '\0'; path++)
        if (*path == '/' || *path == '\\')
            base = path + 1;
    return base;
}

uint64_t os_clock(void)
{
    LARGE_INTEGER frequency, now;
    uint64_t ticks, per_second;

    QueryPerformanceFrequency(&frequency); /* neither fails on any Windows that Python runs on */
    QueryPerformanceCounter(&now);
    ticks = (uint64_t)now.QuadPart;
    per_second = (uint64_t)frequency.QuadPart;
    return ticks / per_second * 1000000000u + ticks % per_second * 1000000000u / per_second;
}

void os_stack(uintptr_t *low, uintptr_t *high)
{
    ULONG_PTR first = 0, last = 0;

    GetCurrentThreadStackLimits(&first, &last);
    *low = (uintptr_t)first;
    *high = (uintptr_t)last;
}

#else
typedef int os_windows_is_for_windows_only; /* ISO C wants a declaration in every file */
#endif
