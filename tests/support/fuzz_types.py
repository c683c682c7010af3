"""The part "types" of support.fuzz_run: types of random specs, one after the other, the later ones over the earlier.

Each must give a type or an exception, the same in every ABI and layer. Of a type instances and subclasses are made, and
zeros written over the whole struct of an instance: Python's allocator, in its debug mode, sees whoever writes too far.
"""

import gc
import random
import struct
import sys
import weakref

from . import fuzz_run, fuzz_sequences

WAYS = fuzz_sequences.WAYS
BATCH = 60
ENVIRONMENT = {"PYTHONMALLOC": "debug"}
MOST_TYPES = 4
NONE, READONLY = -1, 4
LARGEST_FILLED = 1 << 16

TEXTS = [b"mod.Type", b"Type", b"a.b.C", b"", b".", b"mod.", b"m\xc3\xb6d.T\xc3\xbcp", b"\xff\xfe", b"x" * 300]
NAMES = [b"a", b"b", b"__dict__", b"__dictoffset__", b"__weaklistoffset__", b"__vectorcalloffset__", b"__init__"]
NAMES += [
    b"__module__",
    b"__slots__",
    b"__getitem__",
    b"__class_getitem__",
    b"send",
    b"__doc__",
    b"__name__",
    b"__new__",
]
SPECIAL = NAMES[3:6]
DOCS = [b"doc", b"Type(a)\n--\n\nDoc.", b"Type(\n--\n\n", b"\xff"]
ALL_TEXTS = tuple(TEXTS + NAMES + DOCS)
SIZES = [0, 0, 0, 1, 4, 8, 16, 24, 40, 64, 256]
ODD_SIZES = [-1, 3, 7, 2**31 - 1, -(2**31), 2**31 - 16, 2**31 - 24, 2**30, 2**20]
SHAPES = [-1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8]
NEW, FIELDS, MEMBER, GETSET, SLOT = 82, 8, 3, 4, 1
DEFAULT, BASETYPE, GC, VECTORCALL = 1 << 9 | 1 << 18, 1 << 10, 1 << 14, 1 << 11
# Without those that Python calls while an instance is made and whose results it believes: ours do nothing.
SLOTS = [*range(1, 47), 50, 56, 62, 63, 66, 67, 70, 71, *range(75, 83), *[1000, 1001, 1002, 1003] * 5]
ODD_SLOTS = [-1, 0, 47, 57, 64, 83, 999, 1004, 1005, 2000, 2001, 2002, 2003, 2004, 77, 2**31 - 1, -(2**31)]
KINDS = [SLOT] * 4 + [2] * 2 + [MEMBER] * 4 + [GETSET, 5, 6, 7] + [FIELDS] * 3
HPY_TP_TRAVERSE, HPY_TP_PAYLOAD = 71, 1004


def binaries(compiler):
    return fuzz_run.build(compiler, "types.c", WAYS)


def start(binary, mode):
    return fuzz_run.load(binary, mode)


def run(mod, seed):
    log = []
    specs = write(seed)
    objects = list(make_objects(mod))
    for spec in specs:
        try:
            made = mod.make(spec.program(), ALL_TEXTS, tuple(objects))
        except Exception as error:
            log.append(fuzz_sequences.describe("make", error))
            made = None
        else:
            log += try_out(mod, made, spec)
        objects.append(made or object)
    del objects, made
    gc.collect()
    return len(specs), log


def show(binary, seed):
    return "\n".join(map(str, write(seed))).encode()


class Plain:
    """A class with a __dict__."""


class Slotted:
    """One with data, and without a __dict__."""

    __slots__ = ("x", "__weakref__")


class Meta(type):
    """A metaclass that does nothing."""


class Own(type):
    """A metaclass with a __new__."""

    def __new__(cls, name, bases, namespace, **kwargs):
        return type.__new__(cls, name, bases, namespace)


