"""Each slot of the definition (api/slots.h) alone in a type: called, failing, inherited, overridden in Python.

What slots do together, and their details: test_type_slots.py, test_type_attributes.py, test_type_iteration.py,
test_type_dict.py, test_type_life.py, test_buffer.py.
"""

import gc
import operator
import pathlib
import re
import weakref

import pytest
from support.run import ROOT, TESTS

# The implementation of a slot, by the name of its signature: notes the slot's name, fails if the test wants that, else
# returns something valid.
SIGNATURES = {
    "UNARYFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return answer(ctx, "NAME"); }',
    "BINARYFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self, HPy other) { return answer(ctx, "NAME"); }',
    "TERNARYFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self, HPy a, HPy b) { return answer(ctx, "NAME"); }',
    "INQUIRY": 'int NAME_impl(HPyContext *ctx, HPy self) { return note(ctx, "NAME"); }',
    "LENFUNC": 'HPy_ssize_t NAME_impl(HPyContext *ctx, HPy self) { return note(ctx, "NAME"); }',
    "SSIZEARGFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self, HPy_ssize_t n) { return answer(ctx, "NAME"); }',
    "SSIZEOBJARGPROC": 'int NAME_impl(HPyContext *ctx, HPy self, HPy_ssize_t n, HPy v) { return note(ctx, "NAME"); }',
    "OBJOBJARGPROC": 'int NAME_impl(HPyContext *ctx, HPy self, HPy a, HPy b) { return note(ctx, "NAME"); }',
    "OBJOBJPROC": 'int NAME_impl(HPyContext *ctx, HPy self, HPy a) { return note(ctx, "NAME"); }',
    "DESCRSETFUNC": 'int NAME_impl(HPyContext *ctx, HPy self, HPy a, HPy b) { return note(ctx, "NAME"); }',
    "GETATTROFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self, HPy name) { return answer(ctx, "NAME"); }',
    "SETATTROFUNC": 'int NAME_impl(HPyContext *ctx, HPy self, HPy name, HPy v) { return note(ctx, "NAME"); }',
    "HASHFUNC": 'HPy_hash_t NAME_impl(HPyContext *ctx, HPy self) { return note(ctx, "NAME"); }',
    "REPRFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return answer(ctx, "NAME"); }',
    "GETITERFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return iterator(ctx, "NAME"); }',
    "ITERNEXTFUNC": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return answer(ctx, "NAME"); }',
    "RICHCMPFUNC": "HPy NAME_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)"
    ' { return answer(ctx, "NAME"); }',
    "KEYWORDS": "HPy NAME_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)"
    ' { return answer(ctx, "NAME"); }',
    "INITPROC": "int NAME_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)"
    ' { return note(ctx, "NAME"); }',
    "NEWFUNC": "HPy NAME_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)"
    ' { Data *data; return note(ctx, "NAME") < 0 ? HPy_NULL : HPy_New(ctx, cls, &data); }',
    "SENDFUNC": "HPy_SendResult NAME_impl(HPyContext *ctx, HPy self, HPy value, HPy *result)"
    ' { *result = answer(ctx, "NAME"); return HPy_IsNull(*result) ? HPy_SEND_ERROR : HPy_SEND_NEXT; }',
    "TRAVERSEPROC": "int NAME_impl(void *self, HPyFunc_visitproc visit, void *arg)"
    ' { note_name("NAME"); HPy_VISIT(&((Data *)self)->field); return 0; }',
    "DESTROYFUNC": 'void NAME_impl(void *self) { note_name("NAME"); }',
    "DESTRUCTOR": 'void NAME_impl(HPyContext *ctx, HPy self) { note_name("NAME"); }',
    "GETBUFFERPROC": "int NAME_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)"
    ' { return note(ctx, "NAME") < 0 ? -1 : fill(ctx, self, view); }',
    "RELEASEBUFFERPROC": 'void NAME_impl(HPyContext *ctx, HPy self, HPy_buffer *view) { note_name("NAME"); }',
}
OTHERS = {  # slots whose result must be of some kind
    "nb_bool": 'int NAME_impl(HPyContext *ctx, HPy self) { return note(ctx, "NAME"); }',
    "nb_int": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return number(ctx, "NAME"); }',
    "nb_index": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return number(ctx, "NAME"); }',
    "nb_float": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return real(ctx, "NAME"); }',
    "am_await": 'HPy NAME_impl(HPyContext *ctx, HPy self) { return iterator(ctx, "NAME"); }',
}
COMPANIONS = {  # slots that make no sense without another one
    "bf_releasebuffer": "&plain_getbuffer, ",
    "am_send": "&plain_iternext, ",
}
SNIPPET = r"""
    typedef struct { HPyField field; char bytes[8]; } Data;
    HPyType_HELPERS(Data)
    static char calls[200];
    static const char *failing = "";

    static void note_name(const char *name)
    {
        size_t n = strlen(calls), size = strlen(name);
        if (n + size + 2 < sizeof(calls)) {
            memcpy(calls + n, name, size);
            strcpy(calls + n + size, " ");
        }
    }
    static int note(HPyContext *ctx, const char *name)
    {
        note_name(name);
        if (strcmp(failing, name) != 0)
            return 0;
        HPyErr_SetString(ctx, ctx->h_LookupError, name);
        return -1;
    }
    static HPy answer(HPyContext *ctx, const char *name)
    {
        return note(ctx, name) < 0 ? HPy_NULL : HPyUnicode_FromString(ctx, name);
    }
    static HPy number(HPyContext *ctx, const char *name)
    {
        return note(ctx, name) < 0 ? HPy_NULL : HPyLong_FromLong(ctx, 7);
    }
    static HPy real(HPyContext *ctx, const char *name)
    {
        return note(ctx, name) < 0 ? HPy_NULL : HPyFloat_FromDouble(ctx, 7);
    }
    #if HPY_ABI_MINOR > 0
    static HPy iterator(HPyContext *ctx, const char *name)
    {
        HPy empty = note(ctx, name) < 0 ? HPy_NULL : HPyTuple_FromArray(ctx, NULL, 0);
        HPy result = HPy_IsNull(empty) ? HPy_NULL : HPy_GetIter(ctx, empty);
        HPy_Close(ctx, empty);
        return result;
    }
    HPyDef_SLOT(plain_iternext, HPy_tp_iternext)
    static HPy plain_iternext_impl(HPyContext *ctx, HPy self)
    {
        return HPy_NULL;
    }
    #endif
    static int fill(HPyContext *ctx, HPy self, HPy_buffer *view)
    {
        Data *data = Data_AsStruct(ctx, self);
        memset(view, 0, sizeof(*view));
        view->buf = data->bytes;
        view->len = sizeof(data->bytes);
        view->itemsize = view->ndim = 1;
        view->obj = HPy_Dup(ctx, self);
        return 0;
    }
    HPyDef_SLOT(plain_getbuffer, HPy_bf_getbuffer)
    static int plain_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
    {
        return fill(ctx, self, view);
    }
    #define TYPE(NAME, FLAGS, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__ &NAME, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Data), .flags = FLAGS, .defines = NAME##_defines \
        };
    #define PLAIN HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    #define GC PLAIN | HPy_TPFLAGS_HAVE_GC

    IMPLEMENTATIONS

    HPyDef_METH(take_calls, "take_calls", HPyFunc_NOARGS)
    static HPy take_calls_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPyUnicode_FromString(ctx, calls);
        calls[0] = 0;
        return result;
    }
    static const char *const names[] = {NAMES};
    HPyDef_METH(let_fail, "let_fail", HPyFunc_O)
    static HPy let_fail_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        failing = names[HPyLong_AsLong(ctx, arg)];
        return HPy_Dup(ctx, ctx->h_None);
    }
    static HPyType_Spec derived_spec = {.name = "tests.Derived", .flags = PLAIN};
    HPyDef_METH(derive, "derive", HPyFunc_O)
    static HPy derive_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &derived_spec, params);
    }
    HPyDef_METH(pair, "pair", HPyFunc_O)
    static HPy pair_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyTuple_Pack(ctx, 2, self, arg); }
    @EXPORT(take_calls, let_fail, derive, pair)
    @INIT
"""


