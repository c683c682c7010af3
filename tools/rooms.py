"""The rooms of the C sources: who may include what, and the exceptions from the rules of check_rooms.py."""

INCLUDE = "hpy/devel/include"
RUNTIME = "hpy/devel/src/runtime"
CPYTHON = "hpy/devel/src/cpython"
OS = "universal/os.h"

# Folder -> what its files may include besides itself: folders, without those in them that are rooms of their own, or
# single files. Each room's generated/ belongs to it.
ROOMS = {
    INCLUDE: [],
    RUNTIME: [INCLUDE],
    CPYTHON: [INCLUDE],
    "universal": [INCLUDE, CPYTHON, "universal/layers"],
    "universal/layers": [INCLUDE, OS],
    "universal/debug": [INCLUDE, "universal/layers", OS],
    "universal/trace": [INCLUDE, "universal/layers", OS],
}

# Where the compiler looks after the file's own folder, as setup.py tells it.
INCLUDE_FOLDERS = [INCLUDE, CPYTHON, "universal"]

# (file, file that it includes) -> reason.
INCLUDE_EXCEPTIONS = {
    ("universal/trace/calls.c", "universal/clock.h"): "the clock stands in the wrong room",
    ("universal/trace/wrappers.c", "universal/clock.h"): "the clock stands in the wrong room",
    ("universal/trace/calls.c", "universal/generated/call_in.h"): "the generator makes none for layers",
}

# The chapters of hpy.h include it, for who includes a chapter alone; hpy.h has them in the order they need.
ALL_CHAPTERS = INCLUDE + "/hpy.h"

# The files of a circle, sorted -> reason.
CIRCLE_EXCEPTIONS = {
    (CPYTHON + "/type_checks", CPYTHON + "/type_layout", CPYTHON + "/type_words"): "making and serving stand together",
    (CPYTHON + "/type_call", CPYTHON + "/type_members", CPYTHON + "/type_slots"): "making and serving stand together",
    ("universal/layers/depth", "universal/layers/layer"): "the end of the stack is a matter of each layer",
    tuple(
        "universal/debug/" + name for name in ("builders", "checks", "findings", "memory", "module", "records")
    ): "hooks, results and records are not parted",
    tuple(
        "universal/trace/" + name for name in ("calls", "events", "hooks", "layers", "wrappers")
    ): "events and hooks tell the layers that settings changed",
}

# Files of more than 600 lines that cannot say why themselves.
LENGTH_EXCEPTIONS = {
    CPYTHON + "/type_life.c": "has beginning and end of instances",
    "universal/debug/debug.h": "the one header of all subjects",
}

# Outside compat.h: file -> why its version code is no newer function that compat.h could supply to older Pythons.
VERSION_EXCEPTIONS = {
    INCLUDE + "/hpy/cpython/inline.h": "conversions that took floats up to CPython 3.9",
    CPYTHON + "/type.h": "a header that CPython 3.12 made a part of Python.h",
    CPYTHON + "/type_call.c": "before CPython 3.12 another offset serves calls",
    CPYTHON + "/type_layout.c": "sizes of ints, which each version tells in another way",
    CPYTHON + "/type_life.c": "who visits an instance's type",
    CPYTHON + "/type_members.c": "offsets are members since CPython 3.9",
    CPYTHON + "/type_metaclass.c": "metaclasses before PyType_FromMetaclass",
    CPYTHON + "/type_module.c": "the module of a type, before CPython keeps it",
    CPYTHON + "/type_slots.c": "slots that older versions have no number for",
    CPYTHON + "/type_spec.c": "flags that CPython 3.8 refuses",
    CPYTHON + "/type_words.c": "dicts and weak references that CPython 3.12 manages",
    "universal/context.c": "the versions in which a count of references is a word of its own",
    "universal/services.c": "the error indicator, the state of the thread",
}

# Outside os_*.c: file -> why it names compilers, processors or systems.
PLATFORM_EXCEPTIONS = {
    INCLUDE + "/hpy/config.h": "what compilers call exporting, hiding, and hints",
    INCLUDE + "/hpy/hpydef.h": "a warning of g++ about code that the macros make",
    INCLUDE + "/hpy/cpython/payload.h": "keeps gcc from warning of arrays that it thinks too short",
    RUNTIME + "/direct_import.c": "is compiled into each extension, where no file for one system can be left out",
    CPYTHON + "/atomic.h": "MSVC's names of atomic operations",
    "universal/clock.c": "the processor's counter",
    "universal/loader.c": "what separates folders",
    "universal/debug/debug.h": "the thread pointer",
    "universal/debug/memory.c": "MSVC's names of atomic operations",
    "universal/debug/records.c": "MSVC's names of atomic operations",
    "universal/layers/atomic.h": "MSVC's names of atomic operations",
    "universal/layers/layer.h": "how compilers tell the place of a call",
}
