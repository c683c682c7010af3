/* What the debug layer needs of Linux, macOS and other POSIX systems. */
#define _GNU_SOURCE /* dladdr, MAP_ANONYMOUS and REG_RIP of glibc */
#ifdef __APPLE__
#  define _DARWIN_C_SOURCE
#endif
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __APPLE__ /* whose <ucontext.h> is for the deprecated functions */
#  include <sys/ucontext.h>
#else
#  include <ucontext.h>
#endif

#include "debug_os.h"

/* ---- places ---- */

#if defined(__GLIBC__) || defined(__APPLE__)
#  include <execinfo.h>

int debug_os_stack(const void *place, const void **frames, int n)
{
    void *all[DEBUG_OS_FRAMES]; /* the layer's own come first */
    return debug_os_frames_from(place, all, backtrace(all, DEBUG_OS_FRAMES), frames, n);
}

#else /* a stack cannot be walked everywhere */

int debug_os_stack(const void *place, const void **frames, int n)
{
    (void)place;
    (void)frames;
    (void)n;
    return 0;
}

#endif

int debug_os_locate(const void *address, char *path, size_t size, uintptr_t *offset, const char **symbol)
{
    Dl_info info;

    if (dladdr((void *)(uintptr_t)address, &info) == 0 || info.dli_fname == NULL)
        return 0;
    snprintf(path, size, "%s", info.dli_fname);
    *offset = (uintptr_t)address - (uintptr_t)info.dli_fbase;
    *symbol = info.dli_sname;
    return 1;
}

/* ---- pages ---- */

static size_t round_up(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

char *debug_os_pages(size_t size)
{
    void *pages = mmap(NULL, round_up(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : (char *)pages;
}

int debug_os_protect(char *pages, size_t size, DebugAccess access)
{
    static const int protections[] = {PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE};
    return mprotect(pages, round_up(size), protections[access]) == 0;
}

void debug_os_free_pages(char *pages, size_t size)
{
    (void)munmap(pages, round_up(size));
}

/* ---- wrong use of pages ---- */

static int (*notice_use)(const char *address, const void *instruction);
static struct sigaction old_segv, old_bus;

static const void *instruction_of(void *context)
{
#if defined(__linux__) && defined(__x86_64__)
    return (const void *)(uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__linux__) && defined(__aarch64__)
    return (const void *)(uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
#elif defined(__APPLE__) && defined(__x86_64__)
    return (const void *)(uintptr_t)((ucontext_t *)context)->uc_mcontext->__ss.__rip;
#elif defined(__APPLE__) && defined(__aarch64__)
    return (const void *)(uintptr_t)((ucontext_t *)context)->uc_mcontext->__ss.__pc;
#else
    (void)context;
    return NULL;
#endif
}

/* A fault that is not about our pages goes to who handled it before, by happening again. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    if (!notice_use((const char *)info->si_addr, instruction_of(context)))
        (void)sigaction(signal, signal == SIGBUS ? &old_bus : &old_segv, NULL);
}

static int watch(int signal, struct sigaction *old)
{
    struct sigaction now, ours;

    if (sigaction(signal, NULL, &now) < 0)
        return -1;
    if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault)
        return 0;
    *old = now; /* somebody else's, such as faulthandler's; it may have come after ours */
    memset(&ours, 0, sizeof(ours));
    ours.sa_sigaction = on_fault;
    ours.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigemptyset(&ours.sa_mask);
    return sigaction(signal, &ours, NULL);
}

int debug_os_watch(int (*notice)(const char *address, const void *instruction))
{
    const void *frame;

    if (notice_use == NULL)
        (void)debug_os_stack(NULL, &frame, 1); /* the first walk loads a library, which a handler cannot do */
    notice_use = notice;
    if (watch(SIGSEGV, &old_segv) < 0)
        return -1;
    return watch(SIGBUS, &old_bus);
}