def assign_to_attribute(new):
    class Owner:
        attribute = new()

    Owner().attribute = 5


def read_attribute(new):
    class Owner:
        attribute = new()

    Owner().attribute  # noqa: B018


def await_(new):
    value = new()

    async def main():
        await value

    with pytest.raises(StopIteration):
        main().send(None)


def special(name, *args):
    """Calls a method of the type, as Python's own statements do."""

    def call(new):
        value = new()
        return getattr(type(value), name)(value, *args)

    return call


def set_item(key):
    return lambda new: operator.setitem(new(), key, 5)


def sequence(new):
    """For some Pythons the module operator concatenates nothing else."""
    return type("Sub", (new,), {"__getitem__": lambda self, key: key})()


SLOTS = {  # slot → its signature, and what makes Python call it once; new() makes an instance
    "bf_getbuffer": ("GETBUFFERPROC", lambda new: memoryview(new())),
    "bf_releasebuffer": ("RELEASEBUFFERPROC", lambda new: memoryview(new()).release()),
    "mp_ass_subscript": ("OBJOBJARGPROC", set_item("key")),
    "mp_length": ("LENFUNC", lambda new: len(new())),
    "mp_subscript": ("BINARYFUNC", lambda new: new()["key"]),
    "nb_absolute": ("UNARYFUNC", lambda new: abs(new())),
    "nb_add": ("BINARYFUNC", lambda new: new() + 1),
    "nb_and": ("BINARYFUNC", lambda new: new() & 1),
    "nb_bool": ("INQUIRY", lambda new: bool(new())),
    "nb_divmod": ("BINARYFUNC", lambda new: divmod(new(), 1)),
    "nb_float": ("UNARYFUNC", lambda new: float(new())),
    "nb_floor_divide": ("BINARYFUNC", lambda new: new() // 1),
    "nb_index": ("UNARYFUNC", lambda new: operator.index(new())),
    "nb_inplace_add": ("BINARYFUNC", lambda new: operator.iadd(new(), 1)),
    "nb_inplace_and": ("BINARYFUNC", lambda new: operator.iand(new(), 1)),
    "nb_inplace_floor_divide": ("BINARYFUNC", lambda new: operator.ifloordiv(new(), 1)),
    "nb_inplace_lshift": ("BINARYFUNC", lambda new: operator.ilshift(new(), 1)),
    "nb_inplace_multiply": ("BINARYFUNC", lambda new: operator.imul(new(), 1)),
    "nb_inplace_or": ("BINARYFUNC", lambda new: operator.ior(new(), 1)),
    "nb_inplace_power": ("TERNARYFUNC", lambda new: operator.ipow(new(), 1)),
    "nb_inplace_remainder": ("BINARYFUNC", lambda new: operator.imod(new(), 1)),
    "nb_inplace_rshift": ("BINARYFUNC", lambda new: operator.irshift(new(), 1)),
    "nb_inplace_subtract": ("BINARYFUNC", lambda new: operator.isub(new(), 1)),
    "nb_inplace_true_divide": ("BINARYFUNC", lambda new: operator.itruediv(new(), 1)),
    "nb_inplace_xor": ("BINARYFUNC", lambda new: operator.ixor(new(), 1)),
    "nb_int": ("UNARYFUNC", lambda new: int(new())),
    "nb_invert": ("UNARYFUNC", lambda new: ~new()),
    "nb_lshift": ("BINARYFUNC", lambda new: new() << 1),
    "nb_multiply": ("BINARYFUNC", lambda new: new() * 1),
    "nb_negative": ("UNARYFUNC", lambda new: -new()),
    "nb_or": ("BINARYFUNC", lambda new: new() | 1),
    "nb_positive": ("UNARYFUNC", lambda new: +new()),
    "nb_power": ("TERNARYFUNC", lambda new: new() ** 1),
    "nb_remainder": ("BINARYFUNC", lambda new: new() % 1),
    "nb_rshift": ("BINARYFUNC", lambda new: new() >> 1),
    "nb_subtract": ("BINARYFUNC", lambda new: new() - 1),
    "nb_true_divide": ("BINARYFUNC", lambda new: new() / 1),
    "nb_xor": ("BINARYFUNC", lambda new: new() ^ 1),
    "nb_matrix_multiply": ("BINARYFUNC", lambda new: new() @ 1),
    "nb_inplace_matrix_multiply": ("BINARYFUNC", lambda new: operator.imatmul(new(), 1)),
    "sq_ass_item": ("SSIZEOBJARGPROC", set_item(0)),
    "sq_concat": ("BINARYFUNC", lambda new: new() + []),
    "sq_contains": ("OBJOBJPROC", lambda new: 1 in new()),
    "sq_inplace_concat": ("BINARYFUNC", lambda new: operator.iadd(new(), [])),
    "sq_inplace_repeat": ("SSIZEARGFUNC", lambda new: operator.imul(new(), 2)),
    "sq_item": ("SSIZEARGFUNC", lambda new: new()[0]),
    "sq_length": ("LENFUNC", lambda new: len(new())),
    "sq_repeat": ("SSIZEARGFUNC", lambda new: new() * 2),
    "tp_call": ("KEYWORDS", lambda new: new()(1, a=2)),
    "tp_descr_get": ("TERNARYFUNC", read_attribute),
    "tp_descr_set": ("DESCRSETFUNC", assign_to_attribute),
    "tp_getattro": ("GETATTROFUNC", lambda new: new().attribute),
    "tp_hash": ("HASHFUNC", lambda new: hash(new())),
    "tp_init": ("INITPROC", lambda new: new()),
    "tp_iter": ("GETITERFUNC", lambda new: iter(new())),
    "tp_iternext": ("ITERNEXTFUNC", lambda new: next(new())),
    "tp_new": ("NEWFUNC", lambda new: new()),
    "tp_repr": ("REPRFUNC", lambda new: repr(new())),
    "tp_richcompare": ("RICHCMPFUNC", lambda new: new() == 1),
    "tp_setattro": ("SETATTROFUNC", lambda new: setattr(new(), "attribute", 5)),
    "tp_str": ("REPRFUNC", lambda new: str(new())),
    "tp_traverse": ("TRAVERSEPROC", lambda new: gc.get_referents(new())),
    "am_await": ("UNARYFUNC", await_),
    "am_aiter": ("UNARYFUNC", special("__aiter__")),
    "am_anext": ("UNARYFUNC", special("__anext__")),
    "am_send": ("SENDFUNC", lambda new: new().send(5)),
    "tp_finalize": ("DESTRUCTOR", lambda new: new()),
    "tp_vectorcall": ("KEYWORDS", lambda new: new(1, a=2)),
    "tp_destroy": ("DESTROYFUNC", lambda new: new()),
}
WORDS = {  # slots without an implementation → the macro that makes the record, and what would fail without it
    "tp_dict": ("HPyDef_DICT(tp_dict)", lambda new: setattr(new(), "attribute", 5)),
    "tp_weaklist": ("HPyDef_WEAKLIST(tp_weaklist)", lambda new: weakref.ref(new())),
    "tp_doc": ('HPyDef_DOC(tp_doc, "text")', lambda new: len(type(new()).__doc__)),
    "tp_qualname": ('HPyDef_QUALNAME(tp_qualname, "A.B")', lambda new: type(new()).__qualname__),
}
ELSEWHERE = {"tp_payload"}  # a record of HPyType_HELPERS: test_payload_over_any_base.py
OF_ONE_TYPE = {"tp_doc", "tp_qualname"}
CANNOT_FAIL = {"bf_releasebuffer", "tp_traverse", "tp_destroy", "tp_finalize"}
NEWER = {  # than minor version 0
    *("tp_descr_get", "tp_descr_set", "tp_getattro", "tp_setattro", "tp_iter", "tp_iternext", "tp_vectorcall"),
    *("am_await", "am_aiter", "am_anext", "am_send"),
}
MORE_CALLS = {  # other ways to come to the same slot
    "mp_ass_subscript": [lambda new: operator.delitem(new(), "key")],
    "nb_power": [lambda new: pow(new(), 2, 3)],
    "sq_ass_item": [lambda new: operator.delitem(new(), 0)],
    "sq_concat": [lambda new: operator.concat(sequence(new), sequence(new))],
    "sq_inplace_concat": [lambda new: operator.iconcat(sequence(new), sequence(new))],
    "tp_call": [lambda new: new()(1)],
    "tp_richcompare": [lambda new: new() < 1],
}
NO_METHOD = {"tp_traverse", "tp_destroy", "tp_new", "am_send", "bf_getbuffer", "bf_releasebuffer"}  # or not everywhere
DEFINITION = pathlib.Path(ROOT) / "api" / "slots.h"


def source(slots, words):
    """A type for each slot."""
    parts = []
    for name in slots:
        implementation = OTHERS.get(name, SIGNATURES[SLOTS[name][0]])
        parts.append("HPyDef_SLOT(%s, HPy_%s)\nstatic %s" % (name, name, implementation.replace("NAME", name)))
    parts += [WORDS[name][0] for name in words]
    for name in [*slots, *words]:
        flags = "GC" if name == "tp_traverse" else "PLAIN"
        parts.append("TYPE(%s, %s, %s)" % (name, flags, COMPANIONS.get(name, "")))
    text = SNIPPET.replace("IMPLEMENTATIONS", "\n".join(parts))
    text = text.replace("NAMES", ", ".join('"%s"' % name for name in ["", *slots]))
    types = "\n".join('@EXPORT_TYPE("%s", %s_spec)' % (name, name) for name in [*slots, *words])
    return text.replace("@INIT", types + "\n@INIT")


@pytest.fixture
def mod(make):
    module = make(source(SLOTS, WORDS), minor=2)
    gc.disable()  # it would call tp_traverse
    yield module
    gc.enable()
    module.let_fail(0)
    module.take_calls()


def derived(mod, cls):
    return mod.derive(cls)


def python(mod, cls):
    return type("Sub", (cls,), {"__slots__": ()})


def python_over_derived(mod, cls):
    return type("Sub", (mod.derive(cls),), {})


@pytest.mark.parametrize(
    "kind",
    [lambda mod, cls: cls, derived, python, python_over_derived],
    ids=["exact", "derived", "python", "python-derived"],
)
@pytest.mark.parametrize("slot", SLOTS)
def test_called_once(mod, slot, kind):
    cls = kind(mod, getattr(mod, slot))
    SLOTS[slot][1](cls)
    times = 2 if slot == "tp_traverse" else 1  # the end of the instance visits the fields too
    assert mod.take_calls().split() == [slot] * times


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if slot not in CANNOT_FAIL])
def test_exception_is_passed_on(mod, slot):
    cls = getattr(mod, slot)
    mod.let_fail(1 + list(SLOTS).index(slot))
    for _ in range(2):
        with pytest.raises(LookupError, match=slot):
            SLOTS[slot][1](cls)
    assert mod.take_calls().split() == [slot] * 2


