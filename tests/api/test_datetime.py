"""hpy/datetime.h (minor 2): what an object of the module datetime is, making them, their parts."""

import datetime
import time
from datetime import date, timedelta, timezone, tzinfo

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    #include "hpy/datetime.h"
    static int integer(HPyContext *ctx, HPy h) { return (int)HPyLong_AsLong(ctx, h); }
    METHOD(kind) { return number(ctx, HPyDateTime_KindOf(ctx, args[0])); }
    METHOD(checks)
    {
        return HPy_BuildValue(ctx, "(iiiii)(iiiii)", HPyDate_Check(ctx, args[0]), HPyDateTime_Check(ctx, args[0]),
                              HPyTime_Check(ctx, args[0]), HPyDelta_Check(ctx, args[0]), HPyTZInfo_Check(ctx, args[0]),
                              HPyDate_CheckExact(ctx, args[0]), HPyDateTime_CheckExact(ctx, args[0]),
                              HPyTime_CheckExact(ctx, args[0]), HPyDelta_CheckExact(ctx, args[0]),
                              HPyTZInfo_CheckExact(ctx, args[0]));
    }
    METHOD(kind_while_pending)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, HPyDateTime_KindOf(ctx, args[0]) == HPyDateTime_NONE ? "none" : "one");
        return HPyDateTime_KindOf(ctx, args[0]) >= 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    METHOD(type) { return HPyDateTime_Type(ctx, integer(ctx, args[0])); }
    METHOD(new_date) { return HPyDate_New(ctx, integer(ctx, args[0]), integer(ctx, args[1]), integer(ctx, args[2])); }
    METHOD(new_time)
    {
        return HPyTime_New(ctx, integer(ctx, args[0]), integer(ctx, args[1]), integer(ctx, args[2]),
                           integer(ctx, args[3]), or_null(ctx, args[4]), integer(ctx, args[5]));
    }
    METHOD(new_datetime)
    {
        return HPyDateTime_New(ctx, integer(ctx, args[0]), integer(ctx, args[1]), integer(ctx, args[2]),
                               integer(ctx, args[3]), integer(ctx, args[4]), integer(ctx, args[5]),
                               integer(ctx, args[6]), or_null(ctx, args[7]), integer(ctx, args[8]));
    }
    METHOD(delta) { return HPyDelta_New(ctx, integer(ctx, args[0]), integer(ctx, args[1]), integer(ctx, args[2])); }
    METHOD(zone) { return HPyTimeZone_New(ctx, args[0], or_null(ctx, args[1])); }
    METHOD(zone_of_seconds) { return HPyTimeZone_FromSeconds(ctx, integer(ctx, args[0])); }
    METHOD(utc) { return HPyTimeZone_UTC(ctx); }
    METHOD(date_of) { return HPyDate_FromTimestamp(ctx, args[0]); }
    METHOD(datetime_of) { return HPyDateTime_FromTimestamp(ctx, args[0], or_null(ctx, args[1])); }
    METHOD(unpack)
    {
        HPyDateTime_Parts parts;
        int kind, bad;
        memset(&parts, 1, sizeof(parts));
        kind = HPyDateTime_Unpack(ctx, args[0], &parts);
        bad = kind < 0 && (parts.year || parts.hour || parts.fold);
        if (bad || (kind < 0) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "parts despite an error");
        if (kind < 0)
            return HPy_NULL;
        return HPy_BuildValue(ctx, "i(iii)(iiiii)", kind, parts.year, parts.month, parts.day, parts.hour, parts.minute,
                              parts.second, parts.microsecond, parts.fold);
    }
    METHOD(unpack_delta)
    {
        HPyDelta_Parts parts;
        if (HPyDelta_Unpack(ctx, args[0], &parts) < 0)
            return HPy_NULL;
        return HPy_BuildValue(ctx, "iii", parts.days, parts.seconds, parts.microseconds);
    }
    METHOD(zone_of) { return HPyDateTime_GetTZInfo(ctx, args[0]); }
    @EXPORT(kind, checks, kind_while_pending, type, new_date, new_time, new_datetime, delta, zone, zone_of_seconds, utc)
    @EXPORT(date_of, datetime_of, unpack, unpack_delta, zone_of)
    @INIT
