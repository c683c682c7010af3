/* What the benchmark measures of threads: entering Python, in a thread that has nothing to do with it and in one that
 * runs its code; mutexes; critical sections. locking_native.c has each function over Python.h under the same name; a
 * change here is a change there. */
#include "hpy.h"

#ifdef _WIN32
#  include <windows.h>
#else
#  include <pthread.h>
#endif

#define COUNT 1000

static HPyInterpreter python;
static HPyMutex mutex;
static long guarded;

static void enter_often(void)
{
    long i;

    for (i = 0; i < COUNT; i++) {
        HPyThreadToken token;
        HPyContext *ctx = HPyThread_Enter(python, &token);
        if (ctx == NULL)
            return;
        guarded += HPyErr_Occurred(ctx);
        HPyThread_Exit(ctx, &token);
    }
}

#ifdef _WIN32

static DWORD WINAPI work(void *unused)
{
    (void)unused;
    enter_often();
    return 0;
}

static void in_a_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);

    if (thread != NULL) {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}

#else

static void *work(void *unused)
{
    enter_often();
    return unused;
}

static void in_a_thread(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_join(thread, NULL);
}

#endif

HPyDef_METH(enter_foreign, "enter_foreign", HPyFunc_NOARGS)
static HPy enter_foreign_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    in_a_thread();
    HPy_END_LEAVE_PYTHON(ctx)
    return HPyLong_FromLong(ctx, guarded);
}

HPyDef_METH(enter_left, "enter_left", HPyFunc_NOARGS)
static HPy enter_left_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    enter_often();
    HPy_END_LEAVE_PYTHON(ctx)
    return HPyLong_FromLong(ctx, guarded);
}

HPyDef_METH(enter_nested, "enter_nested", HPyFunc_NOARGS)
static HPy enter_nested_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    enter_often();
    return HPyLong_FromLong(ctx, guarded);
}

HPyDef_METH(lock, "lock", HPyFunc_NOARGS)
static HPy lock_impl(HPyContext *ctx, HPy self)
{
    long i;

    (void)self;
    for (i = 0; i < COUNT; i++) {
        HPyMutex_Lock(ctx, &mutex);
        guarded++;
        HPyMutex_Unlock(ctx, &mutex);
    }
    return HPyLong_FromLong(ctx, guarded);
}

HPyDef_METH(section, "section", HPyFunc_O)
static HPy section_impl(HPyContext *ctx, HPy self, HPy obj)
{
    long i;

    (void)self;
    for (i = 0; i < COUNT; i++) {
        HPy_BEGIN_CRITICAL_SECTION(ctx, obj)
        guarded += HPyErr_Occurred(ctx);
        HPy_END_CRITICAL_SECTION(ctx)
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    (void)module;
    HPyInterpreter_Close(python);
    python = HPyInterpreter_Get(ctx);
    return HPyInterpreter_IsNull(python) ? -1 : 0;
}

static HPyDef *defines[] = {&start, &enter_foreign, &enter_left, &enter_nested, &lock, &section, NULL};

static HPyModuleDef locking = {
    .doc = "Threads and locks, for measuring",
    .defines = defines,
};

HPy_MODINIT(locking, locking)