class OfMeta(metaclass=Meta):
    """A class of one."""


def make_objects(mod):
    """What parameters may be, the same each time."""
    return (
        *(object, int, float, str, tuple, list, dict, bytes, type, bool, BaseException, ValueError, set, type(None)),
        *(type("Fresh", (Plain,), {}), Slotted, Meta, Own, OfMeta, None, 1, mod, sys, ()),
        *((int,), (object, Plain), (list, dict), (Plain, Slotted), ("no type",), type("Int", (int,), {})),
    )


N_OBJECTS = 30


# ---- Specs


class Spec:
    """One spec, as types.c reads it."""

    def __init__(self, head, records, params):
        self.head, self.records, self.params = head, records, params

    def program(self):
        numbers = [*self.head, len(self.records), len(self.params)]
        numbers += [number for row in self.records + self.params for number in row]
        return struct.pack("=%dq" % len(numbers), *numbers)

    def __str__(self):
        return "%s\n    %s" % (self.head, "\n    ".join(map(str, self.records + self.params)))

    basicsize = property(lambda self: self.head[1])
    shape = property(lambda self: self.head[4])

    def slots(self):
        return {row[1] for row in self.records if row[0] == SLOT}


def write(seed):
    rng = random.Random(seed)
    return [write_spec(rng, number) for number in range(rng.randint(1, MOST_TYPES))]


def write_spec(rng, number):
    basicsize = rng.choice(SIZES if rng.random() < 0.93 else ODD_SIZES)
    itemsize = rng.choice([8, 16, 1, -1, 2**31 - 1] if rng.random() < 0.12 else [0])
    shape = rng.choice(SHAPES) if rng.random() < 0.97 else rng.choice([-2, 9, 77])
    records = [write_record(rng, basicsize) for _ in range(rng.choice([0, 1, 2, 3, rng.randint(0, 12)]))]
    records = likely(rng, records, basicsize, shape)
    if shape == 8 and basicsize and rng.random() < 0.95:
        records.append((SLOT, HPY_TP_PAYLOAD, NONE, NONE, rng.randrange(2), 0, 0))
    flags = DEFAULT | rng.choice([BASETYPE, BASETYPE, 0]) | rng.choice([GC, 0, 0]) | rng.choice([VECTORCALL, 0, 0, 0])
    if rng.random() < 0.15:
        flags ^= 1 << rng.randrange(32)
    if flags & GC and rng.random() < 0.95 and not any(row[:2] == (SLOT, HPY_TP_TRAVERSE) for row in records):
        records.append((SLOT, HPY_TP_TRAVERSE, NONE, NONE, 0, 0, 0))
    name = 0 if rng.random() < 0.8 else rng.randrange(-1, len(TEXTS))
    doc = rng.choice([NONE, NONE, rng.randrange(len(ALL_TEXTS))])
    head = (name, basicsize, itemsize, flags, shape, int(rng.random() < 0.003), doc)
    return Spec(head, records, write_params(rng, number, shape))


def likely(rng, records, basicsize, shape):
    """Without what would be refused almost always, and where C cannot tell what is wrong, without that at all."""
    special = [row for row in records if row[0] == FIELDS or (row[0] == MEMBER and ALL_TEXTS[row[2]] in SPECIAL)]
    records = [row for row in records if row not in special[1:]]  # each has a place in the struct that is the host's
    if rng.random() < 0.05:
        return records
    seen, result = set(), []
    for row in records:
        needs_struct = row[0] == MEMBER or (row[0] == FIELDS and row[1] != 1)
        twice = row[0] == SLOT and row[1] in seen
        if not (
            twice or (needs_struct and basicsize == 0) or (row in special and row[0] == MEMBER and shape in (2, 5, 8))
        ):
            seen.add(row[1] if row[0] == SLOT else None)
            result.append(row)
    return result


