"""What all layers share: the names of slots, the calls into an extension that they make themselves, the results of
calls that are not made."""

from typing import List, Sequence

from .model import Definition, Function, Signature
from .text import head
from .write_cpython import CallWords, cases_of_calls_in


def slot_names(definition: Definition) -> List[str]:
    out = head("What Python's users call the slots, and their signatures; included by universal/layers/names.c.")
    out += ["static const char *slot_name(int slot, HPyFunc_Signature *signature)", "{", "    switch (slot) {"]
    for slot in definition.slots:
        if slot.signature is not None:
            out += [
                "    case %s:" % slot.name,
                "        *signature = %s;" % slot.signature,
                '        return "%s";' % slot.label,
            ]
    return out + ["    }", "    return NULL; /* without an implementation, or not known */", "}", ""]


def failed(s: Signature, null: str) -> str:
    """The result of a call that has failed; 'null' where that is an object."""
    return {"HPy": null, "HPy_SendResult": "HPy_SEND_ERROR"}.get(s.ret, "-1")


def without_context(s: Signature, context: str) -> List[str]:
    """What a thunk does for which there was no memory to make a context of the layer."""
    if s.ret == "void":
        told, result = "layer_report_no_memory", ""
    else:
        told, result = "HPyErr_NoMemory", " " + failed(s, "HPy_NULL")
    return ["    if (%s == NULL) {" % context, "        %s(inner);" % told, "        return%s;" % result, "    }"]


def failures(definition: Definition) -> List[str]:
    out = head(
        "The result of a call that has failed, for each signature that can fail; included by\n"
        " * universal/layers/depth.c."
    )
    for s in definition.signatures:
        if s.ret == "void" or not s.takes_context:  # what cannot fail is always called, others by the host itself
            continue
        out += [
            "case HPyFunc_%s:" % s.upper,
            "    ((_HPyFunc_args_%s *)args)->result = %s;" % (s.upper, failed(s, "NULL")),
            "    return 1;",
        ]
    return out + [""]


LAYER_WORDS = CallWords("LAYER_AS", "_HPY_H", "_HPY_O", "LAYER_HANDLES")


def calls_in_place(definition: Definition) -> List[str]:
    out = head(
        "The calls into an extension that need nothing but handles of the objects, over a host whose handles are the\n"
        " * objects' pointers: a layer makes them itself; included by layers that do so."
    )
    return out + cases_of_calls_in(definition, LAYER_WORDS) + [""]


def call_below(f: Function, ctx: str, args: Sequence[str]) -> str:
    """The expression with which a layer calls function 'f' of the context below."""
    function = f.name if f.direct else "%s->%s" % (ctx, f.member)
    return "%s(%s)" % (function, ", ".join([ctx, *args]))
