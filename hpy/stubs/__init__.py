"""The command stubs: what an extension module shows of itself, as a stub (.pyi) for editors and type checkers.

_cli        the command: imports the module, writes or compares the files
_module     a module's names, in the order of the stub
_classes    a class
_functions  parameters and results, from text signatures
_special    the types that Python's own protocols prescribe: __len__ gives an int
_names      how types are written, and what must be imported for that
_layout     blank lines, long lines
_merge      what an author wrote into the stub stays there
"""