"""
)

DATE, DATETIME, TIME, DELTA, TZINFO, EXACT = 1, 3, 4, 8, 16, 32


class OwnDate(date):
    pass


class OwnDateTime(datetime.datetime):
    pass


class OwnTime(datetime.time):
    pass


class OwnDelta(timedelta):
    pass


class Zone(tzinfo):
    def utcoffset(self, when):
        return timedelta(hours=1)

    def fromutc(self, when):
        return when + timedelta(hours=1)


NOON = datetime.datetime(2024, 2, 29, 12, 30, 45, 678901, timezone.utc, fold=1)
KINDS = [
    (date(2024, 2, 29), DATE | EXACT),
    (OwnDate(2024, 2, 29), DATE),
    (NOON, DATETIME | EXACT),
    (OwnDateTime(2024, 2, 29), DATETIME),
    (datetime.time(1, 2), TIME | EXACT),
    (OwnTime(1, 2), TIME),
    (timedelta(1), DELTA | EXACT),
    (OwnDelta(1), DELTA),
    (tzinfo(), TZINFO | EXACT),
    (timezone.utc, TZINFO),
    (Zone(), TZINFO),
    (None, 0),
    (1, 0),
    ("2024-02-29", 0),
    (date, 0),
]


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.mark.parametrize("value, kind", KINDS)
def test_kind(mod, value, kind):
    assert mod.kind(value) == kind
    checks, exact = mod.checks(value)
    is_date, is_datetime = int(isinstance(value, date)), int(isinstance(value, datetime.datetime))
    others = tuple(int(isinstance(value, c)) for c in (datetime.time, timedelta, tzinfo))
    assert checks == (is_date, is_datetime, *others)
    assert exact == tuple(int(type(value) is c) for c in (date, datetime.datetime, datetime.time, timedelta, tzinfo))


@pytest.mark.parametrize("value, text", [(1, "none"), (date(1, 1, 1), "one")])
def test_kind_with_an_exception_pending(mod, value, text):
    with pytest.raises(KeyError, match=text):
        mod.kind_while_pending(value)


def test_types(mod):
    types = {DATE: date, DATETIME: datetime.datetime, TIME: datetime.time, DELTA: timedelta, TZINFO: tzinfo}
    for kind, type in types.items():
        assert mod.type(kind) is mod.type(kind | EXACT) is type
    for wrong in (0, 2, 5, 32, 64, -1):
        with pytest.raises(ValueError):
            mod.type(wrong)


# ---- making


def test_date(mod):
    made = mod.new_date(2024, 2, 29)
    assert made == date(2024, 2, 29) and type(made) is date
    for wrong in [(0, 1, 1), (10000, 1, 1), (2023, 2, 29), (1, 0, 1), (1, 13, 1), (1, 1, 0), (-5, 1, 1)]:
        with pytest.raises(ValueError):
            mod.new_date(*wrong)


@pytest.mark.parametrize("zone", [..., None, timezone.utc, Zone()])
@pytest.mark.parametrize("fold", [0, 1])
def test_time_and_datetime(mod, zone, fold):
    given = None if zone is ... else zone
    made = mod.new_time(12, 30, 45, 678901, zone, fold)
    assert type(made) is datetime.time and made == datetime.time(12, 30, 45, 678901, given)
    assert made.tzinfo is given and made.fold == fold
    made = mod.new_datetime(2024, 2, 29, 12, 30, 45, 678901, zone, fold)
    assert type(made) is datetime.datetime and made.tzinfo is given and made.fold == fold
    assert made == datetime.datetime(2024, 2, 29, 12, 30, 45, 678901, given, fold=fold)


def test_time_and_datetime_out_of_range(mod):
    for wrong in [(24, 0, 0, 0), (-1, 0, 0, 0), (0, 60, 0, 0), (0, 0, 60, 0), (0, 0, 0, 1000000), (0, 0, 0, -1)]:
        with pytest.raises(ValueError):
            mod.new_time(*wrong, ..., 0)
        with pytest.raises(ValueError):
            mod.new_datetime(2024, 2, 29, *wrong, ..., 0)
    for fold in (-1, 2):
        with pytest.raises(ValueError):
            mod.new_time(0, 0, 0, 0, ..., fold)
        with pytest.raises(ValueError):
            mod.new_datetime(1, 1, 1, 0, 0, 0, 0, ..., fold)
    for zone in (1, "UTC", timedelta(0), timezone):
        with pytest.raises(TypeError):
            mod.new_time(0, 0, 0, 0, zone, 0)
        with pytest.raises(TypeError):
            mod.new_datetime(1, 1, 1, 0, 0, 0, 0, zone, 0)


@pytest.mark.parametrize(
    "parts", [(0, 0, 0), (1, 2, 3), (-1, -1, -1), (0, 90000, 2000000), (5, -2000000000, 2000000000)]
)
def test_delta(mod, parts):
    made = mod.delta(*parts)
    assert made == timedelta(*parts) and type(made) is timedelta
    assert mod.unpack_delta(made) == (made.days, made.seconds, made.microseconds)


def test_delta_too_long(mod):
    with pytest.raises(OverflowError):
        mod.delta(1000000000, 0, 0)


def test_zone(mod):
    hour = timedelta(hours=1)
    made = mod.zone(hour, ...)
    assert type(made) is timezone and made == timezone(hour) and str(made) == "UTC+01:00"
    assert str(mod.zone(hour, "größe")) == "größe"
    assert mod.zone(timedelta(0), ...) is mod.utc() is timezone.utc
    assert mod.zone_of_seconds(-3600) == timezone(-hour) and mod.zone_of_seconds(0) is timezone.utc
    assert str(mod.zone(OwnDelta(0, 60), ...)) == "UTC+00:01"
    for error, args in [
        (ValueError, (timedelta(1), ...)),
        (ValueError, (timedelta(-1), ...)),
        (TypeError, (1, ...)),
        (TypeError, (None, ...)),
        (TypeError, (hour, 1)),
        (TypeError, (hour, None)),
        (TypeError, (hour, b"bytes")),
    ]:
        with pytest.raises(error):
            mod.zone(*args)
    with pytest.raises(ValueError):
        mod.zone_of_seconds(86400)


def test_timestamps(mod):
    now = time.time()
    assert mod.date_of(now) == date.fromtimestamp(now)
    assert mod.datetime_of(now, ...) == mod.datetime_of(now, None) == datetime.datetime.fromtimestamp(now)
    made = mod.datetime_of(0, timezone.utc)
    assert made == datetime.datetime(1970, 1, 1, tzinfo=timezone.utc) and made.tzinfo is timezone.utc
    assert mod.datetime_of(0, Zone()).hour == 1
    for wrong in ("1", None, [], 1j):
        with pytest.raises(TypeError):
            mod.date_of(wrong)
        with pytest.raises(TypeError):
            mod.datetime_of(wrong, ...)
    for wrong in (float("nan"), 1e300, 2**200):
        with pytest.raises((ValueError, OverflowError, OSError)):
            mod.date_of(wrong)
        with pytest.raises((ValueError, OverflowError, OSError)):
            mod.datetime_of(wrong, ...)
    with pytest.raises(TypeError):
        mod.datetime_of(0, 1)


# ---- parts


def test_unpack(mod):
    assert mod.unpack(NOON) == (DATETIME, (2024, 2, 29), (12, 30, 45, 678901, 1))
    assert mod.unpack(OwnDateTime(1, 2, 3, 4)) == (DATETIME, (1, 2, 3), (4, 0, 0, 0, 0))
    assert mod.unpack(date(9999, 12, 31)) == (DATE, (9999, 12, 31), (0, 0, 0, 0, 0))
    assert mod.unpack(OwnDate(1, 1, 1)) == (DATE, (1, 1, 1), (0, 0, 0, 0, 0))
    assert mod.unpack(NOON.time()) == (TIME, (0, 0, 0), (12, 30, 45, 678901, 1))
    assert mod.unpack(OwnTime(1, 2, 3, 4)) == (TIME, (0, 0, 0), (1, 2, 3, 4, 0))


@pytest.mark.parametrize("value", [1, None, "text", timedelta(1), timezone.utc, date])
def test_unpack_of_other_objects(mod, value):
    with pytest.raises(TypeError, match="expected a date, time or datetime, got"):
        mod.unpack(value)
    with pytest.raises(TypeError, match="expected a datetime or time, got"):
        mod.zone_of(value)


@pytest.mark.parametrize("value", [1, None, NOON, date(1, 1, 1)])
def test_unpack_delta_of_other_objects(mod, value):
    with pytest.raises(TypeError, match="expected a timedelta, got"):
        mod.unpack_delta(value)


def test_zone_of(mod):
    zone = Zone()
    for made in (datetime.time(1, tzinfo=zone), datetime.datetime(1, 1, 1, tzinfo=zone)):
        assert mod.zone_of(made) is zone
    for made in (datetime.time(1), datetime.datetime(1, 1, 1), OwnTime(1), OwnDateTime(1, 1, 1)):
        assert mod.zone_of(made) is None
    with pytest.raises(TypeError):
        mod.zone_of(date(1, 1, 1))


# ---- where the module is missing, and where there are several


def test_import_that_fails(build, python):
    code = """
        import sys
        for name in ("datetime", "_datetime"):
            sys.modules[name] = None
        assert mod.kind(1) == 0
        for function, args in [(mod.utc, ()), (mod.new_date, (1, 1, 1)), (mod.unpack, (1,)), (mod.type, (1,))]:
            try:
                function(*args)
            except ImportError:
                pass
            else:
                raise AssertionError(function)
        del sys.modules["datetime"], sys.modules["_datetime"]
        import datetime
        assert mod.utc() is datetime.timezone.utc and mod.kind(datetime.date(1, 1, 1)) == 33
    """
    python(code, build(SNIPPET, minor=2))


def test_several_interpreters(interpreters):
    code = """
        mod = load()
        for again in range(3):
            other = Interpreter('''if 1:
                mod = load()
                import datetime
                assert mod.new_date(2024, 2, 29) == datetime.date(2024, 2, 29)
                assert type(mod.new_date(2024, 2, 29)) is datetime.date
                assert mod.utc() == datetime.timezone.utc
                assert mod.unpack(datetime.date(2024, 2, 29))[1] == (2024, 2, 29)
            ''')
            import datetime
            assert type(mod.new_date(2024, 2, 29)) is datetime.date and mod.utc() == datetime.timezone.utc
            other.run("assert mod.kind(datetime.timedelta(1)) == 40")
            other.end()
            assert mod.kind(mod.delta(1, 2, 3)) == 40
        print("done")
    """
    assert interpreters(code, SNIPPET, minor=2).stdout == "done\n"


def test_no_leaks(mod, leaks):
    leaks(mod.new_datetime, 2024, 2, 29, 12, 30, 45, 678901, timezone.utc, 0)
    leaks(mod.zone, timedelta(0, 60), "name")
    leaks(mod.zone_of, NOON)
    leaks(mod.datetime_of, 1e9, timezone.utc)
    leaks(mod.date_of, "1")
    leaks(mod.utc)
    leaks(mod.type, DATE)
    leaks(mod.kind, NOON)
