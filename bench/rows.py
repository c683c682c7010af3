"""The rows of the benchmark: what is run, in which group it counts."""

from typing import NamedTuple

LOOPS = 1000  # of the loops in C


class Row(NamedTuple):
    group: str
    name: str
    statement: str  # uses m (the module), what PREPARED defines for it, and what 'setup' defines
    setup: str = ""
    per: int = 1  # one statement does the thing that often
    module: str = "micro"


PREPARED = {
    "writer": "pass",
    "numbers": "pass",
    "walks": "pass",
    "dates": "import datetime, weakref",
    "walks_cpp": "pass",
    "lru": "C = m.Cache; hit = C(lambda x: x); hit(1); many = C(lambda x: x, 100); r = range(100); list(map(many, r))",
    "pvectorc": "P = m.pvector; ints = list(range(1000)); small = P(range(9)); long = P(ints); large = P(range(50000))",
    "nodes": "pass",
    "calls": "pass",
    "kinds": "s = m.Slow(1, 2)",
    "attributes": "from types import ModuleType; watched = m.Watched(); watched.x = 1",
    "locking": "pass",
    "micro": "cell = m.Cell(); box = m.Box(cell)",
    "vector": "V = m.Vector; v = V([1.0, 2.0, 3.0]); w = V([4.0, 5.0, 6.0]); long = V(100); like_long = V(100)",
    "hpyjson": "from documents import DOCUMENTS, VALUES",
    "digest": "h = m.new(); short = b'x' * 20; text = b'x' * 1000; long = b'x' * 50000",
}


def loop(group, name, function, a="None", b="None", before="pass"):
    """A row for a function in C that does one thing LOOPS times with the objects 'a' and 'b'."""
    return Row(group, name, "f(%d, a, b)" % LOOPS, "%s; f = m.%s; a = %s; b = %s" % (before, function, a, b), LOOPS)


def vector(name, statement, setup="", per=1):
    """A row for the module of examples/vector."""
    return Row("vector", name, statement, setup, per, "vector")


def writer(name, statement, per=LOOPS, setup=""):
    """A row for the module writer."""
    return Row("writer", name, statement, setup, per, "writer")


def digest(name, statement):
    """A row for the module of examples/digest."""
    return Row("digest", name, statement, module="digest")


def bulk(name, function, container=""):
    """A row for a function of the module numbers, which goes over LOOPS numbers; 'r' is a range of them."""
    setup = "f = m.%s; r = range(%d); a = %s" % (function, LOOPS, container or "None")
    return Row("bulk", name, "f(a)" if container else "f()", setup, LOOPS, "numbers")


def walk(name, function, container, module="walks"):
    """A row for a function of the module walks, which looks at LOOPS floats in a container, or a pair LOOPS times."""
    setup = "f = m.%s; floats = [float(i) for i in range(%d)]; a = %s" % (function, LOOPS, container)
    return Row("walks", name, "f(a)", setup, LOOPS, module)


def lru(name, statement, setup="", per=1):
    """A row for the module of examples/lru."""
    return Row("lru", name, statement, setup, per, "lru")


EVOLVE = "f = lambda e: [e.set(i, i) for i in range(0, 1000, 100)] and e.persistent()"


def pvector(name, statement, setup="", per=1):
    """A row for the module of examples/pvector."""
    return Row("pvector", name, statement, setup, per, "pvectorc")


def date(name, function, argument="None"):
    """A row for a function of the module dates, which does one thing LOOPS times."""
    return Row("dates", name, "f(a)", "f = m.%s; a = %s" % (function, argument), LOOPS, "dates")


def node(name, function, kind, other="None"):
    """A row for a loop of the module nodes over objects of one of its types."""
    setup = "f = m.%s; T = m.%s; item = 5000; b = %s" % (function, kind, other)
    return Row("nodes", name, "f(%d, T, b)" % LOOPS, setup, LOOPS, "nodes")


