"""The words of a report: one line that says what and where, then the object, each place with its line, and a remedy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping

from .._output import Paint, one_line, painter, printable
from . import _describe, _files, _places

if TYPE_CHECKING:
    from ._debug import DebugHandle
    from ._dwarf import Frame
    from ._findings import Finding, Spot
    from ._places import Place

MOST_LEAKS = 50  # places printed at exit; the rest is counted
MOST_CALLERS = 8  # of one place


# ---- places


def frames_outside(places: Iterable[Place]) -> list[Frame]:
    """The frames of a stack that are in an extension's own code, innermost first."""
    return [
        frame
        for place in places
        if not _places.is_hidden(place.path)
        for frame in place.frames
        if frame.file and not _places.is_own(frame)
    ]


def _main_frame(spot: Spot) -> tuple[Frame | None, bool]:
    """The frame to name, or None; and whether it is only the function in which the place lies."""
    frame = next(iter(frames_outside(spot.places)), None)
    if frame is None and spot.function is not None:
        return spot.function.frame, True
    return frame, False


def _main_place(spot: Spot) -> Place | None:
    """What to name when no line is known: the first place in an extension."""
    candidates = [*spot.places, *([spot.function] if spot.function else [])]
    outside = [place for place in candidates if place.path and not _places.is_hidden(place.path)]
    return outside[0] if outside else next(iter(candidates), None)


def _helper_frame(spot: Spot) -> Frame | None:
    """A frame in one of HPy's helpers, such as HPyArg_Parse, which are linked into the extension; or None."""
    frames = [frame for place in spot.places if not _places.is_hidden(place.path) for frame in place.frames]
    return next((frame for frame in frames if frame.file and frame.file.endswith(".c")), None)


def where(spot: Spot) -> str:
    """A spot in a word: 'at quickstart.c:24', or 'at quickstart.so+0x1148 (greet_impl)'; '' when nothing is known."""
    if not spot:
        return ""
    frame, is_function = _main_frame(spot)
    if frame is None:
        helper = _helper_frame(spot)
        if helper is not None:
            return "in %s:%s, a helper of HPy" % (printable(os.path.basename(str(helper.file))), helper.line)
        place = _main_place(spot)
        return "at %s" % place.raw() if place is not None else ""
    begin = "in the function at" if is_function else "at"
    return "%s %s:%s" % (begin, printable(_places.short(str(frame.file))), frame.line)


def _place_of(frame: Frame, paint: Paint) -> str:
    return paint("place", "%s:%s" % (printable(_places.full(str(frame.file))), frame.line))


def _frame_text(frame: Frame, paint: Paint) -> str:
    return _place_of(frame, paint) + (" in %s()" % printable(frame.function) if frame.function else "")


def _spot_lines(
    verb: str, spot: Spot, called_as: str, verbose: bool, paint: Paint, with_source: bool = True
) -> list[str]:
    """The lines about one spot of a report: the place, its line of source, and who called."""
    if not spot:
        return []
    frame, is_function = _main_frame(spot)
    if frame is None:
        lines = ["%s %s" % (verb, where(spot))]
    elif is_function:  # the call was the function's last, and the compiler made a jump of it, or it is in a helper
        name = printable(frame.function)
        lines = ["%s in %s(), which begins at %s" % (verb, name, _place_of(frame, paint))]
    else:
        lines = ["%s at %s" % (verb, _frame_text(frame, paint))]
    lines[0] = lines[0].strip() + called_as
    if frame is not None and not is_function and with_source:
        lines += _source(frame, paint)
    return lines + _callers(spot, frame, verbose, paint)


def _callers(spot: Spot, main: Frame | None, verbose: bool, paint: Paint) -> list[str]:
    """The rest of the stack when one was recorded, all of it when asked for."""
    if verbose:
        lines = []
        for place in spot.places:
            lines += ["        %s" % _frame_text(frame, paint) for frame in place.frames] or ["        " + place.raw()]
        return lines
    frames = spot.frames if len(spot.addresses) > 1 else []
    return ["        called from %s" % _frame_text(frame, paint) for frame in frames if frame is not main]


