/* What the benchmark measures of dates, weak references, importing and memory, as an author writes it with HPy. The
 * twin is dates_native.c. */
#include <hpy.h>
#include <hpy/datetime.h>

#define TIMES 1000 /* as LOOPS in rows.py */

/* The method NAME with one argument, 'arg', does the block TIMES times; the block says "goto error" when it fails. It
 * gives a sum. */
#define LOOP(NAME, ...) \
    HPyDef_METH(NAME, #NAME, HPyFunc_O) \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
    { \
        long sum = 0; \
        int i; \
        \
        (void)self; \
        (void)arg; \
        for (i = 0; i < TIMES; i++) \
            __VA_ARGS__ \
        return HPyLong_FromLong(ctx, sum); \
    error: \
        return HPy_NULL; \
    }

LOOP(new_datetime, {
    HPy made = HPyDateTime_New(ctx, 2024, 2, 29, 12, 30, i % 60, i, HPy_NULL, 0);

    if (HPy_IsNull(made))
        goto error;
    HPy_Close(ctx, made);
    sum++;
})

LOOP(new_delta, {
    HPy made = HPyDelta_New(ctx, i, 100, 1000);

    if (HPy_IsNull(made))
        goto error;
    HPy_Close(ctx, made);
    sum++;
})

LOOP(unpack_datetime, {
    HPyDateTime_Parts parts;

    if (HPyDateTime_Unpack(ctx, arg, &parts) != HPyDateTime_DATETIME)
        goto error;
    sum += parts.year + parts.month + parts.day + parts.hour + parts.minute + parts.second + parts.microsecond;
})

LOOP(unpack_delta, {
    HPyDelta_Parts parts;

    if (HPyDelta_Unpack(ctx, arg, &parts) < 0)
        goto error;
    sum += parts.days + parts.seconds + parts.microseconds;
})

LOOP(check_datetime, {
    sum += HPyDateTime_Check(ctx, arg);
    if (sum < 0)
        goto error;
})

LOOP(weakref_get, {
    HPy object;

    if (HPyWeakref_Get(ctx, arg, &object) <= 0)
        goto error;
    HPy_Close(ctx, object);
    sum++;
})

LOOP(import_attr, {
    HPy found = HPyImport_ImportAttr_s(ctx, "math", "pi");

    if (HPy_IsNull(found))
        goto error;
    HPy_Close(ctx, found);
    sum++;
})

LOOP(small_memory, {
    char *memory = (char *)HPyMem_Malloc(ctx, 40);

    if (memory == NULL)
        goto error;
    *memory = (char)i;
    sum += *memory;
    HPyMem_Free(ctx, memory);
})

static HPyDef *dates_defines[] = {
    &new_datetime, &new_delta, &unpack_datetime, &unpack_delta, &check_datetime, &weakref_get, &import_attr,
    &small_memory, NULL,
};

static HPyModuleDef dates_def = {.doc = "Dates and weak references, for measuring", .defines = dates_defines};

HPy_MODINIT(dates, dates_def)
