"""The public names of the API as the definition and the headers have them, by the kinds of Sphinx's domain of C."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


INCLUDE = ROOT / "hpy" / "devel" / "include"


def read_api():
    """The definition of the API, as apigen reads it, and apigen's module that reads headers."""
    sys.path.insert(0, str(ROOT))
    try:
        from apigen import headers
        from apigen.read import read
    finally:
        sys.path.remove(str(ROOT))
    return read(ROOT / "api", INCLUDE), headers


def by_kind():
    """Kind -> names; constants are members, of the context."""
    definition, headers = read_api()
    beside = list(headers.documented(INCLUDE))
    behind_macros = {"_" + item.name for item in beside}
    result = {
        "member": {handle.name for handle in definition.handles},
        "function": {function.name for function in definition.functions} - behind_macros,
        "enumerator": {slot.name for slot in definition.slots},
        "macro": set(),
        "var": set(),
        "type": set(),
    }
    for signature in definition.signatures:
        if not signature.reserved:
            result["enumerator"].add(signature.enumerator)
            result["type"].add(signature.ctype)
    inline = {function.name for function in definition.functions}  # which the headers may define once more
    for item in beside:
        if item.name not in inline:
            front, bracket, _ = item.declaration.partition("(")
            kind = "macro" if " " not in front else "function" if bracket else "var"
            result[kind].add(item.name)
    for item in headers.documented_types(INCLUDE):
        result["type"].add(item.name)
        if "enum" in item.code:
            result["enumerator"] |= set(re.findall(r"^    (\w+) =", item.code, re.M))
    return result