def _source(frame: Frame, paint: Paint) -> list[str]:
    """The line of source, when the file is there."""
    line = one_line(_files.line_of(str(frame.file), frame.line).strip())
    return [paint("source", "    %5d | %s" % (frame.line or 0, line))] if line else []


# ---- a finding


def headline(finding: Finding) -> str:
    """What was found, where, in one line."""
    within = finding.function or finding.module
    return "%s%s: %s" % (printable(finding.title), " in %s" % printable(within) if within else "", sentence(finding))


def sentence(finding: Finding) -> str:
    """What was found, with the place in the middle."""
    opened, used, message = where(finding.opened), where(finding.used), _message(finding)
    if finding.is_leak and opened:
        what = printable(finding.record or "handle")
        return "the %s %s %s was never %s" % (what, beginning_of(finding.record), opened, end_of(finding.record))
    at = used or opened
    if not at:
        return message
    if finding.api and finding.api + ": " in message:
        by_helper = " (in it %s)" % finding.api if finding.called != finding.api else ""
        return message.replace(finding.api, "%s %s%s" % (printable(finding.called), at, by_helper), 1)
    return "%s (%s)" % (message, at)


def beginning_of(record: str | None) -> str:
    """What was done to a handle, a builder, a tracker, a buffer, memory or a guard first."""
    if record and record.endswith("guard"):
        return "entered"
    return "acquired" if record in ("buffer", "memory") else "created"


def end_of(record: str | None) -> str:
    """What is to be done with a handle, a builder, a tracker, a buffer, a view or a guard in the end."""
    if record and record.endswith("builder"):
        return "built or cancelled"
    if record and record.endswith("guard"):
        return "left"
    return "released" if record == "buffer" or (record and record.endswith("view")) else "closed"


def _message(finding: Finding) -> str:
    return one_line(finding.message, 1000)  # it has names in it


def times(count: int) -> str:
    """' (3 times)' for more than one."""
    return " (%d times)" % count if count > 1 else ""


def report(finding: Finding, paint: Paint, verbose: bool = False) -> str:
    """The whole report on one finding."""
    style = "error" if finding.severity == "error" else "warning"
    head, _, rest = headline(finding).partition(":")
    lines = ["%s %s:%s%s" % (paint("head", "hpy debug:"), paint(style, head), rest, times(finding.count))]
    called_as = ", called as %s" % printable(finding.function) if finding.function else ""
    body = ["object: %s" % object_text(finding)] if finding.object_type else []
    body += _spot_lines("used", finding.used, called_as, verbose, paint)
    body += _spot_lines(beginning_of(finding.record), finding.opened, "" if finding.used else called_as, verbose, paint)
    if len(finding.callers) > 1 and not verbose:
        body += ["        called from %s" % _frame_text(frame, paint) for frame in finding.callers[:MOST_CALLERS]]
    ended = {"buffer": "released", "memory": "given back"}.get(finding.record or "", "closed")
    body += _spot_lines(ended, finding.closed, "", verbose, paint)
    by = "by %s" % printable(finding.raised_by) if finding.raised_by else ""
    body += _spot_lines("exception set" + (" " + by if by else ""), finding.raised, "", verbose, paint)
    body += _spot_lines("last call before it, %s," % printable(str(finding.last_api)), finding.last, "", verbose, paint)
    if finding.remedy:
        body.append(paint("remedy", "remedy: ") + finding.remedy)
    return "\n".join(lines + ["    " + line for line in body])


def _count_of(counts: Mapping[str, int]) -> str:
    """'2 handles and 1 builder were'."""
    known = [(noun, counts[noun]) for noun in sorted(counts, key=lambda noun: noun != "handle") if counts[noun]]
    words = ["%d %s%s" % (number, noun, "" if number == 1 else "s") for noun, number in known]
    return "%s %s" % (" and ".join(words), "was" if sum(counts.values()) == 1 else "were")


def _report_or_less(finding: Finding, paint: Paint, verbose: bool) -> str:
    """One report that fails leaves the others as they are."""
    try:
        return report(finding, paint, verbose)
    except Exception as error:
        why = printable(repr(error))
        return "%s %s (the report failed: %s)" % (paint("head", "hpy debug:"), _message(finding), why)


