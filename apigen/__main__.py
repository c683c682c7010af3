"""``python -m apigen`` writes the generated files; ``--check`` compares them instead and fails when one is stale."""

import argparse
import sys
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from . import (
    headers,
    write_cpython,
    write_debug,
    write_header,
    write_layers,
    write_porting,
    write_reference,
    write_slots,
    write_trace,
    write_versions,
)
from .model import Definition
from .parse import DefinitionError
from .read import read

ROOT = Path(__file__).resolve().parent.parent
HEADERS = "hpy/devel/include"
INCLUDE = HEADERS + "/hpy/generated/"
FILES: Dict[str, Callable[[Definition], List[str]]] = {
    INCLUDE + "abi_minor.h": write_versions.abi_minor,
    INCLUDE + "context.h": write_header.context,
    INCLUDE + "signatures.h": write_header.signatures,
    INCLUDE + "slots.h": write_header.slots,
    INCLUDE + "api_universal.h": write_header.api_universal,
    INCLUDE + "api_cpython.h": write_cpython.api_cpython,
    INCLUDE + "bodies.h": write_cpython.bodies,
    "hpy/devel/src/cpython/generated/handles.h": write_cpython.handles,
    "hpy/devel/src/cpython/generated/slot_names.h": write_cpython.slot_names,
    "hpy/devel/generated/__init__.py": write_versions.python,
    "hpy/devel/src/cpython/generated/slot_numbers.h": write_cpython.slot_numbers,
    "universal/host/generated/table.h": write_cpython.table,
    "universal/host/generated/assertions.h": write_cpython.assertions,
    "universal/host/generated/call_in.h": write_cpython.call_in,
    "universal/layers/generated/calls_in_place.h": write_layers.calls_in_place,
    "universal/layers/generated/failures.h": write_layers.failures,
    "universal/layers/generated/slot_methods.h": write_layers.slot_names,
    "universal/debug/generated/constants.h": write_debug.constants,
    "universal/debug/generated/names.h": write_debug.names,
    "universal/debug/generated/numbers.h": write_debug.numbers,
    "universal/debug/generated/prototypes.h": write_debug.prototypes,
    "universal/debug/generated/thunks.h": write_debug.thunks,
    "universal/debug/generated/wrappers.h": write_debug.wrappers,
    "universal/trace/generated/indices.h": write_trace.indices,
    "universal/trace/generated/api_names.h": write_trace.names,
    "universal/trace/generated/thunks.h": write_trace.thunks,
    "universal/trace/generated/wrappers.h": write_trace.wrappers,
}


def main(argv: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m apigen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    options = parser.parse_args(argv)
    try:
        definition = read(ROOT / "api", ROOT / HEADERS)
        texts = {name: "\n".join(write(definition)) for name, write in FILES.items()}
        in_headers = list(headers.documented(ROOT / HEADERS))
        of_types = list(headers.documented_types(ROOT / HEADERS))
        texts.update(write_reference.pages(definition, in_headers, of_types, ROOT))
        texts.update(write_slots.pages(definition, in_headers, ROOT))
        texts[write_porting.PAGE] = write_porting.page(ROOT / "api", ROOT / HEADERS, definition, in_headers)
    except DefinitionError as error:
        print("apigen: %s" % error, file=sys.stderr)
        return 1
    stale = [name for name, text in texts.items() if not up_to_date(name, text, options.check)] + left_over(texts)
    if options.check and stale:
        print("apigen: stale, run 'make gen': %s" % ", ".join(sorted(stale)), file=sys.stderr)
        return 1
    return 0


def left_over(texts: Dict[str, str]) -> List[str]:
    """Files in the folders of generated ones that nothing generates."""
    known = {ROOT / name for name in texts}
    return [
        str(p.relative_to(ROOT))
        for folder in {p.parent for p in known} - {(ROOT / write_porting.PAGE).parent}
        for p in folder.glob("*")
        if p.is_file() and p not in known
    ]


def up_to_date(name: str, text: str, check: bool) -> bool:
    """Whether the file says what the definition says; when not checking, it is made to."""
    path = ROOT / name
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return True
    if check:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write(text)
    print("wrote %s" % name)
    return True


if __name__ == "__main__":
    sys.exit(main())