def test_exceptions_leave_no_trace(make):
    """Of what every host has, each fails many times, and calls get the right handles afterwards."""
    slots = [slot for slot in SLOTS if slot not in CANNOT_FAIL | NEWER]
    mod = make(source(slots, []), minor=0)
    for number, slot in enumerate(slots, 1):
        mod.let_fail(number)
        for call in [SLOTS[slot][1], *MORE_CALLS.get(slot, [])]:
            for _ in range(20):
                with pytest.raises(LookupError, match="^%s$" % slot):
                    call(getattr(mod, slot))
                for i in range(5):
                    assert mod.pair(i) == (mod, i)


@pytest.mark.parametrize("kind", [lambda mod, cls: cls, derived, python], ids=["exact", "derived", "python"])
@pytest.mark.parametrize("slot", [slot for slot in WORDS if slot not in OF_ONE_TYPE])
def test_word(mod, slot, kind):
    WORDS[slot][1](kind(mod, getattr(mod, slot)))
    with pytest.raises((TypeError, AttributeError)):
        WORDS[slot][1](kind(mod, mod.nb_add))


def test_doc(mod):
    assert WORDS["tp_doc"][1](mod.tp_doc) == 4 and mod.nb_add.__doc__ is None


def test_qualname(mod):
    assert WORDS["tp_qualname"][1](mod.tp_qualname) == "A.B" and mod.nb_add.__qualname__ == "nb_add"
    assert mod.derive(mod.tp_qualname).__qualname__ == "Derived"


