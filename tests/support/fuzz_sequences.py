"""The part "sequences" of support.fuzz_run: random programs for tests/fuzz/machine.c, the values they work on, and what
is written down of the results.

    write(seed, names)      a program, and the texts it uses; names are those of the machine's operations
    make_values(mod)        the values at its beginning, the same each time
    describe(name, thing)   a line for the log; it begins with '!' where the thing may not be used further

All is the same for the same seed in each process, whatever stands between machine and host: nothing that is kept has
an address in it, depends on hashes of addresses, or is so large that a step may take long.
"""

import array
import random
import re
import struct

from . import fuzz_run

WAYS = [("cpython", None), ("universal", "universal"), ("universal", "debug"), ("universal", "trace")]
BATCH = 50
STEP = struct.Struct("<8B2q")  # as machine.c reads it
SLOTS = TEXTS = 64
N_STEPS = 40
KEPT_TEXTS = 32  # behind them are the formats of a program
LARGEST_SMALL, SMALLEST_LARGE = 5000, 2**60  # numbers between them would ask for all memory
ENDLESS = (
    "callable_iterator",
    "iterator",
    "list_iterator",
    "bytearray_iterator",
    "arrayiterator",
)  # if extended meanwhile
MOST_NODES, MOST_ITEMS = 200, 2000

STRINGS = [
    "",
    "a",
    "hello world",
    "h\xe9llo",
    "\u20ac\u4e2d",
    "\U0001f40d",
    "x\0y",
    "\udc80",
    "12",
    "-7",
    "1.5e3",
    "%s",
]
NAMES = ["append", "upper", "x", "__class__", "missing", "__doc__", "real", "keys", "b"]
BYTES = [b"", b"a", b"bytes \xff", b"x\0y", b"12"]
NUMBERS = [0, 1, -1, 7, 255, 4999, 2**62, 2**63 - 1, -(2**63), 2**64, -(10**30), True, 0.0, -0.5, 1e300, float("inf")]
COMMON_TEXTS = [text.encode("utf-8", "surrogatepass") for text in STRINGS + NAMES]
COMMON_TEXTS += [b"\xff\xfe", b"utf-8", b"latin-1", b"replace", b"nonsense", b"mod.Error", b"0x1f", b" 12 ", b"math"]
COMMON_TEXTS += [b"iHd", b"1e400"]
assert len(COMMON_TEXTS) == KEPT_TEXTS

INDICES = [0, 1, 2, 3, 5, 7, 16, 36, 100, 255, -1, -2, -3, -100]
LARGE = [2**31 - 1, 2**31, -(2**31), 2**32, 2**62, 2**63 - 1, -(2**63), 0x10FFFF, 0x110000, 0xD800]
TOO_LARGE = [2**60, 2**63 - 1, -(2**63)]  # for what would make so many items

