"""The part "formats" of support.fuzz_run: calls of what takes a format, with random ones, right, broken and deep.

The functions are called by ctypes, which passes any list of values as C would. Which values a format asks for is read
here, as helpers.h has it, up to the first mistake: so each value has the type that is fetched, whatever is wrong behind
it. Some zeros follow. Texts, sizes and targets are real; what they are is in the log, but no address.
"""

import ctypes
import random
import re

from . import fuzz_run, fuzz_sequences

WAYS = fuzz_sequences.WAYS
BATCH = 80
N_CALLS = 8
TEXTS = [b"", b"a", b"text", b"h\xc3\xa9llo", b"\xff\xfe", b"%s", b"x" * 300, None]
WIDE_TEXTS = ["", "wide", "\u20ac\xe9", None]
INTS = [0, 1, -1, 7, 65, 255, 256, 0x20AC, 0xD800, 0x10FFFF, 0x110000, 2**31 - 1, -(2**31)]
LARGE = [*INTS, 2**63 - 1, -(2**63), 2**32]
STARS = [0, 1, 3, -3, 20, 2**31 - 1, -(2**31), -1]
REALS = [0.0, -0.5, 1e300, float("inf"), float("nan")]
BUFFER = 256  # bytes of a target: more than any unit stores
PADDING = 8
DEEP = 20000  # brackets in each other
MOST = 900  # values that ctypes takes


class Handle(ctypes.Structure):
    """An HPy, an HPyTracker."""

    _fields_ = [("_i", ctypes.c_ssize_t)]


