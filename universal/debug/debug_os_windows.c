/* What the debug layer needs of Windows. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "debug_os.h"

/* ---- places ---- */

int debug_os_stack(const void *place, const void **frames, int n)
{
    void *all[DEBUG_OS_FRAMES]; /* the layer's own come first */
    return debug_os_frames_from(place, all, CaptureStackBackTrace(0, DEBUG_OS_FRAMES, all, NULL), frames, n);
}

/* As much of 'wide' as 'path' can hold, in UTF-8. */
static void narrow(const wchar_t *wide, int length, char *path, int size)
{
    int n = WideCharToMultiByte(CP_UTF8, 0, wide, length, path, size - 1, NULL, NULL);

    if (n == 0) /* it is too long; a unit becomes three bytes at most */
        n = WideCharToMultiByte(CP_UTF8, 0, wide, (size - 1) / 3, path, size - 1, NULL, NULL);
    path[n] = 0;
}

int debug_os_locate(const void *address, char *path, size_t size, uintptr_t *offset, const char **symbol)
{
    wchar_t wide[1024];
    HMODULE module;
    DWORD length;

    if (address == NULL /* which would be found in the program */
            || !GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
                                       | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                                   (LPCWSTR)address, &module))
        return 0;
    length = GetModuleFileNameW(module, wide, 1024); /* cut to that */
    if (length == 0)
        return 0;
    narrow(wide, (int)length, path, (int)size);
    *offset = (uintptr_t)address - (uintptr_t)module;
    *symbol = NULL;
    return 1;
}

/* ---- pages ---- */

char *debug_os_pages(size_t size)
{
    return (char *)VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

int debug_os_protect(char *pages, size_t size, DebugAccess access)
{
    static const DWORD protections[] = {PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE};
    DWORD before;
    return VirtualProtect(pages, size, protections[access], &before) != 0;
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
    void *first;

    notice_use = notice;
    first = AddVectoredExceptionHandler(1, on_fault);
    if (first == NULL)
        return handler != NULL ? 0 : -1;
    if (handler != NULL) /* somebody else's, such as faulthandler's, may have come before it */
        (void)RemoveVectoredExceptionHandler(handler);
    handler = first;
    return 0;
}
