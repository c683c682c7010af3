/* Whether this process has rights that who started it has not, as each system tells; included by environment.c alone. It
 * is no source of its own, since a function of one line need not be one. */
#ifndef HPY_CPYTHON_OS_RIGHTS_H
#define HPY_CPYTHON_OS_RIGHTS_H

#if defined(_WIN32)

static int os_has_more_rights(void)
{
    return 0; /* there, no file's owner becomes that of the process */
}

#elif defined(__linux__)

#include <sys/auxv.h>

/* Set-user-ID, set-group-ID, capabilities of the file, or what a security module says: the C library goes by it, too. */
static int os_has_more_rights(void)
{
    return getauxval(AT_SECURE) != 0;
}

#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__) || defined(__sun)

#include <unistd.h>

static int os_has_more_rights(void)
{
    return issetugid();
}

#else

#include <unistd.h>

static int os_has_more_rights(void)
{
    return getuid() != geteuid() || getgid() != getegid();
}

#endif

#endif /* HPY_CPYTHON_OS_RIGHTS_H */