def write_record(rng, basicsize):
    kind = rng.choice(KINDS) if rng.random() < 0.98 else rng.choice([0, 9, -1, 2**31 - 1])
    bits = rng.choice([0] * 40 + [READONLY] * 20 + list(range(8)))
    name = rng.randrange(len(TEXTS), len(TEXTS) + len(NAMES)) if rng.random() < 0.97 else rng.randrange(-1, len(TEXTS))
    n, m = write_place(rng, basicsize), rng.choice([0, 1, 1, 2, 3, -1, 2**62, write_place(rng, basicsize)])
    doc = rng.choice([NONE, len(ALL_TEXTS) - 4, len(ALL_TEXTS) - 1])
    return kind, write_number(rng, kind), name, doc, n, m, bits


def write_number(rng, kind):
    """Of the slot, the signature, the type of a member, where fields are."""
    if rng.random() < 0.02:
        return rng.choice(ODD_SLOTS)
    if kind == SLOT:
        return rng.choice(SLOTS)
    if kind == MEMBER:
        return rng.choice([*range(15), 16, 17, 18, 19, 20, 6, 16, 6, 19, 19])
    return rng.randrange(3) if kind == FIELDS else rng.choice([*[1, 2, 3, 4, 41] * 5, 90])


def write_place(rng, basicsize):
    """An offset, in the struct or at its end, or anywhere."""
    if rng.random() < 0.05:
        return rng.choice([-1, -8, 2**31, 2**62, 2**63 - 1, -(2**63)])
    inside = rng.randint(0, max(0, min(basicsize - rng.choice([8, 8, 8, 0]), 512)))
    return inside // 8 * 8 if rng.random() < 0.8 else inside


def write_params(rng, number, shape):
    """Mostly a base that suits the shape, or an earlier type."""
    suiting = {1: 8, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}
    n_objects = N_OBJECTS + number
    params = []
    chance = rng.random()
    if number and chance < 0.5:
        params.append((1, rng.randrange(N_OBJECTS, n_objects)))
    elif chance < 0.8 and shape in suiting:
        params.append((1, suiting[shape]))
    while rng.random() < 0.15:
        kind = rng.choice([1, 1, 1, 2, 3, 3, 4])
        likely = {1: rng.randrange(n_objects), 2: rng.randrange(24, 29), 3: rng.choice([8, 16, 16, 17]), 4: 21}
        params.append((kind, likely[kind] if rng.random() < 0.8 else rng.randrange(n_objects)))
    if rng.random() < 0.02:
        params.append((rng.choice([5, 99, -1, 1, 2, 3, 4]), rng.choice([NONE, 0])))
    return params


# ---- Types


def try_out(mod, made, spec):
    """Lines for the log."""
    log = ["type %r %r %r" % (made.__name__, made.__qualname__, [base.__name__ for base in made.__mro__])]
    log.append("    %s" % sorted(name for name in vars(made) if not name.startswith("__hpy")))
    log.append(attempt("subclass", lambda: type(made)("Sub", (made,), {}) and None))
    log.append(attempt("text", lambda: [made.__doc__, made.__module__, made.__text_signature__]))
    if not issubclass(made, type):
        log.append(attempt("instance", lambda: use(mod, made(), spec)))
    else:
        log.append(attempt("class", lambda: use(mod, made("Of", (), {}), spec)))
    return log


def attempt(name, action):
    try:
        result = action()
    except Exception as error:
        result = error
    return fuzz_sequences.describe(name, result)


def use(mod, instance, spec):
    if type(instance).__flags__ & GC:
        gc.is_tracked(instance)
    if 0 < spec.basicsize <= LARGEST_FILLED:
        mod.fill(instance, spec.shape, spec.basicsize)
    for action in (set_attribute, weakref.ref, call):
        try:
            action(instance)
        except Exception:
            continue
    del instance
    gc.collect()


def set_attribute(instance):
    instance.attribute = instance


def call(instance):
    return instance()
