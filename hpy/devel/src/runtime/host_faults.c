/* Known faults of released hosts, mended when a universal binary is given its context, and at its calls. */
#include "host_faults.h"

#ifndef HPY_ABI_CPYTHON

/* The words of the context table that PyPy 7.3.19 has one place late: it put h_DictType, which belongs at 263, in
 * front of Capsule_New. */
enum { FIRST = 244, LAST = 263 };

/* Move them where they belong. A handle of PyPy is a small index, a function's address is not: so a table that is in
 * order, or was mended by another binary, is left alone. */
static void mend_pypy(HPyContext *ctx)
{
    uintptr_t *words = (uintptr_t *)(void *)&ctx->h_None;
    uintptr_t dict_type = words[FIRST];

    if (dict_type >= 0x10000)
        return;
    memmove(&words[FIRST], &words[FIRST + 1], (LAST - FIRST) * sizeof(words[0]));
    words[LAST] = dict_type;
}

int _HPy_IsPyPy(const HPyContext *ctx)
{
    return strstr(ctx->name, "PyPy backend") != NULL;
}

int _HPy_IsGraalPy(const HPyContext *ctx)
{
    return strstr(ctx->name, "GraalVM backend") != NULL;
}

void _HPy_MendContext(HPyContext *ctx)
{
    if (_HPy_IsPyPy(ctx))
        mend_pypy(ctx);
}

/* GraalPy 24.2.2 has integers and floats in the field or global itself, with something in the upper 16 bits, where no
 * address has any. Storing another object, it takes them for the place of the old one: it ends, or overwrites what another
 * field or global holds. */
HPyAPI_HELPER int _HPy_HoldsNumber(const HPyContext *ctx, intptr_t content)
{
    return (uint64_t)content >> 48 != 0 && _HPy_IsGraalPy(ctx);
}

/* Store a new instance of the first base of 'h_type' that has a payload: *result, HPy_NULL where none has one; -1 on an
 * error. */
static int new_of_base(HPyContext *ctx, HPy h_type, HPy *result, void **data)
{
    HPy mro = HPy_GetAttr_s(ctx, h_type, "__mro__");
    HPy_ssize_t i, n = HPy_IsNull(mro) ? -1 : HPy_Length(ctx, mro);
    int failed = n < 0;

    *result = HPy_NULL;
    for (i = 1; i < n && !failed && *data == NULL; i++) {
        HPy base = HPy_GetItem_i(ctx, mro, i);
        if (HPy_IsNull(base) || HPy_Is(ctx, base, ctx->h_BaseObjectType)) {
            i = n; /* an error, or no base of HPy's any more */
        } else {
            HPy_Close(ctx, *result);
            *result = ctx->ctx_New(ctx, base, data);
        }
        failed = HPyErr_Occurred(ctx);
        HPy_Close(ctx, base);
    }
    if (*data == NULL) {
        HPy_Close(ctx, *result);
        *result = HPy_NULL;
    }
    HPy_Close(ctx, mro);
    return failed ? -1 : 0;
}

/* GraalPy 24.2.2 makes instances of a Python subclass of an HPy type without a payload. So what its base makes becomes an
 * instance of the subclass in place of 'h', which is closed then. A host that gives each object a payload never comes
 * here, nor does a binary that asks for more than HPy 0.9. */
HPyAPI_HELPER HPy _HPy_NewWithoutPayload(HPyContext *ctx, HPy h_type, HPy h, void **data)
{
    HPy made;
    int failed = new_of_base(ctx, h_type, &made, data);

    if (!failed && HPy_IsNull(made))
        return h; /* of a type that has no payload */
    HPy_Close(ctx, h);
    if (failed)
        return HPy_NULL;
    if (HPy_SetAttr_s(ctx, made, "__class__", h_type) == 0)
        return made;
    HPy_Close(ctx, made);
    *data = NULL;
    HPyErr_SetString(ctx, ctx->h_TypeError,
                     "this Python gives instances of a subclass with __slots__ no payload of its HPy base: "
                     "leave __slots__ out of the subclass");
    return HPy_NULL;
}

#else
typedef int hpy_host_faults_is_for_universal_binaries_only; /* ISO C wants a declaration in every file */
#endif
