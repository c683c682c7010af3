"""HPy's values in a debugger: a script for gdb (hpy_gdb.py) and one for lldb (hpy_lldb.py).

They run in the debugger's own Python, without the rest of this package, and see a process, or what a core dump has left
of one, from outside: they read its memory, and call nothing in it.

    hpy_gdb.py, hpy_lldb.py   types and values as this debugger has them
        _words.py             what is said of a value
            _records.py       handles of debug mode
            _objects.py       objects of CPython
                _memory.py    memory, symbols, places

Paths to the scripts: python -m hpy config --gdb, --lldb. See docs/debuggers.md.
"""