class Parser(ctypes.Structure):
    """An HPyArg_Parser."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("format", "names", "signature", "resolved")]


def binaries(compiler):
    return fuzz_run.build(compiler, "formats.c", WAYS)


def start(binary, mode):
    return Machine(fuzz_run.load(binary, mode))


def run(machine, seed):
    calls = write(seed)
    log = []
    machine.mod.inside(lambda ctx, handles: log.extend(machine.run(ctx, handles, call) for call in calls), values())
    return len(calls), log


def show(binary, seed):
    return "\n".join(map(repr, write(seed))).encode()


def values():
    """What handles there are, the same each time."""
    return (
        *(0, -1, 255, 2**70, True, 1.5, 2j, None, "", "a", "h\xe9llo", "\udc80", "x\0y", b"", b"bytes", b"x\0y"),
        *(bytearray(b"array"), memoryview(b"memory"), memoryview(b"strided")[::2], (), (1, "a"), [1, [2, (b"", 3)]]),
        *({}, {"a": 1, "x": "y"}, {1: 2}, int, str, ValueError, UserWarning, len, max, fuzz_sequences.Stubborn()),
    )


N_VALUES = len(values())


# ---- Formats

BUILT = list("bBhHiIlkLKnfdDpcCszUyuOS()[]{}") + ["s#", "z#", "U#", "y#", "u#", "O&", ",", ":", " ", "\t", "{s:i}", "N"]
PARSED = list("bBhHiIlkLKnfdDpcCszyOUSY()|$") + [
    "s#",
    "y#",
    "z*",
    "y*",
    "w*",
    "es",
    "et#",
    "es#",
    "O!",
    "O&",
    "(ii)",
    ":f",
]
TEXT = ["%d", "%5i", "%-7u", "%05x", "%X", "%o", "%c", "%p", "%s", "%.3s", "%ls", "%U", "%V", "%lV", "%S", "%R", "%.4A",
        "%T", "%#T", "%N", "%%", "%*d", "%.*u", "%*.*ld", "%lld", "%zu", "%jd", "%tx", "%ld", "word ", "%"]  # fmt: skip
STRUCT = list("xcbB?hHiIlLqQnNefdspP<>=!@ 019") + ["99999999999", "\n"]
SIGNATURE = [
    "f(",
    ")",
    "a",
    "b=1",
    ", ",
    "*",
    "/",
    "=",
    "*, ",
    "/, ",
    "$self, ",
    "$module",
    "'x'",
    "[",
    "]",
    "{1: 2}",
    "a: int",
]
ALPHABET = [bytes([code]) for code in range(1, 256)]


def write_text(rng, pieces, most=8):
    """A text of pieces, of which some have been changed."""
    text = b"".join(rng.choice(pieces).encode() for _ in range(rng.choice([0, 1, 1, 2, 3, rng.randint(0, most)])))
    while rng.random() < 0.25:
        at = rng.randint(0, len(text))
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + rng.choice(ALPHABET) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + rng.choice(pieces).encode() + text[at:]
        else:
            text = text + text[at:]
    if rng.random() < 0.01:
        n, (left, right) = rng.randint(20, DEEP), rng.choice([b"()", b"[]", b"{}", b"(("])
        text = bytes([left]) * n + text + bytes([right]) * n
    return text[: 3 * DEEP]


def write_format(rng):
    """A format for HPyUnicode_FromFormat."""
    text = write_text(rng, TEXT)
    if rng.random() < 0.1:
        number = rng.choice(
            [b"0", b"64", b"300", b"99999999999999999999", b"9223372036854775807", b"4611686018427387904"]
        )
        text = text.replace(b"%", b"%" + rng.choice([b"", b".", b"-", b"0"]) + number, 1)
    return text


# ---- Values: (kind, value), as the machine turns them into C's


def some(rng, kind, choices):
    return kind, rng.randrange(len(choices))


def handle(rng):
    return "handle", rng.choice([rng.randrange(N_VALUES)] * 15 + [None])


def number(rng, kind):
    return kind, rng.choice(INTS if kind == "int" else LARGE)


def sized(rng, kind, choices, has_size):
    """A text, and how much of it."""
    text = some(rng, kind, choices)
    content = choices[text[1]]
    return [text, ("ssize", rng.randint(-1, len(content or b"")))] if has_size else [text]


INTEGERS = {
    **dict.fromkeys("bBhHiIpcC", "int"),
    "l": "long",
    "k": "long",
    "L": "longlong",
    "K": "longlong",
    "n": "ssize",
}


def built_values(rng, fmt):
    result = []
    for i, unit in enumerate(fmt.decode("latin-1")):
        behind = fmt[i + 1 : i + 2]
        if unit in INTEGERS:
            result.append(number(rng, INTEGERS[unit]))
        elif unit in "fd":
            result.append(some(rng, "real", REALS))
        elif unit == "D":
            result.append(("target", 0))
        elif unit in "szUy":
            result += sized(rng, "text", TEXTS, behind == b"#")
        elif unit == "u":
            result += sized(rng, "wide", WIDE_TEXTS, behind == b"#")
        elif unit in "OS":
            result += (
                [("maker", 0), ("longlong", rng.randrange(4))]
                if unit + behind.decode("latin-1") == "O&"
                else [handle(rng)]
            )
    return result


LENGTHS = {b"l": "long", b"ll": "longlong", b"z": "ssize", b"j": "longlong", b"t": "ssize", b"": "int"}
UNIT = re.compile(rb"%(?:%|[0#-]*(\*|[0-9]*)(\.(?:\*|[0-9]*))?(ll|[ljzt]?)(.?))", re.S)


def format_values(rng, fmt):
    result = []
    for match in UNIT.finditer(fmt):
        if match.group() == b"%%":
            continue
        width, precision, length, letter = match.groups()
        result += [("int", rng.choice(STARS)) for part in (width, precision or b"") if part.endswith(b"*")]
        if letter and letter in b"cdiouxX":
            result.append(number(rng, LENGTHS[length]))
        elif letter == b"p":
            result.append(("longlong", rng.choice([0, 0x1234])))
        elif letter == b"s":
            result.append(some(rng, "wide", WIDE_TEXTS) if length == b"l" else some(rng, "text", TEXTS))
        elif letter and letter in b"SRATNU":
            result.append(handle(rng))
        elif letter == b"V":
            result += [handle(rng), some(rng, "wide", WIDE_TEXTS) if length == b"l" else some(rng, "text", TEXTS)]
    return result


def parsed_values(rng, fmt):
    """Targets, and what stands between them."""
    result = []
    text = re.split(rb"[:;]", fmt)[0].decode("latin-1")
    i = 0
    while i < len(text):
        unit, behind = text[i], text[i + 1 : i + 2]
        i += 1
        if unit in "()|$":
            continue
        if unit == "e" and behind and behind in "st":
            i += 1
            has_size = text[i : i + 1] == "#"
            i += has_size
            result += [("encoding", rng.randrange(3)), ("buffer" if rng.random() < 0.5 else "target", unit)]
            result += [("size", 0)] if has_size else []
        elif unit == "O" and behind == "!":
            i += 1
            result += [("handle", rng.randrange(N_VALUES)), ("target", unit)]
        elif unit == "O" and behind == "&":
            i += 1
            result += [("converter", 0), ("target", unit)]
        elif unit + behind in ("s#", "z#", "y#"):
            i += 1
            result += [("target", unit), ("target", "n")]
        elif unit + behind in ("s*", "z*", "y*", "w*"):
            i += 1
            result.append(("view", 0))
        else:
            result.append(("target", unit))
    return result


# ---- Calls: (function, values in front of the format, format, values behind it)


def write(seed):
    rng = random.Random(seed)
    return [write_call(rng, rng.choice(sorted(CALLS))) for _ in range(N_CALLS)]


def write_call(rng, name):
    while True:
        front, fmt, behind = CALLS[name](rng)
        if len(behind) <= MOST:
            return name, front, fmt, behind


def call_build(rng, *front):
    fmt = write_text(rng, BUILT)
    return list(front), fmt, built_values(rng, fmt)


def call_format(rng, *front):
    fmt = write_format(rng)
    return list(front), fmt, format_values(rng, fmt)


def arguments(rng, most=4):
    return [rng.randrange(N_VALUES) for _ in range(rng.choice([0, 1, 1, 2, rng.randint(0, most)]))]


def names(rng):
    return [rng.choice([b"", b"a", b"b", b"c", b"\xff", b"a"]) for _ in range(rng.randint(0, 5))]


def call_parse(rng, *rest):
    fmt = write_text(rng, PARSED)
    front = [("tracker", rng.random() < 0.9), ("arguments", arguments(rng)), *rest]
    return front, fmt, parsed_values(rng, fmt)


def call_keywords(rng, in_dict):
    front, fmt, behind = call_parse(rng, ("handle", rng.choice([None, 22, 23, 24, 19, 20, rng.randrange(N_VALUES)])))
    if not in_dict:  # a tuple of names, whose values stand behind the arguments
        front[1] = ("arguments", [*front[1][1], 0, 9])
        front[1], front[2] = ("some arguments", front[1][1]), ("handle", rng.choice([None, None, 19]))
    return front, fmt, [("names", names(rng)), *behind]


def call_with(rng):
    fmt, signature = write_text(rng, PARSED), write_text(rng, SIGNATURE)
    parser = ("parser", (fmt, signature if rng.random() < 0.6 else None, names(rng)))
    front = [parser, ("tracker", rng.random() < 0.9), ("arguments", arguments(rng)), handle(rng)]
    return front, None, parsed_values(rng, fmt)


CALLS = {
    "HPy_BuildValue": call_build,
    "HPy_CallFunction": lambda rng: call_build(rng, ("handle", rng.randrange(N_VALUES))),
    "HPyUnicode_FromFormat": call_format,
    "HPyErr_Format": lambda rng: call_format(rng, ("handle", 27)),
    "HPyErr_WarnFormat": lambda rng: call_format(rng, ("handle", rng.choice([28, 28, 2])), ("ssize", 1)),
    "HPyArg_Parse": call_parse,
    "HPyArg_ParseKeywords": lambda rng: call_keywords(rng, False),
    "HPyArg_ParseKeywordsDict": lambda rng: call_keywords(rng, True),
    "HPyArg_ParseWith": call_with,
    "HPyBuffer_SizeFromFormat": lambda rng: ([], write_text(rng, STRUCT), []),
}
RESULTS = {"HPyErr_WarnFormat": ctypes.c_int, "HPyBuffer_SizeFromFormat": ctypes.c_ssize_t}
PARSERS = [name for name in CALLS if name.startswith("HPyArg")]


# ---- Running them


class Machine:
    """The module, and calls of its functions."""

    def __init__(self, mod):
        self.mod = mod
        self.addresses = mod.addresses()
        self.kept = []  # what parsers remember

    def run(self, ctx, handles, call):
        """The line for the log."""
        name, front, fmt, behind = call
        values = Values(self, handles)
        arguments = [ctypes.c_void_p(ctx), *values.of(front)] + ([ctypes.c_char_p(fmt)] if fmt is not None else [])
        arguments += [*values.of(behind), *[ctypes.c_void_p(0)] * PADDING]
        restype = RESULTS.get(name, ctypes.c_int if name in PARSERS else Handle)
        function = ctypes.PYFUNCTYPE(restype)(self.addresses[name])
        try:
            result = function(*arguments)
            if restype is Handle:
                result = self.mod.take(result._i)
            elif name in PARSERS:
                result = values.stored()
                values.release()
        except Exception as error:
            result = error
        return fuzz_sequences.describe(name, result)


class Values:
    """The values of one call as ctypes passes them, and what they point to."""

    def __init__(self, machine, handles):
        self.machine, self.handles = machine, handles
        self.kept, self.targets, self.views, self.tracker = [], [], [], None

    def of(self, values):
        return [made for kind, value in values for made in getattr(self, "make_" + kind.replace(" ", "_"))(value)]

    def keep(self, thing):
        self.kept.append(thing)
        return thing

    def make_int(self, value):
        return [ctypes.c_int(value)]

    def make_long(self, value):
        return [ctypes.c_long(value)]

    def make_longlong(self, value):
        return [ctypes.c_longlong(value)]

    def make_ssize(self, value):
        return [ctypes.c_ssize_t(value)]

    def make_real(self, index):
        return [ctypes.c_double(REALS[index])]

    def make_text(self, index):
        return [ctypes.c_char_p(TEXTS[index])]

    def make_wide(self, index):
        return [ctypes.c_wchar_p(WIDE_TEXTS[index])]

    def make_handle(self, index):
        return [Handle(0 if index is None else self.handles[index])]

    def make_encoding(self, index):
        return [ctypes.c_char_p([None, b"latin-1", b"nonsense"][index])]

    def make_maker(self, _):
        return [ctypes.c_void_p(self.machine.addresses["maker"])]

    def make_converter(self, _):
        return [ctypes.c_void_p(self.machine.addresses["converter"])]

    def make_target(self, unit):
        target = self.keep(ctypes.create_string_buffer(BUFFER))
        self.targets.append((unit, target))
        return [ctypes.byref(target)]

    def make_buffer(self, _):
        """A target of es# that holds memory."""
        return [ctypes.byref(self.keep(ctypes.c_void_p(ctypes.addressof(self.keep(ctypes.create_string_buffer(4))))))]

    def make_size(self, _):
        return [ctypes.byref(self.keep(ctypes.c_ssize_t(4)))]

    def make_view(self, _):
        view = self.keep(ctypes.create_string_buffer(BUFFER))
        self.views.append(view)
        return [ctypes.byref(view)]

    def make_tracker(self, given):
        self.tracker = Handle(0) if given else None
        return [ctypes.byref(self.tracker) if given else ctypes.c_void_p(0)]

    def make_arguments(self, indices, count=None):
        array = self.keep((Handle * (len(indices) + 1))(*[Handle(self.handles[index]) for index in indices]))
        return [ctypes.byref(array), ctypes.c_size_t(len(indices) if count is None else count)]

    def make_some_arguments(self, indices):
        return self.make_arguments(indices, len(indices) - 2)

    def make_names(self, names):
        return [ctypes.byref(self.keep((ctypes.c_char_p * (len(names) + 2))(*names)))]

    def make_parser(self, given):
        fmt, signature, names = given
        array = (ctypes.c_char_p * (len(names) + 2))(*names)
        fmt, signature = ctypes.create_string_buffer(fmt), signature and ctypes.create_string_buffer(signature)
        address = ctypes.addressof
        parser = Parser(address(fmt), None if signature else address(array), address(signature) if signature else None)
        self.machine.kept.append((parser, fmt, signature, array))
        return [ctypes.byref(parser)]

    def stored(self):
        """What numbers were stored."""
        return [
            "%s %s" % (unit, target.raw[:16].hex()) for unit, target in self.targets if unit in list("bBhHiIlkLKnfdpcC")
        ]

    def release(self):
        for view in self.views:
            self.machine.mod.release(ctypes.addressof(view))
        if self.tracker is not None:
            self.machine.mod.close_tracker(self.tracker._i)
