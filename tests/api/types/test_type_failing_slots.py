"""Slots that fail, each many times: the exception arrives, and the host is none the worse."""

import operator

import pytest

HEADS = {
    "HPy %s(HPyContext *ctx, HPy self)": "nb_negative nb_positive nb_absolute nb_invert nb_int nb_float nb_index"
    " tp_repr tp_str",
    "HPy %s(HPyContext *ctx, HPy self, HPy other)": "nb_add nb_subtract nb_multiply nb_remainder nb_divmod nb_lshift"
    " nb_rshift nb_and nb_xor nb_or nb_floor_divide nb_true_divide nb_matrix_multiply nb_inplace_add"
    " nb_inplace_subtract nb_inplace_multiply nb_inplace_true_divide nb_inplace_matrix_multiply mp_subscript"
    " sq_concat sq_inplace_concat",
    "HPy %s(HPyContext *ctx, HPy self, HPy other, HPy third)": "nb_power nb_inplace_power",
    "HPy %s(HPyContext *ctx, HPy self, HPy_ssize_t n)": "sq_item sq_repeat sq_inplace_repeat",
    "HPy %s(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)": "tp_richcompare",
    "HPy %s(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)": "tp_new",
    "HPy %s(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)": "tp_call",
    "int %s(HPyContext *ctx, HPy self)": "nb_bool",
    "int %s(HPyContext *ctx, HPy self, HPy other)": "sq_contains",
    "int %s(HPyContext *ctx, HPy self, HPy key, HPy value)": "mp_ass_subscript",
    "int %s(HPyContext *ctx, HPy self, HPy_ssize_t i, HPy value)": "sq_ass_item",
    "int %s(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)": "tp_init",
    "int %s(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)": "bf_getbuffer",
    "HPy_ssize_t %s(HPyContext *ctx, HPy self)": "mp_length sq_length",
    "HPy_hash_t %s(HPyContext *ctx, HPy self)": "tp_hash",
}
SLOTS = {name: head for head, names in HEADS.items() for name in names.split()}
ALONE = ("tp_new", "tp_init")  # no instance of their types
TYPES = {
    "Sequence": [name for name in SLOTS if name.startswith(("sq_", "bf_")) and name != "sq_contains"],
    "Other": [name for name in SLOTS if name.startswith(("nb_", "mp_", "tp_")) and name not in ALONE] + ["sq_contains"],
    "New": ["tp_new"],
    "Init": ["tp_init"],
}
# Functions of the module operator, and their slots.
UNARY = """\
neg negative
pos positive
abs absolute
invert invert
index index
"""
BINARY = """\
add add
sub subtract
mul multiply
mod remainder
lshift lshift
rshift rshift
and_ and
xor xor
or_ or
floordiv floor_divide
truediv true_divide
matmul matrix_multiply
pow power
iadd inplace_add
isub inplace_subtract
imul inplace_multiply
itruediv inplace_true_divide
imatmul inplace_matrix_multiply
ipow inplace_power
"""
CALLED = """
    HPyDef_METH(pair, "pair", HPyFunc_O)
    static HPy pair_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyTuple_Pack(ctx, 2, self, arg); }
    @EXPORT(pair)
    @INIT
"""


def definition(name, slots):
    out = ""
    for slot in slots:
        head = SLOTS[slot]
        out += "HPyDef_SLOT(%s, HPy_%s)\nstatic %s\n" % (slot, slot, head % (slot + "_impl"))
        failed = "HPy_NULL" if head.startswith("HPy ") else "-1"
        out += '{ HPyErr_SetString(ctx, ctx->h_LookupError, "%s"); return %s; }\n' % (slot, failed)
    out += "static HPyDef *%s_defines[] = {%s, NULL};\n" % (name, ", ".join("&" + slot for slot in slots))
    out += "static HPyType_Spec %s = {\n" % name
    out += '.name = "tests.%s", .basicsize = sizeof(long), .defines = %s_defines };\n' % (name, name)
    return out + '@EXPORT_TYPE("%s", %s)\n' % (name, name)


@pytest.fixture
def mod(make):
    return make("".join(definition(*item) for item in TYPES.items()) + CALLED)


def check(mod, uses):
    for use, slot in uses:
        for _ in range(20):
            with pytest.raises(LookupError, match="^%s$" % slot):
                use()
            for i in range(5):  # the handles of calls are right
                assert mod.pair(i) == (mod, i)


def test_numbers(mod):
    a = mod.Other()
    for name, slot in map(str.split, UNARY.splitlines()):
        check(mod, [(lambda name=name: getattr(operator, name)(a), "nb_" + slot)])
    for name, slot in map(str.split, BINARY.splitlines()):
        check(mod, [(lambda name=name: getattr(operator, name)(a, 1), "nb_" + slot)])
    check(
        mod,
        [
            (lambda: int(a), "nb_int"),
            (lambda: float(a), "nb_float"),
            (lambda: bool(a), "nb_bool"),
            (lambda: divmod(a, 1), "nb_divmod"),
            (lambda: pow(a, 2, 3), "nb_power"),
        ],
    )


def test_objects(mod):
    a = mod.Other()
    check(
        mod,
        [
            (lambda: repr(a), "tp_repr"),
            (lambda: str(a), "tp_str"),
            (lambda: hash(a), "tp_hash"),
            (lambda: a == 1, "tp_richcompare"),
            (lambda: a < 1, "tp_richcompare"),
            (lambda: a(1), "tp_call"),
            (lambda: a(1, x=2), "tp_call"),
            (lambda: len(a), "mp_length"),
            (lambda: a[0], "mp_subscript"),
            (lambda: operator.setitem(a, 0, 1), "mp_ass_subscript"),
            (lambda: operator.delitem(a, 0), "mp_ass_subscript"),
            (lambda: 1 in a, "sq_contains"),
            (mod.New, "tp_new"),
            (mod.Init, "tp_init"),
        ],
    )


def test_sequences(mod):
    a = mod.Sequence()
    check(
        mod,
        [
            (lambda: len(a), "sq_length"),
            (lambda: a[0], "sq_item"),
            (lambda: operator.setitem(a, 0, 1), "sq_ass_item"),
            (lambda: operator.delitem(a, 0), "sq_ass_item"),
            (lambda: operator.concat(a, a), "sq_concat"),
            (lambda: a * 2, "sq_repeat"),
            (lambda: operator.iconcat(a, a), "sq_inplace_concat"),
            (lambda: operator.imul(a, 2), "sq_inplace_repeat"),
            (lambda: memoryview(a), "bf_getbuffer"),
        ],
    )
