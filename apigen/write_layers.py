"""What all layers share: the names of slots, the calls into an extension that they make themselves, the results of
calls that are not made."""

from .text import head
from .write_cpython import CallWords, cases_of_calls_in

# Functions that hpy.h does in place where the host's handles are the objects' own pointers: layers call them by name,
# all others through the table of the context below.
IN_PLACE = {"Dup", "Close", "Field_Store", "Field_Load", "TypeCheck", "Float_AsDouble", "AsStruct_Object",
            "AsStruct_Legacy"}

# Slots that no method in Python names, and one that has six.
NAMES = {
    "HPy_am_send": "send",
    "HPy_tp_richcompare": "(comparison)",
    "HPy_tp_traverse": "(traverse)",
    "HPy_tp_destroy": "(destroy)",
    "HPy_mod_create": "(create)",
    "HPy_mod_exec": "(exec)",
    "HPy_mod_traverse": "(traverse)",
    "HPy_mod_destroy": "(destroy)",
}


def slot_names(definition):
    out = head("What Python's users call the slots, and their signatures; included by universal/layers/names.c.")
    out += ["static const char *slot_name(int slot, HPyFunc_Signature *signature)", "{", "    switch (slot) {"]
    for slot in definition.slots:
        if slot.signature is not None:
            out += ["    case %s:" % slot.name, "        *signature = %s;" % slot.signature,
                    '        return "%s";' % (NAMES.get(slot.name) or slot.python)]
    return out + ["    }", "    return NULL; /* without an implementation, or not known */", "}", ""]


# What the host calls itself, without a layer; what cannot fail is always called.
NEVER_REFUSED = {"traverseproc", "vectorcallfunc"}


def failures(definition):
    out = head("The result of a call that has failed, for each signature that can fail; included by\n"
               " * universal/layers/depth.c.")
    for s in definition.signatures:
        if s.ret == "void" or s.name in NEVER_REFUSED:
            continue
        failed = {"HPy": "NULL", "HPy_SendResult": "HPy_SEND_ERROR"}.get(s.ret, "-1")
        out += ["case HPyFunc_%s:" % s.upper, "    ((_HPyFunc_args_%s *)args)->result = %s;" % (s.upper, failed),
                "    return 1;"]
    return out + [""]


LAYER_WORDS = CallWords("LAYER_AS", "_HPY_H", "_HPY_O", "LAYER_HANDLES")


def calls_in_place(definition):
    out = head("The calls into an extension that need nothing but handles of the objects, over a host whose handles are the\n"
               " * objects' pointers: a layer makes them itself; included by layers that do so.")
    return out + cases_of_calls_in(definition, LAYER_WORDS) + [""]


def short(f):
    return f.member[len("ctx_"):]


def call_below(f, ctx, args):
    """The expression with which a layer calls function 'f' of the context below."""
    function = f.name if short(f) in IN_PLACE else "%s->%s" % (ctx, f.member)
    return "%s(%s)" % (function, ", ".join([ctx] + args))
