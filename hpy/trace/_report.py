"""What was traced, as Python objects: modules, their functions, the API functions these call."""

from __future__ import annotations

import json
import platform
import sys
from typing import TYPE_CHECKING, Any, Container, Iterable, NamedTuple

from hpy.universal import _trace

if TYPE_CHECKING:
    from ._advice import Advice

OUTSIDE = "(outside of functions)"


class Counter(NamedTuple):
    """How often something was called, and the nanoseconds that took, with all it called."""

    calls: int = 0
    ns: int = 0

    def __add__(self, other: tuple[int, ...]) -> Counter:  # type: ignore[override]
        return Counter(self.calls + other[0], self.ns + other[1])


class Function:
    """A function of an extension."""

    def __init__(self, module: str, type: str | None, name: str, address: int) -> None:
        self.module: str = module
        self.type: str | None = type
        self.address: int = address  # of the C function; 0 for OUTSIDE
        self.name: str = name
        self.total = Counter()
        self.api: dict[str, Counter] = {}  # what it calls itself: "HPy_Add", …
        self.method_calls: int = 0  # of HPy_Call, for attributes that were looked up shortly before

    @property
    def qualified_name(self) -> str:
        return ".".join(filter(None, (self.module, self.type, self.name)))

    @property
    def api_total(self) -> Counter:
        return sum_of(self.api.values())

    @property
    def own_ns(self) -> int:
        """Nanoseconds in the function's own code: without the API functions it calls."""
        return max(0, self.total.ns - self.api_total.ns)


class Module:
    """A module that was loaded in trace mode."""

    def __init__(self, name: str) -> None:
        self.name: str = name
        self.inside = Counter()  # calls of its functions by others of them, through Python
        self.functions: list[Function] = []

    @property
    def entered(self) -> Counter:
        """Calls of its functions from outside the module."""
        total = sum_of(function.total for function in self.functions)
        return Counter(total.calls - self.inside.calls, total.ns - self.inside.ns)

    @property
    def api(self) -> dict[str, Counter]:
        return merge(function.api for function in self.functions)


class Event(NamedTuple):
    """One call: of a function of the extension or, with 'api', of an API function by it."""

    function: Function
    api: str | None
    thread: int
    depth: int
    start: int
    ns: int
    left_out: int  # of a call: further API functions that were called in it


class Report:
    """Everything at one moment. ``modules``, ``functions`` and ``api`` have the most expensive in front."""

    def __init__(
        self, layers: Iterable[Any], events: Iterable[Any] = (), dropped: int = 0, options: dict[str, Any] | None = None
    ) -> None:
        self.options = options or {}
        self.by_key: dict[int, Function] = {}
        self.modules = self._read(layers)
        self.functions: list[Function] = sorted((f for m in self.modules for f in m.functions), key=cost)
        self.api: dict[str, Counter] = merge(m.api for m in self.modules)
        self.events = [Event(self.by_key[key], *rest) for key, *rest in events if key in self.by_key]
        self.dropped = dropped  # events that are no longer kept

    @classmethod
    def now(cls) -> Report:
        events, dropped = _trace.get_events()
        return cls(_trace.get_report(), events, dropped, _trace.get_options())

    def _read(self, layers: Iterable[Any]) -> list[Module]:
        """The modules that were used. One that was loaded several times, in different modes, is one."""
        modules: dict[str, Module] = {}
        functions: dict[tuple[str, int], Function] = {}
        for name, inside, raw_functions in reversed(list(layers)):
            module = modules.setdefault(name, Module(name))
            module.inside += inside
            for key, address, type, function_name, total, api, method_calls in raw_functions:
                if not total[0] and not api:
                    continue
                function = functions.get((name, address))
                if function is None:
                    shown = function_name or ("function at 0x%x" % address if address else OUTSIDE)
                    function = functions[name, address] = Function(name, type, shown, address)
                    module.functions.append(function)
                function.total += total
                function.method_calls += method_calls
                function.api = merge([function.api, api])
                self.by_key[key] = function
        used = [module for module in modules.values() if module.functions]
        for module in used:
            module.functions.sort(key=cost)
        return sorted(used, key=lambda module: (-module.entered.ns, -module.entered.calls, module.name))

    @property
    def has_times(self) -> bool:
        return any(counter.ns for counter in self.api.values()) or any(f.total.ns for f in self.functions)

    @property
    def advice(self) -> list[Advice]:
        from ._advice import find_advice

        return find_advice(self)

    def only(self, names: Container[str]) -> Report:
        """The same report for the modules with these names, full or their last part."""

        def wanted(name: str) -> bool:
            return name in names or name.rpartition(".")[2] in names

        result = Report([], options=self.options)
        result.modules = [module for module in self.modules if wanted(module.name)]
        result.functions = [function for function in self.functions if wanted(function.module)]
        result.api = merge(module.api for module in result.modules)
        result.events = [event for event in self.events if wanted(event.function.module)]
        result.dropped = self.dropped
        return result

    # ---- other shapes

    def as_dict(self) -> dict[str, Any]:
        """All of it in what JSON knows."""
        numbers = {id(function): i for i, function in enumerate(self.functions)}
        return {
            "format": 1,
            "python": "%s %s" % (platform.python_implementation(), platform.python_version()),
            "command": sys.argv,
            "options": self.options,
            "modules": [
                {"name": m.name, "calls": m.entered.calls, "ns": m.entered.ns, "api": counters(m.api)}
                for m in self.modules
            ],
            "functions": [
                {
                    "name": f.qualified_name,
                    "module": f.module,
                    "calls": f.total.calls,
                    "ns": f.total.ns,
                    "own_ns": f.own_ns,
                    "api": counters(f.api),
                }
                for f in self.functions
            ],
            "api": counters(self.api),
            "advice": [a._asdict() for a in self.advice],
            "events": [
                {
                    "function": numbers[id(e.function)],
                    "api": e.api,
                    "thread": e.thread,
                    "depth": e.depth,
                    "start": e.start,
                    "ns": e.ns,
                    "left_out": e.left_out,
                }
                for e in self.events
            ],
            "events_dropped": self.dropped,
        }

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), separators=(",", ":")) + "\n"

    def as_text(self, top: int = 15) -> str:
        from ._table import as_text

        return as_text(self, top)

    def as_trace_events(self) -> str:
        from ._export import as_trace_events

        return as_trace_events(self)

    def as_html(self) -> str:
        from ._page import as_html

        return as_html(self)


def sum_of(all_counters: Iterable[Counter]) -> Counter:
    total = Counter()
    for counter in all_counters:
        total += counter
    return total


def merge(dicts: Iterable[dict[str, Counter]]) -> dict[str, Counter]:
    """One dict of the sums, the most expensive in front."""
    sums: dict[str, Counter] = {}
    for one in dicts:
        for name, counter in one.items():
            sums[name] = sums.get(name, Counter()) + counter
    return dict(sorted(sums.items(), key=lambda item: (-item[1].ns, -item[1].calls, item[0])))


def counters(api: dict[str, Counter]) -> dict[str, dict[str, int]]:
    return {name: {"calls": counter.calls, "ns": counter.ns} for name, counter in api.items()}


def cost(function: Function) -> tuple[int, int, str]:
    """For sorting: the most expensive first; without times, the one with the most calls."""
    return (-function.total.ns, -function.total.calls - function.api_total.calls, function.qualified_name)