def object_text(finding: Finding) -> str:
    """'str 'hello''."""
    return "%s %s" % (finding.object_type, finding.object_repr) if finding.object_repr else str(finding.object_type)


# ---- at exit


def leaks_at_exit(findings: list[Finding], counts: Mapping[str, int], verbose: bool, paint: Paint) -> str:
    """The reports on what is open when the process ends, and a line that counts all of it, by kind."""
    if not counts:
        return ""
    lines = [_report_or_less(finding, paint, verbose) for finding in findings[:MOST_LEAKS]]
    rest = findings[MOST_LEAKS:]
    if rest:
        number = sum(finding.count for finding in rest)
        lines.append("%s and %d more from %d places" % (paint("head", "hpy debug:"), number, len(rest)))
    lines.append("%s %s still open at exit" % (paint("head", "hpy debug:"), _count_of(counts)))
    return "\n".join(lines) + "\n"


def repeats(findings: Iterable[Finding], lost: int, paint: Paint) -> str:
    """How often the findings that were printed once came again."""
    lines = ["    %s%s" % (headline(finding), times(finding.count)) for finding in findings if finding.count > 1]
    if lost:
        lines.append("    %d findings at further places were not recorded" % lost)
    return "\n".join([paint("head", "hpy debug:") + " seen more than once:", *lines]) + "\n" if lines else ""


# ---- a handle, for repr()


def describe_handle(handle: DebugHandle, make_spot: Callable[..., Spot]) -> str:
    """What repr() of a DebugHandle says; its first line and 'Allocation stacktrace:' are HPy 0.9's."""
    state = "CLOSED" if handle.is_closed else "for %s" % _object_of(handle)
    lines = ["<DebugHandle %#x %s>" % (handle.id, state)]
    lines += ["    Allocation stacktrace:"] + _stack_lines(make_spot(handle.opened_at, handle.function_at), handle)
    if handle.is_closed and handle.closed_at:
        lines += ["    Closed at:"] + _stack_lines(make_spot(handle.closed_at), handle)
    return "\n".join(lines)


def _object_of(handle: DebugHandle) -> str:
    try:
        return _describe.cut_repr(handle.obj)
    except Exception:
        return "a %s" % handle.kind


def _stack_lines(spot: Spot, handle: DebugHandle) -> list[str]:
    if not spot:
        return ["        not recorded; hpy.debug.set_handle_stack_trace_limit(16) records it"]
    called_as = ", called as %s" % printable(handle.function) if handle.function else ""
    lines = _spot_lines("", spot, called_as, len(spot.addresses) > 1, painter(False), with_source=False)
    return ["        " + line.strip() for line in lines]


# ---- plain values, for JSON


def spot_as_dict(spot: Spot) -> dict[str, Any] | None:
    """A spot as a dict; None when nothing was recorded. 'exact' is false when only the function is known."""
    if not spot:
        return None
    frame, is_function = _main_frame(spot)
    return {
        "file": frame.file if frame else None,
        "line": frame.line if frame else None,
        "function": frame.function if frame else None,
        "exact": not is_function,
        "stack": [_place_as_dict(place) for place in spot.places],
    }


def _place_as_dict(place: Place) -> dict[str, Any]:
    frames = [frame._asdict() for frame in place.frames]
    return {"path": place.path, "offset": place.offset, "symbol": place.symbol, "frames": frames}


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as a dict."""
    plain = ("kind", "title", "severity", "headline", "message", "api", "module", "function", "count", "remedy")
    result = {name: getattr(finding, name) for name in plain}
    result["object"] = {"type": finding.object_type, "repr": finding.object_repr} if finding.object_type else None
    for name in ("used", "opened", "closed", "raised", "last"):
        result[name] = spot_as_dict(getattr(finding, name))
    result["called"] = finding.called
    result["callers"] = [frame._asdict() for frame in finding.callers]
    result["raised_by"] = finding.raised_by
    result["last_api"] = finding.last_api
    return result
