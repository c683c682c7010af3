/* Views of numbers, each of which is a record. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "regions.h"
#include "views.h"

static const HPyNumberView no_view = {NULL, 0, 0};

static int check_format(DebugContext *c, char format)
{
    if (_HPyNumber_Size(format) != 0)
        return 1;
    return debug_report(c, DEBUG_ERROR, "out-of-range", NULL,
                        "HPyNumberView_Acquire: argument 2 is '%c' (%d), and must be one of the letters bBhHiIqQfd",
                        format > ' ' && format < 0x7f ? format : '?', format);
}

int debug_NumberView_Acquire(HPyContext *ctx, HPy seq, char format, HPyNumberView *view)
{
    DebugContext *c = debug_context(ctx);
    HPyNumberView given;
    HPy inner;
    int found;

    if (view != NULL)
        *view = no_view;
    if (!debug_enter(c, API_NumberView_Acquire, LAYER_PLACE()) || !debug_unwrap(c, debug_in(seq), &inner, 1)
            || !check_format(c, format) || (view == NULL && !debug_refuse_null_pointer(c, 3)))
        return -1;
    found = HPyNumberView_Acquire(c->inner, inner, format, &given);
    if (found < 0)
        debug_failed(c);
    if (found <= 0)
        return found;
    *view = given;
    view->internal = debug_open_view(c, DEBUG_NUMBER_VIEW, &given, sizeof(given));
    if (view->internal == 0) {
        HPyNumberView_Release(c->inner, &given);
        *view = no_view;
        return -1;
    }
    if (given.length > 0)
        view->data = debug_give_out(c, debug_find_builder(view->internal), (const char *)given.data,
                                    (size_t)given.length * _HPyNumber_Size(format));
    return 1;
}

void debug_NumberView_Release(HPyContext *ctx, HPyNumberView *view)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    HPyNumberView *kept;

    if (!debug_enter(c, API_NumberView_Release, LAYER_PLACE()) || (view == NULL && !debug_refuse_null_pointer(c, 0)))
        return;
    record = view->internal != 0 ? debug_check_view(c, view->internal, DEBUG_NUMBER_VIEW) : NULL;
    if (record == NULL)
        return;
    kept = (HPyNumberView *)record->inner._i;
    debug_hand_over(c, record);
    HPyNumberView_Release(c->inner, kept);
    free(kept);
    view->data = NULL; /* its bits stay, and tell when it is released again */
    view->length = 0;
}
