"""Patterns of calls that are known to be slow, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator, NamedTuple

if TYPE_CHECKING:
    from ._report import Counter, Function, Report

MANY = 1000  # calls in all, below which nothing is worth a word
MANY_IN_CALL = 20  # in one call of the extension's function: there is a loop


class Advice(NamedTuple):
    """What one function does that could be quicker."""

    function: str
    pattern: str  # a short name that stays: "items-one-by-one"
    seen: str  # what was counted
    suggestion: str
    ns: int | None  # what the calls in question took; None without times


def find_advice(report: Report) -> list[Advice]:
    """All advice; what took longest is in front."""
    found = [advice for function in report.functions for pattern in PATTERNS for advice in pattern(function)]
    found.sort(key=lambda advice: -(advice.ns or 0))
    return found


def in_loop(function: Function, name: str) -> Counter | None:
    """The Counter of an API function that is called many times in each call, or None."""
    counter = function.api.get(name)
    if counter is None or counter.calls < MANY or counter.calls < MANY_IN_CALL * function.total.calls:
        return None
    return counter


def per_call(function: Function, calls: int) -> str:
    each = calls / max(1, function.total.calls)
    return "%s times in a call" % ("%.0f" % each if each >= 10 else "%.3g" % each)


def advise(function: Function, pattern: str, counter: Counter, seen: str, suggestion: str) -> Advice:
    return Advice(function.qualified_name, pattern, seen, suggestion, counter.ns or None)


def items_one_by_one(function: Function) -> Iterator[Advice]:
    counter = in_loop(function, "HPy_GetItem_i")
    if counter:
        yield advise(
            function,
            "items-one-by-one",
            counter,
            "HPy_GetItem_i is called %s" % per_call(function, counter.calls),
            "Each item costs a call and a handle. Take the items as arguments, f(*items): with "
            "HPyFunc_VARARGS they arrive as an array of handles. For numbers that are read again and again, "
            "keep them in a struct of a type of your own.",
        )


def names_as_c_strings(function: Function) -> Iterator[Advice]:
    for name, better in (
        ("HPy_GetAttr_s", "HPy_GetAttr"),
        ("HPy_SetAttr_s", "HPy_SetAttr"),
        ("HPy_HasAttr_s", "HPy_HasAttr"),
        ("HPy_GetItem_s", "HPy_GetItem"),
        ("HPy_SetItem_s", "HPy_SetItem"),
    ):
        counter = function.api.get(name)
        if counter and counter.calls >= MANY and not is_setup(function):
            yield advise(
                function,
                "names-as-c-strings",
                counter,
                "%s is called %d times, %s" % (name, counter.calls, per_call(function, counter.calls)),
                "Each call makes a str of the C string and hashes it. Make the str once, when the module is "
                "executed, keep it in an HPyGlobal or the module's state, and use %s." % better,
            )


def append_in_a_loop(function: Function) -> Iterator[Advice]:
    counter = in_loop(function, "HPyList_Append")
    if counter:
        yield advise(
            function,
            "append-in-a-loop",
            counter,
            "HPyList_Append is called %s" % per_call(function, counter.calls),
            "Where the length is known beforehand, HPyListBuilder makes the list at once and does not grow "
            "it item by item.",
        )


def length_in_a_loop(function: Function) -> Iterator[Advice]:
    counter = in_loop(function, "HPy_Length")
    if counter:
        yield advise(
            function,
            "length-in-a-loop",
            counter,
            "HPy_Length is called %s" % per_call(function, counter.calls),
            "Ask for the length once, in front of the loop, where the loop does not change it.",
        )


def errors_asked_for(function: Function) -> Iterator[Advice]:
    counter = in_loop(function, "HPyErr_Occurred")
    if counter:
        yield advise(
            function,
            "errors-asked-for",
            counter,
            "HPyErr_Occurred is called %s" % per_call(function, counter.calls),
            "Look at the result first: only -1 from a conversion (or another value that its page in the "
            "reference names) needs the question whether there is an exception.",
        )


def import_in_calls(function: Function) -> Iterator[Advice]:
    counter = function.api.get("HPyImport_ImportModule")
    if counter and counter.calls >= MANY / 10 and not is_setup(function):
        yield advise(
            function,
            "import-in-calls",
            counter,
            "HPyImport_ImportModule is called %d times" % counter.calls,
            "Import it once, when the module is executed, and keep what is needed in an HPyGlobal or the "
            "module's state.",
        )


def types_in_calls(function: Function) -> Iterator[Advice]:
    counter = function.api.get("HPyType_FromSpec")
    if counter and counter.calls >= 20 and not is_setup(function):
        yield advise(
            function,
            "types-in-calls",
            counter,
            "HPyType_FromSpec is called %d times" % counter.calls,
            "Making a type takes long, and so does freeing it: make it once, when the module is executed.",
        )


def calls_with_tuples(function: Function) -> Iterator[Advice]:
    counter = function.api.get("HPy_CallTupleDict")
    if counter and counter.calls >= MANY:
        yield advise(
            function,
            "calls-with-tuples",
            counter,
            "HPy_CallTupleDict is called %d times" % counter.calls,
            "HPy_Call takes the arguments from an array: no tuple and no dict need be made.",
        )


def method_in_two_steps(function: Function) -> Iterator[Advice]:
    calls = function.api.get("HPy_Call")
    if calls and function.method_calls >= MANY:
        yield advise(
            function,
            "method-in-two-steps",
            calls,
            "HPy_Call calls an attribute that was looked up before %d times" % function.method_calls,
            "HPy_CallMethod does both, and makes no bound method in between.",
        )


def small_calls(function: Function) -> Iterator[Advice]:
    """Only with times: a function whose calls are so short that coming and going is what they cost."""
    total = function.total
    if total.calls >= 100 * MANY and 0 < total.ns < 500 * total.calls:
        yield advise(
            function,
            "small-calls",
            total,
            "it is called %d times and takes %d ns each time" % (total.calls, total.ns // total.calls),
            "So short a call is mostly the way from Python into C and back. Offer a function that does the "
            "work for many values at once.",
        )


def is_setup(function: Function) -> bool:
    """Whether it runs once for a module or type."""
    return function.name in ("(exec)", "(create)")


PATTERNS = [
    items_one_by_one,
    names_as_c_strings,
    append_in_a_loop,
    length_in_a_loop,
    errors_asked_for,
    import_in_calls,
    types_in_calls,
    calls_with_tuples,
    method_in_two_steps,
    small_calls,
]
