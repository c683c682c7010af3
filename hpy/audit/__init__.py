"""What a binary, a wheel or a folder with them really contains: ``hpy audit FILE…``.

Files are read, never loaded or run, on any system: ELF, Mach-O and PE, by pyelftools, macholib and pefile, which
``pip install "hpy[audit]"`` brings.

    _cli.py      the command
    _binary.py   what all formats have in common; _elf.py, _macho.py, _pe.py read one each
    _code.py     the minor version, from the code of the function that returns it
    _module.py   which module a binary is, in which ABI, and what is wrong with it
    _wheel.py    a wheel: its tags and requirements against what is in it
    _report.py   text and JSON
"""