def methods_of_the_definition():
    """slot → names of the methods that Python gives it, from the definition."""
    if not DEFINITION.exists():
        return {}
    lines = DEFINITION.read_text(encoding="utf-8").splitlines()
    found = [re.match(r".*HPy_SLOT\(HPy_(\w+),.*?\)(?: HPy_METHODS\((.*?)\))?", line) for line in lines]
    return {m[1]: re.findall(r"__\w+__", m[2] or "") for m in found if m}


METHODS = methods_of_the_definition()
needs_definition = pytest.mark.skipif(not METHODS, reason="the tests stand without the sources they belong to")


@pytest.mark.parametrize("slot", [slot for slot, methods in METHODS.items() if methods and not slot.startswith("bf_")])
def test_methods_of_the_type(mod, slot):
    assert not [name for name in METHODS[slot] if name not in vars(getattr(mod, slot))]


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if METHODS.get(slot) and slot not in NO_METHOD])
def test_overridden_in_python(mod, slot):
    """The method of the subclass is called, and super() of it calls the slot."""
    seen, space = [], {}
    for name in METHODS[slot]:

        def method(self, *args, name=name, **kwargs):
            seen.append(name)
            return getattr(super(cls, self), name)(*args, **kwargs)

        space[name] = method
    cls = type("Sub", (getattr(mod, slot),), space)
    SLOTS[slot][1](cls)
    assert len(seen) == 1 and mod.take_calls().split() == [slot]