def arguments(name, call, function):
    """A row for a function of the module calls that parses its arguments; its twin has CPython's public parser."""
    return Row("arguments", name, call, "f = m.%s; x = 5" % function, module="calls")


def short(name, function, callee):
    """A row for a function of the same module that calls something LOOPS times."""
    return Row("short calls", name, "f(%d, a)" % LOOPS, "f = m.%s; a = %s" % (function, callee), LOOPS, "calls")


KEYWORD_ROWS = ["definition, l, b=, c=", "definition, 8 objects by keyword", "definition, O, g=, h="]


def kind(group, name, statement, setup=""):
    """A row for the module kinds."""
    return Row(group, name, statement, setup, 1, "kinds")


def attribute(name, function, a="None", b="None"):
    """A row for a function of the module attributes, which does one thing LOOPS times with the objects 'a' and 'b'."""
    return Row("attributes", name, "f(a, b)", "f = m.%s; a = %s; b = %s" % (function, a, b), LOOPS, "attributes")


def locking(name, function, argument=""):
    """A row for a function of the module locking, which does one thing LOOPS times."""
    return Row("threads", name, "f(%s)" % argument, "f = m.%s; a = [None]" % function, LOOPS, "locking")


JSON = [
    "message",
    "posts",
    "posts in Japanese",
    "records",
    "coordinates",
    "1000 ints",
    "1000 short texts",
    "texts with escapes",
]  # names of values in documents.py


def read(name):
    """A row for the module of examples/json, which reads a document."""
    return Row("JSON reader", name, "f(a)", "f = m.loads; a = DOCUMENTS[%r]" % name, module="hpyjson")


def write(name):
    """A row for the same module, which writes it."""
    return Row("JSON writer", name, "f(a)", "f = m.dumps; a = VALUES[%r]" % name, module="hpyjson")


