"""Makes each allocation of a call fail in turn. Imported by the code of a subprocess, see tests/faults/conftest.py.

    survives(call, *args)    call(*args), once with its first allocation failing, then the second …, until none fails;
                             then the same with all allocations failing from that one on
        watched              objects to which no failing call may leave a reference
        setup, teardown      called before and after each call, with all allocations well
        may_raise            exceptions beside MemoryError that the call may end with
        keeps                that it leaves something behind when all is well

Each call must return a result or raise MemoryError, and calls that fail at the same allocation must leave no more
behind each time. What does not is printed, and the process ends with status 1. HPY_FAULTS=all tries each allocation,
otherwise the first ones and then a few.
"""

import gc
import os
import sys

import failing_allocations as faults

EACH = 40 if os.environ.get("HPY_FAULTS") != "all" else sys.maxsize
STEP = 13
RECORDS = 3000
ROUNDS = 20  # a leak shows in each of them
n_failed = 0  # allocations
clear_caches = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache
problems = []


def watch(*paths):
    """Binaries whose calls of malloc count, beside hpy's own."""
    import hpy.universal

    faults.watch(hpy.universal.__file__, *paths)


# What CPython does not get right without memory, where HPy calls it.
SPARED = [
    "Py_CompileStringObject",  # crashes
    "PyMapping_Items",  # an iterator of a dict crashes, or keeps a key (3.11)
    "PySequence_List",  # keeps what the list is made of (3.11)
    "Py_ReprEnter",  # an empty dict keeps the key for which it has no memory (3.11)
    "PyDict_SetDefault",  # the same
    "_PyEval_EvalFrameDefault",  # a frame that cannot outlive its call takes the exception with it (3.11)
    "PyThreadState_GetFrame",  # a warning crashes without its frame (3.11)
    "PyByteArray_FromStringAndSize",  # a bytearray without memory has views of it
    "PyThread_allocate_lock",  # is a RuntimeError
]

# What it says of a function in Python whose exception it has lost; HPy's are built-in functions for it.
LOST = "<function "


def survives(call, *args, watched=(), setup=None, teardown=None, may_raise=(), keeps=False, name=None):
    name = name or getattr(call, "__name__", repr(call))
    trial = Trial(name, call, args, watched, setup, teardown, tuple(may_raise), keeps)
    for everything in (0, 1):
        trial.check(everything)


class Trial:
    """A call that is tried again and again."""

    def __init__(self, name, call, args, watched, setup, teardown, may_raise, keeps):
        self.name, self.call, self.args, self.watched = name, call, args, watched
        self.setup, self.teardown, self.may_raise = setup, teardown, may_raise
        self.keeps, self.warm = keeps, False

    def check(self, everything):
        global n_failed
        number, tried = 0, 0
        while self.once(number, everything):
            n_failed += 1
            if not self.lost and not self.keeps:
                self.look_for_leaks(number, everything)
            number += 1 if number < EACH else STEP
            tried += 1
        print("%s: %d of %d allocations%s" % (self.name, tried, number, " and all after them" if everything else ""))

    def once(self, number, everything, collect=True):
        """Whether an allocation failed."""
        before = [sys.getrefcount(thing) for thing in self.watched]
        if self.setup is not None:
            self.setup()
        result, succeeded, failed = faults.run(number, everything, self.call, self.args)
        self.lost = isinstance(result, SystemError) and str(result).startswith(LOST)
        allowed = (*self.may_raise, MemoryError) if failed else self.may_raise
        if not succeeded and not self.lost and not isinstance(result, allowed):
            self.complain(number, everything, "%s: %s" % (type(result).__name__, result))
        del result
        if self.teardown is not None:
            self.teardown()
        if collect:
            gc.collect()
        after = [sys.getrefcount(thing) for thing in self.watched]
        if collect and before != after:
            self.complain(number, everything, "references %s became %s" % (before, after))
        return failed

    def look_for_leaks(self, number, everything):
        counts = self.counted(number, everything)
        for _ in range(ROUNDS):
            before, counts = counts, self.counted(number, everything)
            if not any(a > b for a, b in zip(counts, before)):
                return
        if not self.warm:  # debug mode's records get their stacks when they are used first
            self.warm = True
            for _ in range(RECORDS):
                self.once(number, everything, collect=False)
            self.look_for_leaks(number, everything)
            return
        self.complain(number, everything, "leaves blocks or references behind: %s, then %s" % (before, counts))

    def counted(self, number, everything):
        self.once(number, everything)
        clear_caches()
        return [faults.live(), getattr(sys, "gettotalrefcount", int)()]

    def complain(self, number, everything, text):
        where = "\n    ".join(faults.failed_at()[1:12])
        after = " and all after it" if everything else ""
        problem = "%s: allocation %d%s failed: %s\n    %s" % (self.name, number, after, text, where)
        if text not in [known for known, _ in problems]:
            print(problem, flush=True)
        problems.append((text, problem))


def finish():
    """Call at the end."""
    sys.stdout.flush()
    if problems or not n_failed:
        os._exit(1)


def begin():
    faults.spare(*SPARED)
    gc.collect()
    gc.disable()
    if hasattr(gc, "freeze"):
        gc.freeze()
