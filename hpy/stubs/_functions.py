"""Parameters and results of functions, from their text signatures."""

from __future__ import annotations

import inspect
import math
import re
from typing import Any, List

from ._layout import definition
from ._names import Names
from ._special import SPECIAL

Parameters = List[inspect.Parameter]

_LONGEST_DEFAULT = 40


def parameters_of(function: Any) -> Parameters | None:
    """The parameters behind self, or the module; None without a signature that Python can read."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except Exception:  # an author's text may be anything
        return None
    first = re.match(r"\(\s*\$(\w+)", getattr(function, "__text_signature__", None) or "")
    if first and found and found[0].name == first[1]:  # inspect leaves it out where it is bound
        found.pop(0)
    return found


def takes_all(parameters: Parameters) -> bool:
    """What slots show that take any arguments: (*args, **kwargs)."""
    return [str(parameter) for parameter in parameters] == ["*args", "**kwargs"]


def function_lines(
    names: Names, name: str, first: str, parameters: Parameters | None, doc: str | None = None, note: str = ""
) -> list[str]:
    """The function, with 'first' in front: self, cls or nothing. Special methods have the types of their protocol."""
    special = SPECIAL.get(name) if first else None
    if special and parameters is None:
        texts = [f"{word}: {names.type_text(kind)}" for word, kind in special[0]] + (["/"] if special[0] else [])
    elif parameters is None or takes_all(parameters):
        texts = [f"*args: {names.use('Any')}", f"**kwargs: {names.use('Any')}"]
    else:
        texts = _parameters(names, parameters, [kind for _, kind in special[0]] if special else [])
    result = _RESULTS.get(name, "Any" if parameters is None or takes_all(parameters) else "Incomplete")
    result = names.type_text(special[1] if special else result)
    return definition(name, [*filter(None, [first]), *texts], result, doc, note)


_RESULTS = {"__init__": "None", "__new__": "Self", "__init_subclass__": "None", "__set_name__": "None"}


def _parameters(names: Names, parameters: Parameters, types: list[str]) -> list[str]:
    """The parameters with the marks between them; 'types' are those of a protocol, if they are as many."""
    named = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    kinds = dict(zip(named, types)) if len(named) == len(types) else {}
    texts: list[str] = []
    before = None
    for parameter in parameters:
        kind = parameter.kind
        if before == parameter.POSITIONAL_ONLY and kind != before:
            texts.append("/")
        if kind == parameter.KEYWORD_ONLY and before not in (kind, parameter.VAR_POSITIONAL):
            texts.append("*")
        texts.append(_parameter(names, parameter, kinds.get(parameter.name, "Incomplete")))
        before = kind
    return texts + (["/"] if before == inspect.Parameter.POSITIONAL_ONLY else [])


def _parameter(names: Names, parameter: inspect.Parameter, kind: str) -> str:
    stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}
    star = next((text for kind, text in stars.items() if kind == parameter.kind), "")
    text = f"{star}{parameter.name}: {names.type_text(kind)}"
    return text if parameter.default is parameter.empty else f"{text} = {literal(parameter.default)}"


def literal(value: object) -> str:
    """A value as it is, if it is short and plain; dots else."""
    text = repr(value)
    return text if _is_literal(value) and len(text) <= _LONGEST_DEFAULT else "..."


def _is_literal(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, tuple):
        return all(_is_literal(item) for item in value)
    return value is None or type(value) in (bool, int, str, bytes)


def doc_of(thing: Any) -> str | None:
    """The docstring, cleaned; None for none."""
    text = getattr(thing, "__doc__", None)
    return inspect.cleandoc(text) if isinstance(text, str) and text.strip() else None