ROWS = [
    Row("calls", "NOARGS", "f()", "f = m.noargs"),
    Row("calls", "O", "f(1)", "f = m.one"),
    Row("calls", "VARARGS", "f(1, 2, 3)", "f = m.varargs"),
    Row("calls", "VARARGS parsing ll", "f(5, 3)", "f = m.parse"),
    Row("calls", "KEYWORDS", "f(1, key=2)", "f = m.keywords"),
    Row("calls", "KEYWORDS parsing ll", "f(5, 3)", "f = m.parse_keywords"),
    Row("calls", "KEYWORDS parsing l, b=, c=", "f(5, b=3, c=1)", "f = m.parse_keywords"),
    Row("calls", "method NOARGS", "cell.method_noargs()"),
    Row("calls", "method O", "cell.method_one(3)"),
    kind("calls", "class method O", "f(1)", "f = m.Slow.of_class"),
    kind("calls", "class method O, of an instance", "s.of_class(1)"),
    kind("calls", "static method O", "s.of_none(1)"),
    kind("calls", "method METHOD", "s.told(1)"),
    Row("getset", "get", "cell.value"),
    Row("getset", "set", "cell.value = 10"),
    Row("getset", "member get", "cell.member"),
    Row("getset", "member set", "cell.member = 10"),
    Row("slots", "sq_length", "len(cell)"),
    Row("slots", "sq_item", "cell[3]"),
    Row("slots", "sq_item, list() of 100", "list(cell)", "cell.value = 100", 100),
    Row("slots", "sq_contains", "3 in cell"),
    Row("slots", "nb_add", "cell + 1"),
    Row("slots", "nb_negative", "-cell"),
    Row("slots", "nb_bool", "not cell"),
    Row("slots", "tp_hash", "hash(cell)"),
    Row("slots", "tp_repr", "repr(cell)"),
    Row("slots", "tp_richcompare", "cell == other", "other = m.Cell()"),
    Row("slots", "tp_call", "f(1)", "f = m.Caller()"),
    Row("objects", "make and free", "T()", "T = m.Cell"),
    Row("objects", "make and free, callable", "T()", "T = m.Caller"),
    Row("objects", "make and free, GC and field", "T(1)", "T = m.Box"),
    Row("objects", "make and free, field", "T(1)", "T = m.Bag"),
    kind("objects", "make, tp_new and tp_init with a format", "T(1, 2)", "T = m.Slow"),
    kind("objects", "make, tp_vectorcall", "T(1, 2)", "T = m.Fast"),
    kind("objects", "make a function", "f(1)", "f = m.new_function"),
    loop("objects", "HPy_New, HPy_Close", "loop_new", "m.Cell"),
    loop("objects", "the same, GC and empty field", "loop_new", "m.Box"),
    loop("objects", "the same, GC and field", "loop_new_keeping", "m.Box", "1"),
    loop("objects", "the same, field", "loop_new_keeping", "m.Bag", "1"),
    Row("objects", "field get", "box.item"),
    Row("objects", "field set", "box.item = 10"),
    Row("objects", "field set, own object", "box.item = cell"),
    Row("objects", "HPyField_Load", "box.load(%d)" % LOOPS, "", LOOPS),
    Row("objects", "HPyField_Store", "box.store(%d)" % LOOPS, "", LOOPS),
    loop("objects", "AsStruct", "loop_as_struct", "cell"),
    node("make and free, 1 field", "make_leaf", "Leaf", "item"),
    node("make and free, 8 fields", "make_row", "Row", "item"),
    node("make and free, 8 fields, GC", "make_row", "RowGC", "item"),
    node("copy and free, 8 fields", "copy_row", "Row", "m.row(T)"),
    node("copy and free, 8 fields, GC", "copy_row", "RowGC", "m.row(T)"),
    node("copy and free, 4 items", "copy_node", "Node", "m.node(T, 4)"),
    node("copy and free, 4 items, GC", "copy_node", "NodeGC", "m.node(T, 4)"),
    node("copy and free, 32 items", "copy_node", "Node", "m.node(T, 32)"),
    node("copy and free, 32 items, GC", "copy_node", "NodeGC", "m.node(T, 32)"),
    node("copy over others, 4 fields", "overwrite", "Row", "m.row(T)"),
    loop("context", "long from, as", "loop_long"),
    loop("context", "float from, as", "loop_float"),
    loop("context", "dup, close", "loop_dup_close", "object()"),
    loop("context", "HPyGlobal_Load", "loop_global_load"),
    loop("context", "HPyGlobal_Store", "loop_global_store", "object()"),
    loop("context", "type check", "loop_type_check", "cell", "m.Cell"),
    loop("context", "UTF-8 of a str", "loop_utf8", "'text'"),
    loop("context", "text by kind, 16 characters", "loop_text_kind", "'a text, and short'[:16]"),
    loop("context", "text by kind, 4 wider ones", "loop_text_kind", "'\u20ac 5x'"),
    loop("context", "buffer acquire and release", "loop_buffer", "b'some bytes'"),
    loop("context", "the same of a bytearray", "loop_buffer", "bytearray(b'some bytes')"),
    Row("context", "list append", "f(%d, [], 1)" % LOOPS, "f = m.loop_list_append", LOOPS),
    loop("context", "list get item", "loop_list_get", "list(range(%d))" % LOOPS),
    loop("context", "tuple of 2", "loop_tuple", "1", "2"),
    loop("context", "dict set item", "loop_dict_set", "{}", "'key'"),
    loop("context", "dict get item", "loop_dict_get", "{'key': 1}", "'key'"),
    loop("context", "attribute get", "loop_attr_get", "Plain()", "'x'", "Plain = type('Plain', (), {'x': 1})"),
    loop("context", "attribute set", "loop_attr_set", "Plain()", "'x'", "Plain = type('Plain', (), {'x': 1})"),
    loop("context", "call", "loop_call", "len", "()"),
    writer("text, small pieces", "m.long_text(%d)" % LOOPS),
    writer("text of one line", "m.short_texts(%d)" % LOOPS),
    writer("text, 50 characters reserved", "m.reserved(%d)" % LOOPS, LOOPS // 50),
    writer("text, small pieces, wide", "m.wide_text(%d)" % LOOPS),
    writer("text, str objects", "m.strings(%d, 'some text')" % LOOPS),
    writer("bytes, small pieces", "m.long_bytes(%d)" % LOOPS),
    writer("bytes filled and cut", "m.filled_bytes(%d)" % LOOPS),
    bulk("sum of a list of ints", "sum_ints", "[i * 1000 for i in r]"),
    bulk("sum of larger ints", "sum_ints", "[i << 40 for i in r]"),
    bulk("sum of a list of floats", "sum_floats", "[i + 0.5 for i in r]"),
    bulk("sum of an array.array", "sum_array", "__import__('array').array('d', r)"),
    bulk("list of ints", "list_of_ints"),
    bulk("list of floats", "list_of_floats"),
    walk("dict, in blocks", "dict_block", "{str(x): x for x in floats}"),
    walk("dict, one by one", "dict_single", "{str(x): x for x in floats}"),
    walk("list, in blocks", "sequence_block", "floats"),
    walk("list, one by one", "list_single", "floats"),
    walk("tuple, in blocks", "sequence_block", "tuple(floats)"),
    walk("unpack a tuple of 2", "unpack", "(400.5, 600.5)"),
    walk("unpack a list of 2", "unpack", "[400.5, 600.5]"),
    walk("iterator", "iterate", "set(floats)"),
    walk("list, one by one, C++", "list_single", "floats", "walks_cpp"),
    walk("unpack a tuple of 2, C++", "unpack", "(400.5, 600.5)", "walks_cpp"),
    walk("iterator, C++", "iterate", "set(floats)", "walks_cpp"),
    arguments(KEYWORD_ROWS[0], "f(5, b=3, c=1)", "longs"),
    arguments(KEYWORD_ROWS[1], "f(a=x, b=x, c=x, d=x, e=x, f=x, g=x, h=x)", "objects"),
    arguments(KEYWORD_ROWS[2], "f(x, g=x, h=x)", "objects"),
    date("datetime, make", "new_datetime"),
    date("datetime, unpack", "unpack_datetime", "datetime.datetime(2024, 2, 29, 12, 30, 45)"),
    date("datetime, check", "check_datetime", "datetime.datetime(2024, 2, 29, 12, 30, 45)"),
    date("timedelta, make", "new_delta"),
    date("timedelta, unpack", "unpack_delta", "datetime.timedelta(5, 100)"),
    date("weak reference, get", "weakref_get", "weakref.ref(datetime.timezone)"),
    date("import of an attribute", "import_attr"),
    date("memory for 40 bytes", "small_memory"),
    arguments("definition, ll", "f(5, 3)", "longs"),
    arguments("definition, l, b=, c=, by hand", "f(5, b=3, c=1)", "longs_by_hand"),
    arguments("unpack 2 of 3", "f(x, x)", "unpack"),
    short("no argument", "no_args", "int"),
    short("one argument", "one_arg", "callable"),
    short("method by text", "method_text", "'text'"),
    short("method by name", "method_name", "'text'"),
    short("two ints by a format", "with_format", "max"),
    Row("attributes", "get through tp_getattro", "watched.x", module="attributes"),
    Row("attributes", "member through tp_getattro", "watched.count", module="attributes"),
    Row("attributes", "set through tp_setattro", "watched.x = 2", module="attributes"),
    attribute("isinstance, of the class", "is_instance", "5", "int"),
    attribute("isinstance, of a subclass", "is_instance", "True", "int"),
    attribute("isinstance, of another", "is_instance", "5", "str"),
    attribute("HPyList_Check of a list", "is_list", "[]"),
    attribute("HPyList_Check of another", "is_list", "()"),
    attribute("HPyLong_Check of a bool", "is_int", "True"),
    attribute("HPyModule_Check of a module", "is_module", "ModuleType('x')"),
    attribute("HPyModule_Check of another", "is_module", "5"),
    attribute("HPyDict_CheckExact", "is_exact_dict", "{}"),
    attribute("look-up in a class", "lookup", "bool", "'bit_length'"),
    attribute("__get__ of a method", "descr_get", "str.join", "'x'"),
    attribute("dict of an object", "get_dict", "ValueError()"),
    attribute("recursion guard", "recursion"),
    attribute("repr guard", "repr_guard", "[]"),
    vector("Vector([1.0, 2.0, 3.0])", "V(items)", "items = [1.0, 2.0, 3.0]"),
    vector("v + w", "v + w"),
    vector("v * 2.0", "v * 2.0"),
    vector("-v", "-v"),
    vector("v += w", "u = v; u += w", "w = V(3)"),
    vector("v[i]", "v[1]"),
    vector("v[i] = x", "v[1] = 2.5"),
    vector("v[i:j]", "v[0:2]"),
    vector("v[i:j] = w", "v[0:2] = w", "w = V(2)"),
    vector("v == w", "v == w"),
    vector("len(v)", "len(v)"),
    vector("v.sum()", "v.sum()"),
    vector("v.dot(w)", "v.dot(w)"),
    vector("list(v) of 100", "list(long)", per=100),
    vector("v + w of 100", "long + like_long"),
    vector("v.sum() of 100", "long.sum()"),
    vector(
        "ODE, one step",
        "step(derivative, y, 0.003)",
        "ode = fresh('ode'); step = ode.step; derivative = ode.derivative; y = V(ode.START)",
    ),
    digest("new(data).hexdigest()", "m.new(short).hexdigest()"),
    digest("update, 20 bytes", "h.update(short)"),
    digest("update, 1000 bytes", "h.update(text)"),
    digest("update, 50,000 bytes", "h.update(long)"),
    digest("digest()", "h.digest()"),
    digest("copy()", "h.copy()"),
    digest("hexdigest(data)", "m.hexdigest(short)"),
    locking("enter in a foreign thread", "enter_foreign"),
    locking("enter between leave and reenter", "enter_left"),
    locking("enter in Python", "enter_nested"),
    locking("mutex", "lock"),
    locking("critical section", "section", "a"),
    lru("hit, the latest", "hit(1)"),
    lru("hits in turn", "deque(map(many, r), 0)", "from collections import deque", per=100),
    lru("hit, two arguments", "f(1, 2)", "f = C(lambda x, y: x); f(1, 2)"),
    lru("hit, keyword", "f(x=1)", "f = C(lambda x: x); f(x=1)"),
    lru("miss, one dropped", "f(next(numbers))", "import itertools; numbers = itertools.count(); f = C(abs, 50)"),
    lru("make and free", "C(abs)"),
    pvector("pvector(list of 1000)", "P(ints)", per=1000),
    pvector("v[i], in the tail", "small[5]"),
    pvector("v[i], 1000 items", "long[500]"),
    pvector("v[i], 50,000 items", "large[500]"),
    pvector("append, 9 items", "small.append(1)"),
    pvector("append, 50,000 items", "large.append(1)"),
    pvector("set, 1000 items", "long.set(500, 1)"),
    pvector("set, 50,000 items", "large.set(500, 1)"),
    pvector("extend by 1000", "large.extend(ints)", per=1000),
    pvector("list(v) of 1000", "list(long)", per=1000),
    pvector("tolist() of 1000", "long.tolist()", per=1000),
    pvector("v == w of 1000", "long == other", "other = P(range(1000))", per=1000),
    pvector("hash(v) of 9", "hash(small)"),
    pvector("evolver, 10 items set", "f(large.evolver())", EVOLVE),
    *map(read, JSON),
    *map(write, JSON),
]


def chosen(groups):
    """The rows of these groups; of all where there is none."""
    return [row for row in ROWS if not groups or row.group in groups]