@needs_definition
def test_no_slot_is_missing():
    of_types = {slot for slot in METHODS if not slot.startswith("mod_")}
    assert of_types == {*SLOTS, *WORDS, *ELSEWHERE}


@needs_definition
def test_newer_slots_are_those_of_the_definition():
    newer = re.findall(r"^HPy_SINCE.*HPy_SLOT\(HPy_(\w+),", DEFINITION.read_text(encoding="utf-8"), re.M)
    assert set(newer) & set(SLOTS) == NEWER


@needs_definition
def test_signatures_are_those_of_the_definition():
    pairs = re.findall(r"HPy_SLOT\(HPy_(\w+), \d+, HPyFunc_(\w+)\)", DEFINITION.read_text(encoding="utf-8"))
    assert {slot: signature for slot, signature in pairs if not slot.startswith("mod_")} == {
        slot: signature for slot, (signature, _) in SLOTS.items()
    }


@needs_definition
def test_slots_of_modules_are_defined_by_their_tests():
    here = pathlib.Path(TESTS) / "api"
    text = "".join(path.read_text(encoding="utf-8") for path in here.glob("test_module*.py"))
    slots = [slot for slot in METHODS if slot.startswith("mod_")]
    assert slots and not [slot for slot in slots if "HPy_%s)" % slot not in text]