# What an operation's first and second value should be, by the beginning of its name; the first that fits.
FITTING = [
    ("HPyDict_Merge", "dict", "dict"),
    ("HPyDict", "dict", "any"),
    ("HPyMapping", "dict", "any"),
    ("HPyListBuilder", "any", "any"),
    ("HPyTupleBuilder", "any", "any"),
    ("HPyList", "list", "list"),
    ("HPyTuple", "tuple", "any"),
    ("HPySet", "set", "any"),
    ("HPyFrozenSet", "list", "any"),
    ("HPySequence", "sequence", "sequence"),
    ("HPySlice_New", "number", "number"),
    ("HPySlice", "slice", "any"),
    ("HPyUnicodeBuilder", "any", "any"),
    ("HPyUnicode", "str", "str"),
    ("HPyByteArray", "bytearray", "bytes"),
    ("HPyBytes", "bytes", "bytes"),
    ("HPyMemoryView", "bytearray", "any"),
    ("HPy_GetBuffer", "bytearray", "any"),
    ("HPyIter", "iterator", "any"),
    ("HPyCallIter", "callable", "any"),
    ("HPyLong", "number", "any"),
    ("HPyFloat", "number", "any"),
    ("HPyComplex", "number", "any"),
    ("HPyNumber", "number", "any"),
    ("HPyType_Lookup", "type", "name"),
    ("HPyType", "type", "type"),
    ("HPyErr", "type", "any"),
    ("HPyField", "box", "any"),
    ("HPy_CallMethod_s", "any", "any"),
    ("HPy_CallMethod", "name", "any"),
    ("HPy_CallTupleDict", "callable", "tuple"),
    ("HPy_Call", "callable", "any"),
    ("HPy_GetIter", "sequence", "any"),
    ("HPy_IsInstance", "any", "type"),
    ("HPy_IsSub", "type", "type"),
    ("HPy_TypeCheck", "any", "type"),
    ("HPy_GetItem", "sequence", "number"),
    ("HPy_SetItem", "list", "number"),
    ("HPy_DelItem", "list", "number"),
    ("HPy_GetSlice", "sequence", "any"),
    ("HPy_SetSlice", "list", "list"),
    ("HPy_DelSlice", "list", "any"),
    ("HPy_GetOptionalItem", "dict", "any"),
    ("HPy_Contains", "sequence", "any"),
    ("HPy_CopyData", "bytearray", "bytearray"),
    ("HPy_Format", "any", "str"),
    ("HPy_Add", "number", "number"),
    ("HPy_Subtract", "number", "number"),
    ("HPy_Multiply", "number", "number"),
    ("HPy_FloorDivide", "number", "number"),
    ("HPy_Lshift", "number", "number"),
    ("HPy_And", "number", "number"),
    ("HPy_", "any", "any"),
]
WITH_NAME = ("Attr",)  # operations whose second value is a name
MAKE_ITEMS = ("Repeat", "Builder")  # whose number says how many

# Formats: what each may be put together from. Of each, all units take the same type. There are 12 values, and a format
# of 6 pieces, none of which takes more than two, never asks for more.
MOST_PIECES = 6
FORMATS = {
    "HPy_BuildValue_int": ["i", "b", "B", "h", "c", "C", "p", "(", ")", "[", "]", "{", "}", ",", ":", " ", "?"],
    "HPy_BuildValue_wide": ["L", "L", "L", "(", ")", "[", "]", "{", "}", ",", ":", "N"],
    "HPy_BuildValue_double": ["d", "f", "(", ")", "[", "]", "{", "}", ",", ":", "!"],
    "HPy_BuildValue_text": ["s", "z", "U", "y", "(", ")", "[", "]", "{", "}", ",", ":", " "],
    "HPy_BuildValue_object": ["O", "S", "(", ")", "[", "]", "{", "}", ",", ":", "\t"],
    "HPyUnicode_FromFormat_int": ["%d", "%i", "%u", "%x", "%X", "%o", "%c", "%", "%*d", "%-5i", "%05d", "%.3d", "%q",
                                  "%#x", "%99999999999999999999d", "%%", "text", "\xe9", "%.*u"],
    "HPyUnicode_FromFormat_wide": ["%lld", "%lli", "%llu", "%llx", "%20lld", "%-20llX", "%.15llo", "%ll", "%%", "%llq"],
    "HPyUnicode_FromFormat_text": ["%s", "%.2s", "%10s", "%-10s", "%10.1s", "%.s", "%!s", "text", "%%", "%."],
    "HPyUnicode_FromFormat_object": ["%S", "%R", "%A", "%T", "%#T", "%N", "%U", "%20S", "%-20R", "%.3A", "%%", "%k"],
    "HPyErr_Format": ["%S", "%R", "%T", "%U", "no ", "%", "%#N"],
}  # fmt: skip
PARSED = list("bBhHiIlkLKnfdDpcCszyOUSY") + ["s#", "z#", "y#", "(", ")", "|", "$", ":f", ";text", "?", "i", "O", "s"]


class Planet:
    """Something with attributes, which compares and hashes by its name."""

    def __init__(self, name):
        self.name, self.x = name, 1

    def __eq__(self, other):
        return isinstance(other, Planet) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


class Stubborn:
    """Something that raises whatever is asked of it."""

    def refuse(self, *args):
        raise ArithmeticError("not with me")

    __hash__ = None
    __len__ = __iter__ = __eq__ = __getitem__ = __setitem__ = __index__ = __float__ = __bool__ = __str__ = refuse
    __add__ = __repr__ = __contains__ = __bytes__ = __format__ = __getattr__ = __setattr__ = __next__ = refuse


def give_back(*args, **kwargs):
    return args[0] if args else None


