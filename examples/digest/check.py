"""Uses the module digest: here, by several threads at once, and in interpreters with a GIL of their own.

    python check.py [FOLDER] [--json]    FOLDER: where the built module is, if not on the path

The last line says what there was to use it in: whether a GIL, and how many interpreters at once, which CPython
has from 3.12 on; with --json for other programs.
"""

import json
import os
import sys
import threading

THREADS = 8
INTERPRETERS = 20
PIECE = bytes(range(256)) * 40  # long enough for other threads to run meanwhile
KNOWN = [
    (b"", 0, "ef46db3751d8e999"),
    (b"abc", 0, "44bc2cf5ad770999"),
    (b"The quick brown fox jumps over the lazy dog", 0, "0b242d361fda71bc"),
    (bytes(i * 7 & 255 for i in range(5000)), 2**64 - 1, "cfeda99708c58416"),
]


def check():
    """What the module does, in the interpreter that runs this."""
    import digest as m

    for data, seed, expected in KNOWN:
        assert m.hexdigest(data, seed) == expected
        assert m.intdigest(memoryview(data), seed) == int(expected, 16)
        whole, pieces = m.new(data, seed), m.new(seed=seed)
        for place in range(0, len(data), 7):
            pieces.update(bytearray(data[place : place + 7]))
        assert whole.digest() == pieces.digest() == whole.copy().digest() == bytes.fromhex(expected)
        assert (whole.name, whole.digest_size, whole.block_size, whole.seed) == ("xxh64", 8, 32, seed)
    for wrong in ("text", 7, None):
        try:
            m.new(wrong)
        except TypeError:
            continue
        raise AssertionError("digest.new takes %r" % (wrong,))
    check_threads(m)


def check_threads(m):
    """They update one object, and make objects of their own."""
    shared, times = m.new(), 25

    def work():
        for _ in range(times):
            shared.update(PIECE)
            assert m.new(PIECE).copy().digest() == m.digest(PIECE)

    together([work] * THREADS)
    assert shared.digest() == m.digest(PIECE * (THREADS * times))


def together(functions):
    """Each in a thread; what one raises is raised here."""
    errors = []

    def run(function):
        try:
            function()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def check_interpreters():
    """Several at a time, each in a thread and with a GIL of its own: their number."""
    if sys.version_info < (3, 12):
        return 0
    if sys.version_info < (3, 13):
        import _xxsubinterpreters as low

        interpreters = [low.create(isolated=True) for _ in range(INTERPRETERS)]
    else:
        import _interpreters as low

        interpreters = [low.create("isolated") for _ in range(INTERPRETERS)]
    code = "import runpy, sys\nsys.path[:] = %r\nrunpy.run_path(%r)['check']()" % (sys.path, os.path.abspath(__file__))

    def use(interpreter):
        failed = low.run_string(interpreter, code)
        if failed is not None:  # CPython 3.12 raises it
            raise RuntimeError(failed.errdisplay)
        low.destroy(interpreter)  # where threading was imported: elsewhere CPython 3.12 waits for this thread for good

    together([lambda interpreter=interpreter: use(interpreter) for interpreter in interpreters])
    return len(interpreters)


def main():
    sys.path[:0] = [argument for argument in sys.argv[1:] if argument != "--json"][:1]
    gil = getattr(sys, "_is_gil_enabled", lambda: True)
    before = gil()
    check()
    assert gil() == before, "the import switched the GIL on"
    result = "%s GIL, %d interpreters" % ("with a" if before else "without a", check_interpreters())
    file = sys.modules["digest"].__file__
    print(json.dumps({"result": result, "file": file}) if "--json" in sys.argv else "%s works: %s" % (file, result))


if __name__ == "__main__":
    main()
