"""What debug mode found: the layer calls report(), here findings are grouped by place, printed and kept.

The first finding of each place is printed at once. Repeats are counted, and the counts printed at exit, together
with the handles that are open then. Nothing here ever raises into the extension, and no lock is held while code of
others runs: the repr of an object may call the extension, and have findings of its own.
"""

from __future__ import annotations

import _thread
import collections
import contextlib
import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping

from .. import _output
from . import _cycles, _describe, _layer, _options, _text
from ._errors import HPyResultError, HPyUsageError
from ._kinds import kind as kind_named
from ._places import Resolver
from ._raw import RawFinding

if TYPE_CHECKING:
    from ._debug import DebugHandle
    from ._dwarf import Frame
    from ._places import Place

MOST_FINDINGS = 1000  # distinct ones; the rest is only counted
MOST_HANDLES = 100000  # looked at when the process ends
# What is left open, by what it is, where that is no handle and no builder.
UNRELEASED = {
    "tracker": "tracker-unfinished",
    "text view": "view-unreleased",
    "number view": "view-unreleased",
    "buffer": "buffer-unreleased",
    "borrowed handle": "borrow-unended",
    "recursion guard": "guard-not-left",
    "repr guard": "guard-not-left",
}
LEAKS = ("leak", "builder-unfinished", *sorted(set(UNRELEASED.values())))

options: dict[str, Any] = dict(_options.DEFAULTS)
resolver = Resolver(_layer.locate)

_busy = threading.local()


class Spot:
    """One moment in the life of a handle, such as its creation: a stack of return addresses, looked up when asked.

    'stack' has the callers as well, if they are known: they are only asked when all addresses lie in HPy's helpers.
    """

    def __init__(self, addresses: Iterable[int] | None, function_at: int = 0, stack: Iterable[int] | None = ()) -> None:
        self.addresses = tuple(addresses or ())
        self._function_at = function_at
        self._stack = tuple(stack or ())
        self._places: list[Place] | None = None

    def __bool__(self) -> bool:
        return bool(self.addresses or self._function_at)

    @property
    def places(self) -> list[Place]:
        """The Places of the stack, innermost first."""
        if self._places is None:
            places = resolver.places(self.addresses)
            self._places = places if _text.frames_outside(places) else self._caller() or places
        return self._places

    def _caller(self) -> list[Place] | None:
        """The innermost place of the stack that is the author's, in a list; None when there is none."""
        return next(([place] for place in resolver.places(self._stack) if _text.frames_outside([place])), None)

    @property
    def frames(self) -> list[Frame]:
        """Every frame outside HPy, innermost first."""
        return _text.frames_outside(self.places)

    @property
    def helper(self) -> str | None:
        """The function of HPy that is linked into the extension and made the call, such as 'HPyErr_Format'; or None."""
        name = None
        for place in [*resolver.places(self.addresses[:1]), *resolver.places(self._stack)]:
            for frame in place.frames:
                if _text.frames_outside([place._replace(frames=[frame])]):
                    return name
                if (frame.file or "").endswith(".c") and (frame.function or "").startswith("HPy"):
                    name = frame.function
        return None

    @property
    def caller(self) -> Frame | None:
        """Of the stack, the frame that called the function where it was; None where that is not known."""
        frames = _text.frames_outside(resolver.places(self._stack))
        return frames[1] if len(frames) > 1 and len(self.addresses) == 1 else None

    @property
    def function(self) -> Place | None:
        """The Place where the extension's function begins: known also when a call left no address in it."""
        return resolver.place(self._function_at, exact=True) if self._function_at else None

    def as_dict(self) -> dict[str, Any] | None:
        """For JSON."""
        return _text.spot_as_dict(self)


