/* What the debug layer needs of Windows. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "debug.h"

/* ---- places ---- */

int debug_os_stack(const void *place, const void **frames, int n)
{
    void *all[DEBUG_MAX_FRAMES];
    int n_all = CaptureStackBackTrace(0, DEBUG_MAX_FRAMES, all, NULL);
    int first = 0, i;

    while (first < n_all && all[first] != place)
        first++;
    for (i = 0; i < n && first + i < n_all; i++)
        frames[i] = all[first + i];
    return i;
}

int debug_os_locate(const void *address, char *path, size_t size, uintptr_t *offset, const char **symbol)
{
    wchar_t wide[1024];
    HMODULE module;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (LPCWSTR)address, &module)
            || GetModuleFileNameW(module, wide, 1024) == 0
            || WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, (int)size, NULL, NULL) == 0)
        return 0;
    *offset = (uintptr_t)address - (uintptr_t)module;
    *symbol = NULL;
    return 1;
}

/* ---- pages ---- */

char *debug_os_pages(size_t size)
{
    return (char *)VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void debug_os_protect(char *pages, size_t size, DebugAccess access)
{
    static const DWORD protections[] = {PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE};
    DWORD before;
    (void)VirtualProtect(pages, size, protections[access], &before); /* failing, less is noticed */
}

void debug_os_free_pages(char *pages, size_t size)
{
    (void)size;
    (void)VirtualFree(pages, 0, MEM_RELEASE);
}

/* ---- wrong use of pages ---- */

static int (*notice_use)(const char *address, const void *instruction);

static LONG CALLBACK on_fault(EXCEPTION_POINTERS *fault)
{
    const EXCEPTION_RECORD *record = fault->ExceptionRecord;

    if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || record->NumberParameters < 2)
        return EXCEPTION_CONTINUE_SEARCH;
    if (!notice_use((const char *)record->ExceptionInformation[1], record->ExceptionAddress))
        return EXCEPTION_CONTINUE_SEARCH;
    return EXCEPTION_CONTINUE_EXECUTION;
}

int debug_os_watch(int (*notice)(const char *address, const void *instruction))
{
    static void *handler;

    notice_use = notice;
    if (handler == NULL)
        handler = AddVectoredExceptionHandler(1, on_fault);
    return handler != NULL ? 0 : -1;
}
