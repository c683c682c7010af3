"""The released layout, as text and as assertions of C: where members of the context stand, how large structs are."""

from pathlib import Path

FROZEN = Path(__file__).resolve().parents[2] / "api" / "frozen.txt"

# Bytes of the structs of minor version 1, with pointers of 8 and of 4 bytes.
SIZES = {
    "HPy": (8, 4),
    "HPyField": (8, 4),
    "HPyGlobal": (8, 4),
    "HPyListBuilder": (8, 4),
    "HPyTupleBuilder": (8, 4),
    "HPyTracker": (8, 4),
    "HPyThreadState": (8, 4),
    "HPy_buffer": (80, 44),
    "HPySlot": (24, 12),
    "HPyMeth": (40, 20),
    "HPyMember": (40, 20),
    "HPyGetSet": (56, 28),
    "HPyDef": (64, 32),
    "HPyCapsule_Destructor": (16, 8),
    "HPyCallFunction": (16, 8),
    "HPyType_Spec": (56, 32),
    "HPyType_SpecParam": (16, 8),
    "HPyModuleDef": (40, 20),
    "HPyModuleDeclarations": (12, 12),
    "HPyStructSequence_Field": (16, 8),
    "HPyStructSequence_Desc": (24, 12),
}
# Where a long is smaller than a pointer, as on Windows: its flags are one.
WITH_SHORT_LONGS = {"HPyType_Spec": 48}


def entries():
    """(index, member, signature) for each line."""
    lines = FROZEN.read_text(encoding="utf-8").splitlines()
    found = [line.split(" ", 2) for line in lines if line.strip() and not line.startswith("#")]
    return [(int(index), member, signature) for index, member, signature in found]


def size_assertions():
    """That the structs have their sizes."""
    form = '_Static_assert(sizeof(%s) == (sizeof(void *) == 4 ? %d : sizeof(long) == 4 ? %d : %d), "%s");'
    return [
        form % (name, narrow, WITH_SHORT_LONGS.get(name, wide), wide, name) for name, (wide, narrow) in SIZES.items()
    ]


def offset_assertions():
    """That the members of the context stand where they should."""
    first = "offsetof(HPyContext, h_None)"
    return [
        '_Static_assert(offsetof(HPyContext, name) == 0, "name");',
        '_Static_assert(offsetof(HPyContext, abi_version) == 2 * sizeof(void *), "abi_version");',
        '_Static_assert(offsetof(HPyContext, h_None) == 3 * sizeof(void *), "h_None");',
        *(
            '_Static_assert(offsetof(HPyContext, %s) == %s + %d * sizeof(void *), "%s");'
            % (member, first, index, member)
            for index, member, _ in entries()
        ),
    ]