def fail(*args, **kwargs):
    raise LookupError("fail() fails")


def count():
    sent = yield 1
    yield sent
    return "end"  # noqa: B901  (the value that HPyIter_Send finds)


# The kinds of values, and how many there are of each. make_values() makes them in this order.
LAYOUT = [
    ("number", len(NUMBERS)),
    ("str", 6),
    ("name", 5),
    ("bytes", 3),
    ("bytearray", 3),
    ("list", 3),
    ("tuple", 2),
    ("dict", 3),
    ("set", 2),
    ("iterator", 3),
    ("slice", 1),
    ("type", 4),
    ("callable", 4),
    ("box", 1),
    ("any", 4),
]
FIRST_RESULT = sum(n for _, n in LAYOUT) - 4
assert FIRST_RESULT <= SLOTS - 4


def make_values(mod):
    local = type("Local", (Planet,), {"b": 2})  # a new one: programs change it
    kinds = {
        "number": list(NUMBERS),
        "str": STRINGS[1:4] + STRINGS[6:9],
        "name": NAMES[:5],
        "bytes": BYTES[:3],
        "bytearray": [bytearray(b"array"), array.array("d", [1.5, 2.5]), memoryview(b"memory")[::2]],
        "list": [[], [1, 2, 3], ["a", None, [1.5], b"b"]],
        "tuple": [(), (1, "a", None)],
        "dict": [{}, {"a": 1, "x": [2]}, {1: 2, None: 3, (1, 2): {}}],
        "set": [{1, 2, "a"}, frozenset([1])],
        "iterator": [iter((1, 2)), count(), iter({"k": 1}.items())],
        "slice": [slice(1, None, 2)],
        "type": [int, dict, ValueError, local],
        "callable": [len, give_back, fail, sorted],
        "box": [mod.Box()],
        "any": [None, local("earth"), Stubborn(), NotImplemented],
    }
    assert [(kind, len(kinds[kind])) for kind, _ in LAYOUT] == LAYOUT
    values = [value for kind, _ in LAYOUT for value in kinds[kind]]
    return tuple(values + [None] * (SLOTS - len(values)))


# ---- Programs


def binaries(compiler):
    return fuzz_run.build(compiler, "machine.c", WAYS)


def start(binary, mode):
    return fuzz_run.load(binary, mode)


def run(mod, seed):
    program, texts = write(seed, mod.names())
    return len(program) // STEP.size, mod.run(program, make_values(mod), texts, describe)


def places():
    """For each kind of value the slots where it is; any: all of them, and those of results."""
    result, first = {}, 0
    for kind, number in LAYOUT:
        result[kind] = list(range(first, first + number))
        first += number
    result["sequence"] = [slot for kind in ("list", "tuple", "str", "bytearray") for slot in result[kind]]
    result["any"] = list(range(SLOTS))
    return result


PLACES = places()


