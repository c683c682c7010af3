"""Runs a coroutine without an event loop."""


def drive(coroutine):
    """What it yields, and what it returns."""
    yielded = []
    try:
        while True:
            yielded.append(coroutine.send(None))
    except StopIteration as end:
        return yielded, end.value
