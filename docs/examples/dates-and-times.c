/* Works with the objects of the module datetime: takes their parts out, and makes new ones.
 *
 * run: from datetime import date, datetime, timedelta, timezone
 *      assert mod.first_of_month(date(2024, 2, 29)) == date(2024, 2, 1)
 *      moment = datetime(2024, 2, 29, 12, 30, 45, 5, timezone.utc)
 *      assert mod.first_of_month(moment) == datetime(2024, 2, 1, tzinfo=timezone.utc)
 *      assert mod.seconds(timedelta(1, 1, 500000)) == 86401.5
 *      assert mod.moment(0) == datetime(1970, 1, 1, tzinfo=timezone.utc)
 *      try: mod.first_of_month("today")
 *      except TypeError: pass
 *      else: raise AssertionError
 */
#include "hpy.h"
#include "hpy/datetime.h" /* not part of hpy.h */

HPyDef_METH(first_of_month, "first_of_month", HPyFunc_O, .doc = "first_of_month(day, /)\n--\n\nIts first day.")
static HPy first_of_month_impl(HPyContext *ctx, HPy self, HPy day)
{
    HPyDateTime_Parts parts;
    HPy zone, result;

    switch (HPyDateTime_Unpack(ctx, day, &parts)) {
    case HPyDateTime_DATE:
        return HPyDate_New(ctx, parts.year, parts.month, 1);
    case HPyDateTime_DATETIME:
        zone = HPyDateTime_GetTZInfo(ctx, day); /* None where there is none */
        if (HPy_IsNull(zone))
            return HPy_NULL;
        result = HPyDateTime_New(ctx, parts.year, parts.month, 1, 0, 0, 0, 0, zone, 0);
        HPy_Close(ctx, zone);
        return result;
    case HPyDateTime_TIME:
        return HPyErr_SetString(ctx, ctx->h_TypeError, "a time has no month");
    default: /* -1: TypeError is set */
        return HPy_NULL;
    }
}

HPyDef_METH(seconds, "seconds", HPyFunc_O, .doc = "seconds(delta, /)\n--\n\nThe length of a timedelta.")
static HPy seconds_impl(HPyContext *ctx, HPy self, HPy delta)
{
    HPyDelta_Parts parts;

    if (HPyDelta_Unpack(ctx, delta, &parts) < 0)
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, parts.days * 86400.0 + parts.seconds + parts.microseconds / 1e6);
}

HPyDef_METH(moment, "moment", HPyFunc_O, .doc = "moment(timestamp, /)\n--\n\nA datetime in UTC.")
static HPy moment_impl(HPyContext *ctx, HPy self, HPy timestamp)
{
    HPy utc = HPyTimeZone_UTC(ctx), result;

    if (HPy_IsNull(utc))
        return HPy_NULL;
    result = HPyDateTime_FromTimestamp(ctx, timestamp, utc);
    HPy_Close(ctx, utc);
    return result;
}

HPyDef_METH(is_moment, "is_moment", HPyFunc_O, .doc = "is_moment(obj, /)\n--\n\nWhether it is a datetime.")
static HPy is_moment_impl(HPyContext *ctx, HPy self, HPy obj)
{
    return HPyBool_FromBool(ctx, HPyDateTime_Check(ctx, obj));
}

static HPyDef *defines[] = {&first_of_month, &seconds, &moment, &is_moment, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(dates_and_times, module)
