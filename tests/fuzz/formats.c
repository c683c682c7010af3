/* The functions that take a format, for support/fuzz_formats.py, which calls them by ctypes.
 *
 *     addresses() → {name: address}
 *     inside(function, values) → calls function(address of the context, [handle of each value])
 *     take(handle) → its object; the handle is closed
 *     release(address of a view), close_tracker(tracker) */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- What formats may call ---- */

/* For O& of HPy_BuildValue: an object, or nothing with or without an exception. */
static HPy maker(HPyContext *ctx, void *value)
{
    switch ((intptr_t)value) {
    case 0: return HPyLong_FromLong(ctx, 17);
    case 1: return HPyErr_SetString(ctx, ctx->h_ValueError, "not made");
    case 2: return HPy_NULL;
    default: return HPyList_New(ctx, 0);
    }
}

/* For O& of HPyArg_Parse: by the value's truth, which may be an exception. */
static int converter(HPyContext *ctx, HPy obj, void *target)
{
    int truth;

    if (HPy_IsNull(obj)) {
        memset(target, 0, 8);
        return 1;
    }
    truth = HPy_IsTrue(ctx, obj);
    memset(target, 1, 8);
    return truth > 0 ? HPyArg_CLEANUP : truth == 0;
}

/* ---- Functions and their addresses ---- */

typedef void (*Function)(void);

typedef struct {
    const char *name;
    Function function;
} Entry;

#define ENTRY(NAME) {#NAME, (Function)NAME}
static const Entry entries[] = {
    ENTRY(HPy_BuildValue), ENTRY(HPy_CallFunction), ENTRY(HPyUnicode_FromFormat), ENTRY(HPyErr_Format),
    ENTRY(HPyErr_WarnFormat), ENTRY(HPyArg_Parse), ENTRY(HPyArg_ParseKeywords), ENTRY(HPyArg_ParseKeywordsDict),
    ENTRY(HPyArg_ParseWith), ENTRY(HPyBuffer_SizeFromFormat), ENTRY(maker), ENTRY(converter)
};

static HPy address_of(HPyContext *ctx, const void *address)
{
    return HPyLong_FromUnsignedLongLong(ctx, (unsigned long long)(uintptr_t)address);
}

HPyDef_METH(addresses, "addresses", HPyFunc_NOARGS)
static HPy addresses_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPyDict_New(ctx);
    size_t i;

    for (i = 0; !HPy_IsNull(result) && i < sizeof(entries) / sizeof(entries[0]); i++) {
        HPy address = address_of(ctx, (const void *)(uintptr_t)entries[i].function);

        if (HPy_IsNull(address) || HPy_SetItem_s(ctx, result, entries[i].name, address) < 0) {
            HPy_Close(ctx, result);
            result = HPy_NULL;
        }
        HPy_Close(ctx, address);
    }
    return result;
}

/* ---- Handles ---- */

/* A list of the handles' numbers. */
static HPy numbers_of(HPyContext *ctx, const HPy *handles, HPy_ssize_t count)
{
    HPy result = HPyList_New(ctx, 0);
    HPy_ssize_t i;

    for (i = 0; !HPy_IsNull(result) && i < count; i++) {
        HPy number = HPyLong_FromSsize_t(ctx, (HPy_ssize_t)handles[i]._i);

        if (HPy_IsNull(number) || HPyList_Append(ctx, result, number) < 0) {
            HPy_Close(ctx, result);
            result = HPy_NULL;
        }
        HPy_Close(ctx, number);
    }
    return result;
}

static HPy call_inside(HPyContext *ctx, HPy function, const HPy *handles, HPy_ssize_t count)
{
    HPy args[2] = {address_of(ctx, ctx), numbers_of(ctx, handles, count)}, result = HPy_NULL;

    if (!HPy_IsNull(args[0]) && !HPy_IsNull(args[1]))
        result = HPy_Call(ctx, function, args, 2, HPy_NULL);
    HPy_CloseArray(ctx, args, 2);
    return result;
}

HPyDef_METH(inside, "inside", HPyFunc_VARARGS)
static HPy inside_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, tuple, result = HPy_NULL, *handles;
    HPy_ssize_t count, i;

    if (!HPyArg_Unpack(ctx, args, nargs, "inside", 2, 2, &function, &tuple))
        return HPy_NULL;
    count = HPyTuple_Size(ctx, tuple);
    if (count < 0)
        return HPy_NULL;
    handles = (HPy *)calloc((size_t)count + 1, sizeof(HPy));
    if (handles == NULL)
        return HPyErr_NoMemory(ctx);
    for (i = 0; i < count; i++) {
        handles[i] = HPyTuple_GetItem(ctx, tuple, i);
        if (HPy_IsNull(handles[i]))
            break;
    }
    if (i == count)
        result = call_inside(ctx, function, handles, count);
    HPy_CloseArray(ctx, handles, count);
    free(handles);
    return result;
}

HPyDef_METH(take, "take", HPyFunc_O)
static HPy take_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy handle;

    handle._i = (intptr_t)HPyLong_AsSsize_t(ctx, arg);
    if (HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPy_IsNull(handle) ? HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_NULL without an exception") : handle;
}

HPyDef_METH(release, "release", HPyFunc_O)
static HPy release_impl(HPyContext *ctx, HPy self, HPy arg)
{
    uintptr_t address = (uintptr_t)HPyLong_AsUnsignedLongLong(ctx, arg);

    if (HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPyBuffer_Release(ctx, (HPy_buffer *)address);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(close_tracker, "close_tracker", HPyFunc_O)
static HPy close_tracker_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker;

    tracker._i = HPyLong_AsSsize_t(ctx, arg);
    if (HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPyTracker_Close(ctx, tracker);
    return HPy_Dup(ctx, ctx->h_None);
}

@EXPORT(addresses, inside, take, release, close_tracker)
@INIT
