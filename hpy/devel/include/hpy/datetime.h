/* Helpers for objects of the module datetime, which hpy.h does not include: small functions over HPyDateTime_KindOf and
 * the others of the context. No part of the ABI. */
#ifndef HPY_DATETIME_H
#define HPY_DATETIME_H

#include "../hpy.h"

#if HPY_ABI_MINOR < 2
#  error "hpy/datetime.h needs minor version 2 of the ABI: write abi-minor = 2 below [tool.hpy] in pyproject.toml"
#endif

/* == Dates and times == */

/** 1 if ``h`` is a ``date``, which a ``datetime`` is as well, or of a subclass, else 0. Never fails.
 * CPython: ``PyDate_Check``. */
HPyAPI_INLINE_HELPER int HPyDate_Check(HPyContext *ctx, HPy h)
{
    return (HPyDateTime_KindOf(ctx, h) & HPyDateTime_DATE) != 0;
}

/** 1 if ``h`` is a ``date``, and neither a ``datetime`` nor of another subclass, else 0. Never fails.
 * CPython: ``PyDate_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyDate_CheckExact(HPyContext *ctx, HPy h)
{
    return HPyDateTime_KindOf(ctx, h) == (HPyDateTime_DATE | HPyDateTime_EXACT);
}

/** 1 if ``h`` is a ``datetime`` or of a subclass, else 0. Never fails. CPython: ``PyDateTime_Check``. */
HPyAPI_INLINE_HELPER int HPyDateTime_Check(HPyContext *ctx, HPy h)
{
    return (HPyDateTime_KindOf(ctx, h) & HPyDateTime_DATETIME) == HPyDateTime_DATETIME;
}

/** 1 if ``h`` is a ``datetime``, and not of a subclass, else 0. Never fails. CPython: ``PyDateTime_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyDateTime_CheckExact(HPyContext *ctx, HPy h)
{
    return HPyDateTime_KindOf(ctx, h) == (HPyDateTime_DATETIME | HPyDateTime_EXACT);
}

/** 1 if ``h`` is a ``time`` or of a subclass, else 0. Never fails. CPython: ``PyTime_Check``. */
HPyAPI_INLINE_HELPER int HPyTime_Check(HPyContext *ctx, HPy h)
{
    return (HPyDateTime_KindOf(ctx, h) & HPyDateTime_TIME) != 0;
}

/** 1 if ``h`` is a ``time``, and not of a subclass, else 0. Never fails. CPython: ``PyTime_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyTime_CheckExact(HPyContext *ctx, HPy h)
{
    return HPyDateTime_KindOf(ctx, h) == (HPyDateTime_TIME | HPyDateTime_EXACT);
}

/** 1 if ``h`` is a ``timedelta`` or of a subclass, else 0. Never fails. CPython: ``PyDelta_Check``. */
HPyAPI_INLINE_HELPER int HPyDelta_Check(HPyContext *ctx, HPy h)
{
    return (HPyDateTime_KindOf(ctx, h) & HPyDateTime_DELTA) != 0;
}

/** 1 if ``h`` is a ``timedelta``, and not of a subclass, else 0. Never fails. CPython: ``PyDelta_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyDelta_CheckExact(HPyContext *ctx, HPy h)
{
    return HPyDateTime_KindOf(ctx, h) == (HPyDateTime_DELTA | HPyDateTime_EXACT);
}

/** 1 if ``h`` is of a subclass of ``tzinfo``, such as ``timezone``, or of that class, else 0. Never fails.
 * CPython: ``PyTZInfo_Check``. */
HPyAPI_INLINE_HELPER int HPyTZInfo_Check(HPyContext *ctx, HPy h)
{
    return (HPyDateTime_KindOf(ctx, h) & HPyDateTime_TZINFO) != 0;
}

/** 1 if ``h`` is of the class ``tzinfo`` itself, else 0. Never fails. CPython: ``PyTZInfo_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyTZInfo_CheckExact(HPyContext *ctx, HPy h)
{
    return HPyDateTime_KindOf(ctx, h) == (HPyDateTime_TZINFO | HPyDateTime_EXACT);
}

/**
 * A new ``timezone`` that is so many seconds before UTC, behind it where they are negative.
 *
 * A new handle, or ``HPy_NULL`` with ``ValueError`` for a day or more. CPython: ``PyTimeZone_FromOffset``.
 */
HPyAPI_INLINE_HELPER HPy HPyTimeZone_FromSeconds(HPyContext *ctx, int seconds)
{
    HPy h_offset = HPyDelta_New(ctx, 0, seconds, 0), h_zone;

    if (HPy_IsNull(h_offset))
        return HPy_NULL;
    h_zone = HPyTimeZone_New(ctx, h_offset, HPy_NULL);
    HPy_Close(ctx, h_offset);
    return h_zone;
}

#endif /* HPY_DATETIME_H */
