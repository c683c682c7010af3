"""The rooms of the C sources: who may include what, and the exceptions from the rules of check_rooms.py."""

INCLUDE = "hpy/devel/include"
RUNTIME = "hpy/devel/src/runtime"
CPYTHON = "hpy/devel/src/cpython"
TYPES = CPYTHON + "/types"
LAYERS = "universal/layers"

# Folder -> what its files may include besides itself: folders, without those in them that are rooms of their own, or
# single files. Each room's generated/ belongs to it.
ROOMS = {
    INCLUDE: [],
    RUNTIME: [INCLUDE],
    CPYTHON: [INCLUDE],
    TYPES: [INCLUDE, CPYTHON],
    "universal": [],  # the system: os.h
    LAYERS: [INCLUDE, "universal"],
    "universal/gil": [],  # a module of its own
    "universal/debug": [INCLUDE, LAYERS, "universal"],
    "universal/trace": [INCLUDE, LAYERS, "universal"],
    "universal/host": [INCLUDE, CPYTHON, TYPES, LAYERS + "/host_interface.h"],
    "universal/load": [INCLUDE, CPYTHON, "universal/host", LAYERS, "universal"],
}

# Where the compiler looks after the file's own folder, as setup.py tells it.
INCLUDE_FOLDERS = [INCLUDE, CPYTHON]
# The macros with which setup.py compiles them.
MACROS = ["HPY", "HPY_HOST_CPYTHON"]

# (file, file that it includes) -> reason.
INCLUDE_EXCEPTIONS = {
    ("universal/gil/shared_gil.c", "Python.h"): "it has nothing to do with HPy",
}

# The chapters of hpy.h include it, for who includes a chapter alone; hpy.h has them in the order they need. So for C++.
ALL_CHAPTERS = (INCLUDE + "/hpy.h", INCLUDE + "/hpy.hpp")

# The files of a circle, sorted -> reason.
CIRCLE_EXCEPTIONS = {}

# Files of more than 600 lines that cannot say why themselves.
LENGTH_EXCEPTIONS = {}

# Outside compat.h: file -> why its version code is no newer function that compat.h could supply to older Pythons.
VERSION_EXCEPTIONS = {
    INCLUDE + "/hpy/cpython/inline.h": "conversions that took floats up to CPython 3.9",
    INCLUDE + "/hpy/cpython/inline_numbers.h": "conversions that took floats up to CPython 3.9",
    INCLUDE + "/hpy/cpython/inline_threads.h": "mutexes of CPython 3.13, which are a byte without more",
    CPYTHON + "/functions.c": "CPython 3.8 does not pass the class to methods",
    CPYTHON + "/method_def.c": "CPython 3.8 does not pass the class to methods",
    CPYTHON + "/bytes_builder.c": "CPython 3.15 brings a writer, which is no object",
    CPYTHON + "/interpreters.c": "CPython 3.15 guards an interpreter itself, 3.12 knows the state of each thread",
    CPYTHON + "/locks.c": "mutexes of CPython 3.13",
    TYPES + "/build.h": "a step that only CPython 3.8 needs",
    TYPES + "/build_call.c": "before CPython 3.12 a changed __call__ does not take the flag for vectorcall away",
    TYPES + "/build_life.c": "dicts and weak references that CPython 3.12 manages are its collector's",
    TYPES + "/build_members.c": "offsets are members since CPython 3.9",
    TYPES + "/build_metaclass.c": "metaclasses before PyType_FromMetaclass",
    TYPES + "/build_object.c": "a flag, and signatures of types, that CPython knows since 3.10",
    TYPES + "/build_slots.c": "slots that older versions have no number for",
    TYPES + "/build_spec.c": "flags that CPython 3.8 refuses",
    TYPES + "/build_words.c": "dicts and weak references that CPython 3.12 manages",
    TYPES + "/info.h": "a header that CPython 3.12 made a part of Python.h",
    TYPES + "/type_call.c": "before CPython 3.12 a changed __call__ does not take the flag for vectorcall away",
    TYPES + "/type_collect.c": "since CPython 3.9 an instance shows the collector its type",
    TYPES + "/type_dealloc.c": "which types of CPython's keep fields until the end",
    TYPES + "/type_shape.c": "sizes of ints, which each version tells in another way",
    "universal/host/services.c": "the error indicator, the state of the thread",
    "universal/host/universal_context.c": "the versions in which a count of references is a word of its own",
}

# Outside os_*.c: file -> why it names compilers, processors or systems.
PLATFORM_EXCEPTIONS = {
    INCLUDE + "/hpy/cpp/errors.hpp": "which errors of C++'s have the numbers of errno",
    INCLUDE + "/hpy/config.h": "what compilers call exporting, hiding, and hints",
    INCLUDE + "/hpy/hpydef.h": "a warning of g++ about code that the macros make",
    INCLUDE + "/hpy/hpyfunc.h": "a warning of compilers about declarations that the macros repeat",
    INCLUDE + "/hpy/cpython/payload.h": "keeps gcc from warning of arrays that it thinks too short",
    CPYTHON + "/threads.h": "MSVC's names of atomic operations",
    "universal/debug/threads.h": "the thread pointer is read at each API call, so inline, by the compiler's builtin",
    LAYERS + "/clock.c": "the processor's counter",
    LAYERS + "/layer.h": "how compilers tell the place of a call",
    LAYERS + "/layer_atomic.h": "MSVC's names of atomic operations",
}
