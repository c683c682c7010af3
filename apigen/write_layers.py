"""What all layers share: the names of slots, the results of calls that are not made."""

from .text import head


def slot_names(definition):
    out = head("What Python's users call the slots, and their signatures; included by universal/layers/names.c.")
    out += ["static const char *slot_name(int slot, HPyFunc_Signature *signature)", "{", "    switch (slot) {"]
    for slot in definition.slots:
        if slot.signature is not None:
            out += ["    case %s:" % slot.name, "        *signature = %s;" % slot.signature,
                    '        return "%s";' % slot.label]
    return out + ["    }", "    return NULL; /* without an implementation, or not known */", "}", ""]


def failures(definition):
    out = head("The result of a call that has failed, for each signature that can fail; included by\n"
               " * universal/layers/depth.c.")
    for s in definition.signatures:
        if s.ret == "void" or not s.takes_context:  # what cannot fail is always called, others by the host itself
            continue
        failed = {"HPy": "NULL", "HPy_SendResult": "HPy_SEND_ERROR"}.get(s.ret, "-1")
        out += ["case HPyFunc_%s:" % s.upper, "    ((_HPyFunc_args_%s *)args)->result = %s;" % (s.upper, failed),
                "    return 1;"]
    return out + [""]


def call_below(f, ctx, args):
    """The expression with which a layer calls function 'f' of the context below."""
    function = f.name if f.direct else "%s->%s" % (ctx, f.member)
    return "%s(%s)" % (function, ", ".join([ctx] + args))
