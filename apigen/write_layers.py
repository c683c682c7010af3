"""What all layers share: the names of slots."""

from .text import head

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