def write(seed, names):
    """(program, texts)."""
    rng = random.Random(seed)
    texts = list(COMMON_TEXTS)
    steps = [write_step(rng, names, texts) for _ in range(rng.randint(N_STEPS // 4, N_STEPS))]
    return b"".join(steps), tuple(texts + [b""] * (TEXTS - len(texts)))


def write_step(rng, names, texts):
    number = rng.randrange(len(names))
    name = names[number]
    first, second = fitting(name)
    text = rng.randrange(KEPT_TEXTS)
    made = make_format(rng, name)
    if made is not None:
        text = len(texts) if len(texts) < TEXTS else rng.randrange(KEPT_TEXTS, TEXTS)
        if text == len(texts):
            texts.append(made)
        else:  # all places are taken: the number of an operation that needs no format
            number, text = names.index("HPy_Str"), 0
    slots = [choose(rng, first), choose(rng, second), choose(rng, "any"), rng.randrange(FIRST_RESULT, SLOTS)]
    large = TOO_LARGE if any(word in name for word in MAKE_ITEMS) else LARGE
    n, m = (rng.choice(INDICES if rng.random() < 0.8 else large) for _ in range(2))
    return STEP.pack(number & 0xFF, *slots, text, rng.randrange(KEPT_TEXTS), number >> 8, n, m)


def fitting(name):
    """The kinds of values that an operation wants first and second."""
    if any(word in name for word in WITH_NAME):
        return "any", "name"
    return next(((first, second) for start, first, second in FITTING if name.startswith(start)), ("any", "any"))


def choose(rng, kind):
    chance = rng.random()
    if chance < 0.7:
        return rng.choice(PLACES[kind])
    return rng.randrange(FIRST_RESULT, SLOTS) if chance < 0.85 else rng.randrange(SLOTS)


def make_format(rng, name):
    """A format for the operation, good or broken; None for one that has none."""
    if name in FORMATS:
        pieces = FORMATS[name]
        return "".join(rng.choice(pieces) for _ in range(rng.randint(0, MOST_PIECES))).encode("latin-1")
    if name in ("HPyArg_Parse", "HPyArg_ParseKeywords"):
        return "".join(rng.choice(PARSED) for _ in range(rng.randint(1, 5))).encode()[:15]
    return None


# ---- Logs


def describe(name, thing):
    text = Description().of(thing)
    if isinstance(thing, BaseException):
        text = "raised %s" % text
    return text[0] + name + " " + text[1:] if text[0] == "!" else name + " " + text


class Unusable(Exception):
    """A thing that no further step may use; str() says why."""


class Description:
    """What a thing is, without running code of its own. Sets are sorted, since their order depends on their history."""

    def __init__(self):
        self.nodes = 0

    def of(self, thing):
        try:
            text = self.walk(thing)
        except Unusable as why:
            return "!%s: %s" % (type(thing).__name__, why)
        return text if len(text) < 300 else "%s… %d" % (text[:300], len(text))

    def walk(self, thing):
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise Unusable("large")
        kind = type(thing)
        if kind in (int, bool):
            return self.number(thing)
        if kind in (str, bytes, bytearray):
            return self.text(thing)
        if kind in (float, complex, type(None), type(...), type(NotImplemented), array.array, range):
            return repr(thing)
        if kind is slice:
            return "slice(%s)" % ", ".join([self.walk(part) for part in (thing.start, thing.stop, thing.step)])
        if kind in (list, tuple):
            return "%s(%s)" % (kind.__name__, ", ".join([self.walk(item) for item in thing]))
        if kind is dict:
            return "{%s}" % ", ".join(["%s: %s" % (self.walk(key), self.walk(thing[key])) for key in known(thing)])
        if kind in (set, frozenset):
            return self.set(thing)
        return self.other(thing, kind)

    def number(self, number):
        if LARGEST_SMALL < abs(number) < SMALLEST_LARGE or number.bit_length() > MOST_ITEMS:
            raise Unusable(hex(number)[:100])
        return str(number)

    def text(self, text):
        if len(text) > MOST_ITEMS or (" at 0x" if isinstance(text, str) else b" at 0x") in text:
            raise Unusable("long, or has an address")
        return ascii(text)

    def set(self, items):
        if any(type(item) not in (int, bool, float, str, bytes) for item in items):
            raise Unusable("the order of its items is not known")
        return "%s{%s}" % (type(items).__name__, ", ".join(sorted(self.walk(item) for item in items)))

    def other(self, thing, kind):
        if isinstance(thing, type):
            return "type %s" % thing.__name__
        if kind.__name__ == "module":
            raise Unusable("shared with other programs")
        if kind.__name__ in ENDLESS:
            raise Unusable("may never end")
        if isinstance(thing, BaseException):
            return "%s: %s" % (kind.__name__, without_addresses(thing))
        if isinstance(thing, Planet):
            return "%s %s" % (kind.__name__, self.walk(thing.__dict__))
        return kind.__name__


def known(mapping):
    """The keys of a dict, if asking for them again calls nothing of theirs that raises."""
    keys = list(mapping)
    if any(type(key) not in (int, bool, float, str, bytes, type(None), tuple) for key in keys):
        raise Unusable("keys of other types")
    return keys


def without_addresses(error):
    try:
        text = str(error)
    except Exception as worse:
        text = "str() raised %s" % type(worse).__name__
    text = re.sub(r"(<module '\w+') from '[^']*'>", r"\1>", text)  # hpy.universal.load names no file
    text = re.sub(r"\S*hpy/devel/", "hpy/devel/", text)  # a file of HPy's: where it lies depends on the build
    return ascii(re.sub(r"0x[0-9a-f]{6,}", "0x…", text))[:400]
