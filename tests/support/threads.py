"""Functions in threads of their own, at once; what they raise is raised here."""

import contextlib
import threading

TIMEOUT = 60  # seconds


def run_together(*functions):
    """Run each in a thread; they begin at the same moment. Raises what one of them has raised."""
    gate = threading.Barrier(len(functions))
    threads = [_Guarded(function, gate) for function in functions]
    _join(threads)


@contextlib.contextmanager
def meanwhile(function, n=2):
    """Call the function again and again in n threads, until the block ends."""
    done = threading.Event()

    def repeat():
        while not done.is_set():
            function()

    threads = [_Guarded(repeat) for _ in range(n)]
    try:
        yield
    finally:
        done.set()
        _join(threads)


class _Guarded(threading.Thread):
    """Begins at once, or when as many have come to the gate as belong together; keeps what its function raises."""

    def __init__(self, function, gate=None):
        super().__init__(daemon=True)  # one that waits for ever is not to keep the process
        self.function, self.gate, self.error = function, gate, None
        self.start()

    def run(self):
        try:
            if self.gate is not None:
                self.gate.wait(TIMEOUT)
            self.function()
        except BaseException as error:
            self.error = error


def _join(threads):
    for thread in threads:
        thread.join(TIMEOUT)
    assert not any(thread.is_alive() for thread in threads), "a thread waits for ever"
    for thread in threads:
        if thread.error is not None:
            raise thread.error
