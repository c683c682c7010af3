/* The universal context on CPython: one table for the process. */
#ifndef HPY_HOST_UNIVERSAL_CONTEXT_H
#define HPY_HOST_UNIVERSAL_CONTEXT_H

#include "hpy.h"

/* Fill the table; called when hpy.universal is imported. */
void hpy_universal_context_init(void);

/* The table, after it was filled; NULL with an exception set. */
HPyContext *hpy_universal_context(void);

/* What binaries may know of this host, for calls past the table. */
const HPyDirect *hpy_universal_direct(void);

/* The same for binaries that say that they run in interpreters with a GIL of their own: h_Builtins is null. */
HPyContext *hpy_isolated_context(void);
const HPyDirect *hpy_isolated_direct(void);

/* The table's entry that calls an implementation on behalf of its trampoline (call_in.c). */
void ctx_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args);

#endif /* HPY_HOST_UNIVERSAL_CONTEXT_H */
