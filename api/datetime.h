/* Members of minor version 2: objects of the module datetime, which is imported when they are first needed. What the
 * annotations mean is said at the head of context.h. */

/* == Dates and times ====================================================================== */

/** What of the module ``datetime`` an object is: ``HPyDateTime_DATE``, ``HPyDateTime_DATETIME``, ``HPyDateTime_TIME``,
 * ``HPyDateTime_DELTA`` or ``HPyDateTime_TZINFO``, with ``HPyDateTime_EXACT`` added unless it is of a subclass;
 * ``HPyDateTime_NONE``, which is 0, for all other objects.
 *
 * The checks of ``hpy/datetime.h`` are made with it. Never fails; without the module there are no such objects.
 *
 * CPython: ``PyDateTime_Check``, ``PyDate_Check``, ``PyTime_Check``, ``PyDelta_Check``, ``PyTZInfo_Check``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER)
int HPyDateTime_KindOf(HPyContext *ctx, HPy obj);

/** The class of the module ``datetime`` for which one of the constants stands that ``HPyDateTime_KindOf`` gives.
 *
 * New handle, or ``HPy_NULL`` with ``ValueError`` for another number, or what importing raises.
 *
 * CPython: ``PyDateTime_CAPI``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyDateTime_Type(HPyContext *ctx, int kind);

/** New ``datetime.date``.
 *
 * New handle, or ``HPy_NULL`` with ``ValueError`` for numbers out of range.
 *
 * CPython: ``PyDate_FromDate``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyDate_New(HPyContext *ctx, int year, int month, int day);

/** New ``datetime.time``.
 *
 * ``tzinfo`` is a ``tzinfo``, or ``None`` or ``HPy_NULL`` for none; ``fold`` is 1 for the second of two times that a
 * clock shows twice, else 0. New handle, or ``HPy_NULL`` with ``ValueError`` for numbers out of range, ``TypeError``
 * for another object as ``tzinfo``.
 *
 * CPython: ``PyTime_FromTimeAndFold``, ``PyTime_FromTime``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(tzinfo)
HPy HPyTime_New(HPyContext *ctx, int hour, int minute, int second, int microsecond, HPy tzinfo, int fold);

/** New ``datetime.datetime``.
 *
 * As ``HPyDate_New`` and ``HPyTime_New``.
 *
 * CPython: ``PyDateTime_FromDateAndTimeAndFold``, ``PyDateTime_FromDateAndTime``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(tzinfo)
HPy HPyDateTime_New(HPyContext *ctx, int year, int month, int day, int hour, int minute, int second, int microsecond,
        HPy tzinfo, int fold);

/** New ``datetime.timedelta``, of numbers of any size and sign.
 *
 * New handle, or ``HPy_NULL`` with ``OverflowError`` if it would be too long.
 *
 * CPython: ``PyDelta_FromDSU``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyDelta_New(HPyContext *ctx, int days, int seconds, int microseconds);

/** New ``datetime.timezone`` that is ``offset``, a ``timedelta``, before UTC.
 *
 * ``name`` is a ``str``, or ``HPy_NULL`` for none. Without offset and name it is the one of UTC. New handle, or
 * ``HPy_NULL`` with ``TypeError`` for other objects, ``ValueError`` for an offset of a day or more.
 *
 * CPython: ``PyTimeZone_FromOffsetAndName``, ``PyTimeZone_FromOffset``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(name)
HPy HPyTimeZone_New(HPyContext *ctx, HPy offset, HPy name);

/** The object ``datetime.timezone.utc``.
 *
 * New handle, or ``HPy_NULL`` with what importing raises.
 *
 * CPython: ``PyDateTime_TimeZone_UTC``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyTimeZone_UTC(HPyContext *ctx);

/** The day of a time since the epoch, in local time, as ``datetime.date.fromtimestamp(timestamp)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``timestamp`` is no number, ``OverflowError``, ``OSError`` or
 * ``ValueError`` for one out of range.
 *
 * CPython: ``PyDate_FromTimestamp``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyDate_FromTimestamp(HPyContext *ctx, HPy timestamp);

/** A time since the epoch as ``datetime.datetime.fromtimestamp(timestamp, tzinfo)``.
 *
 * ``None`` or ``HPy_NULL`` as ``tzinfo`` makes it local time. As ``HPyDate_FromTimestamp``; ``TypeError`` for another
 * object as ``tzinfo`` too, and what its methods raise.
 *
 * CPython: ``PyDateTime_FromTimestamp``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(tzinfo)
HPy HPyDateTime_FromTimestamp(HPyContext *ctx, HPy timestamp, HPy tzinfo);

/** The parts of a ``date``, ``time`` or ``datetime``, all at once; those that it does not have are 0.
 *
 * ``HPyDateTime_DATE``, ``HPyDateTime_TIME`` or ``HPyDateTime_DATETIME``, which it is, or ``-1`` with ``TypeError`` for
 * another object; ``*parts`` is all 0 then. ``HPyDateTime_GetTZInfo`` gives what is no number.
 *
 * CPython: ``PyDateTime_GET_YEAR``, ``PyDateTime_GET_MONTH``, ``PyDateTime_GET_DAY``, ``PyDateTime_GET_FOLD``,
 * ``PyDateTime_DATE_GET_HOUR``, ``PyDateTime_DATE_GET_MINUTE``, ``PyDateTime_DATE_GET_SECOND``,
 * ``PyDateTime_DATE_GET_MICROSECOND``, ``PyDateTime_DATE_GET_FOLD``, ``PyDateTime_TIME_GET_HOUR``,
 * ``PyDateTime_TIME_GET_MINUTE``, ``PyDateTime_TIME_GET_SECOND``, ``PyDateTime_TIME_GET_MICROSECOND``,
 * ``PyDateTime_TIME_GET_FOLD``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1)
int HPyDateTime_Unpack(HPyContext *ctx, HPy obj, HPyDateTime_Parts *parts);

/** The parts of a ``timedelta``: days, which may be negative, seconds below a day and microseconds below a second,
 * which are not.
 *
 * 0, or ``-1`` with ``TypeError`` for another object; ``*parts`` is all 0 then.
 *
 * CPython: ``PyDateTime_DELTA_GET_DAYS``, ``PyDateTime_DELTA_GET_SECONDS``, ``PyDateTime_DELTA_GET_MICROSECONDS``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1)
int HPyDelta_Unpack(HPyContext *ctx, HPy obj, HPyDelta_Parts *parts);

/** The ``tzinfo`` of a ``datetime`` or ``time``, or ``None``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for another object.
 *
 * CPython: ``PyDateTime_DATE_GET_TZINFO``, ``PyDateTime_TIME_GET_TZINFO``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyDateTime_GetTZInfo(HPyContext *ctx, HPy obj);