class Finding:
    """One mistake at one place. 'count' is how often it was seen."""

    def __init__(self, raw: RawFinding, with_object: bool = True) -> None:
        self.kind: str = str(raw.get("kind") or "unknown")
        self.severity: str = raw.get("severity") or "warning"
        self.message: str = str(raw.get("message") or "")
        self.api: str | None = raw.get("api")
        self.module: str | None = raw.get("module")
        self.function: str | None = raw.get("function")
        self.record: str | None = raw.get("record")
        self.object_type: str | None = None
        self.object_repr: str | None = None
        self.raised_by: str | None = raw.get("raised_by")
        self.count = 1
        self.callers: list[Frame] = []  # of a leak: the frames that called the function, as far as they are known
        function_at = raw.get("function_at") or 0
        is_of_opening = self.is_leak or self.kind == "type-cycle"
        self.used = Spot(raw.get("used_at"), 0 if is_of_opening else function_at, raw.get("used_stack"))
        self.opened = Spot(raw.get("opened_at"), function_at if is_of_opening else 0, raw.get("opened_stack"))
        self.closed = Spot(raw.get("closed_at"))
        self.raised = Spot(raw.get("raised_at"))
        self.last = Spot(raw.get("last_at"))  # the last call of the API before a result that is wrong
        self.last_api: str | None = raw.get("last_api")
        if raw.get("has_object"):
            self.object_type = _describe.type_name(raw.get("object"))
            self.object_repr = _describe.cut_repr(raw.get("object")) if with_object else None

    @property
    def called(self) -> str | None:
        """The function of HPy that the author called: a helper, where 'api' is what that called in turn."""
        return self.used.helper or self.api

    def add_caller(self, frame: Frame | None) -> None:
        """One more frame from which the function was called."""
        if frame is not None and frame not in self.callers:
            self.callers.append(frame)

    @property
    def is_leak(self) -> bool:
        """Whether something was opened and never closed."""
        return self.kind in LEAKS

    @property
    def title(self) -> str:
        """The kind in words: 'use after close'."""
        return kind_named(self.kind).title

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return kind_named(self.kind).remedy

    @property
    def headline(self) -> str:
        """The finding in one line, with its place."""
        return _text.headline(self)

    def text(self, color: bool = False, verbose: bool = False) -> str:
        """The whole report."""
        self.resolve()
        return _text.report(self, _output.painter(color), verbose)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All its Spots, those that are not known too."""
        return self.used, self.opened, self.closed, self.raised, self.last

    def resolve(self) -> None:
        """Look all places up in one go."""
        resolver.resolve([a for spot in self.spots for a in spot.addresses])

    def key(self) -> tuple[object, ...]:
        """Findings with the same key are one."""
        self.resolve()
        spots = (self.used, self.opened, self.closed)
        return (self.kind, self.api, self.module, self.function, tuple(_text.where(spot) for spot in spots))

    def as_dict(self) -> dict[str, Any]:
        """The finding in plain values, for JSON."""
        self.resolve()
        return _text.finding_as_dict(self)

    def __repr__(self) -> str:
        return "<Finding %s>" % self.headline


class Findings:
    """Findings grouped by kind and place."""

    def __init__(self, show: Callable[[Finding], None] | None = None) -> None:
        self._show = show  # called with each finding that is new
        self._lock = threading.Lock()
        self._by_addresses: dict[tuple[object, ...], Finding] = {}  # guarded by _lock, as all that follows
        self._by_key: dict[tuple[object, ...], Finding] = {}
        self._lost = 0

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._by_key)

    def all(self) -> list[Finding]:
        """The findings in the order of their first occurrence."""
        with self._lock:
            return list(self._by_key.values())

    @property
    def lost(self) -> int:
        """How many were only counted, because there are so many places."""
        return self._lost

    def add(self, raw: RawFinding, with_object: bool = True) -> tuple[Finding, bool]:
        """Record what the layer found; the Finding it belongs to, and whether that is new."""
        addresses = _addresses_of(raw)
        with self._lock:
            known = self._by_addresses.get(addresses)
            if known is not None:
                known.count += 1
                return known, False
        finding = Finding(raw, with_object)
        return self._enter(addresses, finding)

    def _enter(self, addresses: tuple[object, ...], finding: Finding) -> tuple[Finding, bool]:
        key = finding.key()
        with self._lock:
            known = self._by_key.get(key)
            if known is None and len(self._by_key) >= MOST_FINDINGS:
                self._lost += 1
                return finding, False
            if known is None:
                self._by_key[key] = finding
            else:
                known.count += 1
            self._by_addresses[addresses] = known or finding
        if finding.is_leak:
            (known or finding).add_caller(finding.opened.caller)
        return known or finding, known is None

    def record(self, raw: RawFinding, with_object: bool = True) -> Finding:
        """add(), and show the finding if it is new."""
        finding, is_new = self.add(raw, with_object)
        if self._show is not None and (is_new or options["verbose"]):
            self._show(finding)
        return finding

    def adopt(self, finding: Finding) -> Finding:
        """Take over a finding of other Findings; one of the same place gets its count, if that is higher."""
        key = finding.key()
        with self._lock:
            known = self._by_key.setdefault(key, finding)
            known.count = max(known.count, finding.count)
        return known

    def renew_lock(self) -> None:
        """As that of Resolver."""
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._by_addresses.clear()
            self._by_key.clear()
            self._lost = 0


def _addresses_of(raw: Mapping[str, Any]) -> tuple[object, ...]:
    parts = (raw.get("kind"), raw.get("api"), raw.get("module"), raw.get("function_at"))
    spots = ("used_at", "used_stack", "opened_at", "opened_stack", "closed_at", "last_at")
    return parts + tuple(tuple(raw.get(name) or ()) for name in spots)


# ---- what the layer calls


def report(raw: RawFinding) -> HPyUsageError | None:
    """The layer found something: the exception to raise, or None. Never raises."""
    depth = getattr(_busy, "depth", 0)
    _busy.depth = depth + 1
    try:
        if depth > 2:  # found while reporting what was found while reporting
            return _error(raw, str(raw.get("message")))
        finding = _stack[-1].record(raw, with_object=depth == 0)
        return _error(raw, _text.headline(finding), finding)
    except BaseException as error:  # the extension cannot be made to fail here
        return _failed_to_report(raw, error)
    finally:
        _busy.depth = depth


def _failed_to_report(raw: RawFinding, error: BaseException) -> HPyUsageError | None:
    if isinstance(error, KeyboardInterrupt):
        _thread.interrupt_main()  # it is the program's: there it comes again
    with contextlib.suppress(BaseException):
        message = _output.one_line(str(raw.get("message")), 1000)
        _output.write("hpy debug: %s (the report failed: %s)\n" % (message, _output.printable(repr(error))))
        return _error(raw, message)
    return None


def _error(raw: RawFinding, message: str, finding: Finding | None = None) -> HPyUsageError | None:
    if raw.get("severity") != "error":
        return None
    return (HPyResultError if raw.get("kind") == "result-null" else HPyUsageError)(message, finding)


def describe_handle(handle: DebugHandle) -> str:
    """The repr of a DebugHandle: what it is for, and where it was opened and closed."""
    return _text.describe_handle(handle, Spot)


# ---- where findings go


def show(finding: Finding) -> None:
    """Print a finding to standard error, and keep the JSON file up to date: the process may die any moment."""
    _output.write(finding.text(_output.wants_color(options["color"]), options["verbose"]) + "\n")
    show_hints()
    write_json()


def show_hints() -> None:
    """Say once what would make reports better."""
    hints, resolver.hints[:] = [h for h in resolver.hints if h not in _hints_shown], []
    for hint in hints:
        _hints_shown.add(hint)
        _output.write("hpy debug: note: %s\n" % hint)


_hints_shown: set[str] = set()
_main = Findings(show)
_stack = [_main]


def findings() -> list[Finding]:
    """The findings so far, without those of a collect() block."""
    return _stack[-1].all()


@contextlib.contextmanager
def collect() -> Iterator[Findings]:
    """Keep what is found in the block to oneself: it is neither printed nor counted at exit."""
    mine = Findings()
    _stack.append(mine)
    try:
        yield mine
    finally:
        _stack.remove(mine)


class Session:
    """A stretch of time between __init__ and end(), with what is found and what stays open in it."""

    def __init__(self) -> None:
        self._block = collect()
        self._found = self._block.__enter__()
        self._generation = _layer.new_generation()

    def end(self) -> list[Finding]:
        """The findings, leaks among them."""
        try:
            for finding in leaks(self._generation)[0]:
                self._found.adopt(finding)
        finally:
            self._block.__exit__(None, None, None)
        return self._found.all()


def forget() -> None:
    """Let what was found so far, and what is open, not be told when the process ends."""
    global _first_generation
    _main.clear()
    _cycles.made.clear()
    _first_generation = _layer.new_generation()


def write_json(path: str | None = None) -> None:
    """Write the findings to the file of the option json, if there is one."""
    path = path or options["json"]
    if not path:
        return
    path = path.replace("%p", str(os.getpid()))
    content = {"hpy_debug": 1, "findings": [finding.as_dict() for finding in _main], "lost": _main.lost}
    if not _output.write_file(path, json.dumps(content, indent=1) + "\n", "hpy debug"):
        options["json"] = None


# ---- handles that are still open


def leaks(generation: int = 0) -> tuple[list[Finding], dict[str, int]]:
    """Findings for the handles opened in that generation or later that are still open, grouped by place; and how many
    there are of each kind: {"handle": 2, "builder": 1}.

    A call that goes on in another thread may close its handles yet. What was reported when its call ended is counted
    only.
    """
    found = Findings()
    handles = [handle for handle in _layer.open_handles(generation) if not handle.in_call]
    known = [handle for handle in handles if not handle.is_reported][:MOST_HANDLES]
    resolver.resolve({address for handle in known for address in handle.opened_at})
    for raw in _with_stacks([_leak(handle) for handle in known]):
        found.add(raw)
    counts = collections.Counter(handle.kind.rpartition(" ")[2] for handle in handles)
    return sorted(found, key=lambda finding: -finding.count), counts


def _with_stacks(raws: list[RawFinding]) -> list[RawFinding]:
    """Only the first handles of a place have a stack. If the same caller made all of them, it made the others."""
    stacks: dict[tuple[object, ...], set[tuple[int, ...]]] = {}
    for raw in raws:
        if raw["opened_stack"]:
            stacks.setdefault((raw["opened_at"], raw["function_at"]), set()).add(raw["opened_stack"])
    for raw in raws:
        candidates = stacks.get((raw["opened_at"], raw["function_at"]), ())
        if not raw["opened_stack"] and len(candidates) == 1:
            (raw["opened_stack"],) = candidates
    return raws


def _leak(handle: DebugHandle) -> RawFinding:
    kind = "builder-unfinished" if handle.kind.endswith("builder") else UNRELEASED.get(handle.kind, "leak")
    has_object = handle.kind in ("handle", "buffer")
    return {
        "kind": kind,
        "severity": "warning",
        "message": "a %s was never %s" % (handle.kind, _text.end_of(handle.kind)),
        "module": handle.module,
        "function": handle.function,
        "function_at": handle.function_at,
        "record": handle.kind,
        "opened_at": handle.opened_at,
        "opened_stack": handle.opened_stack,
        "has_object": has_object,
        "object": handle.obj if has_object else None,
    }


def type_cycles() -> list[Finding]:
    """Findings for the types that nothing but their own instances keeps alive."""
    found = Findings()
    for raw in _cycles.find():
        found.add(raw)
    return found.all()


def finish() -> None:
    """At exit: print what is still open, and how often each finding was repeated."""
    if sys.version_info < (3, 12) and sys.is_finalizing():
        # An interpreter that its program left to the end: there, giving up the GIL ends the process with status 0.
        return
    try:
        _finish()
    except Exception as error:
        _output.write("hpy debug: the summary failed: %s\n" % _output.printable(repr(error)))


def _finish() -> None:
    for raw in _cycles.find():
        _main.record(raw)
    open_now, counts = leaks(_first_generation) if _layer.is_loaded() else ([], {})
    printed = _main.all()
    open_now = [_main.adopt(finding) for finding in open_now]
    paint = _output.painter(_output.wants_color(options["color"]))
    new = [finding for finding in open_now if finding not in printed]
    _output.write(_text.leaks_at_exit(new, counts, options["verbose"], paint))
    _output.write(_text.repeats(printed, _main.lost, paint))
    write_json()
    show_hints()


def _after_fork() -> None:
    """A child process tells of its own findings only. A lock may be held by a thread that only its parent has."""
    resolver.renew_lock()
    for found in _stack:
        found.renew_lock()
    forget()


_first_generation = 0
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
