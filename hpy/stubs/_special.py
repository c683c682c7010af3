"""What Python's protocols prescribe: parameters and results of special methods, whatever the class.

Slots that a class fills show themselves as methods with these names; their own signatures have no types.
"""

from __future__ import annotations

from typing import List, Tuple

# Parameters behind self, each with its type, and the result.
Special = Tuple[List[Tuple[str, str]], str]

_UNKNOWN = "Incomplete"


def _methods(names: str, parameters: list[tuple[str, str]], result: str) -> dict[str, Special]:
    return {f"__{name}__": (parameters, result) for name in names.split()}


_OPERATORS = "add sub mul matmul truediv floordiv mod divmod lshift rshift and or xor"
SPECIAL: dict[str, Special] = {
    **_methods("len hash int index sizeof length_hint", [], "int"),
    **_methods("repr str", [], "str"),
    **_methods("bool", [], "bool"),
    **_methods("float", [], "float"),
    **_methods("complex", [], "complex"),
    **_methods("bytes", [], "bytes"),
    **_methods("eq ne", [("value", "object")], "bool"),
    **_methods("lt le gt ge", [("value", _UNKNOWN)], "bool"),
    **_methods("contains", [("key", "object")], "bool"),
    **_methods("getitem missing", [("key", _UNKNOWN)], _UNKNOWN),
    **_methods("setitem", [("key", _UNKNOWN), ("value", _UNKNOWN)], "None"),
    **_methods("delitem", [("key", _UNKNOWN)], "None"),
    **_methods("iter reversed", [], "Iterator[Incomplete]"),
    **_methods("getattribute getattr", [("name", "str")], "Any"),
    **_methods("setattr", [("name", "str"), ("value", "Any")], "None"),
    **_methods("delattr", [("name", "str")], "None"),
    **_methods("set", [("instance", _UNKNOWN), ("value", _UNKNOWN)], "None"),
    **_methods("delete", [("instance", _UNKNOWN)], "None"),
    **_methods("format", [("format_spec", "str")], "str"),
    **_methods("dir", [], "Iterable[str]"),
    **_methods("reduce", [], "str | tuple[Any, ...]"),
    **_methods("reduce_ex", [("protocol", "SupportsIndex")], "str | tuple[Any, ...]"),
    **_methods("setstate", [("state", _UNKNOWN)], "None"),
    **_methods("class_getitem", [("item", "Any")], "GenericAlias"),
    **_methods("buffer", [("flags", "int")], "memoryview"),
    **_methods("release_buffer", [("buffer", "memoryview")], "None"),
    **_methods("del", [], "None"),
    **_methods("next neg pos abs invert copy enter await aiter anext", [], _UNKNOWN),
    **_methods(_OPERATORS, [("value", _UNKNOWN)], _UNKNOWN),
    **_methods("".join(" r" + name for name in _OPERATORS.split()), [("value", _UNKNOWN)], _UNKNOWN),
    **_methods("".join(" i" + name for name in _OPERATORS.split()), [("value", _UNKNOWN)], _UNKNOWN),
}
