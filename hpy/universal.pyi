"""hpy.universal, which loads HPy extensions of the universal and the hybrid ABI: its C is in universal/."""

from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Mapping

from hpy.debug import _debug as _debug
from hpy.trace import _trace as _trace

MODE_UNIVERSAL: int
MODE_DEBUG: int
MODE_TRACE: int

class LoadError(ImportError, RuntimeError): ...

def load(name: str, path: str, spec: Any, debug: bool = False, mode: int | str = -1) -> ModuleType: ...
def get_version() -> tuple[str, str]: ...
def _load_bootstrap(
    name: str, ext_name: str, package: str, file: str, loader: Any, spec: Any, env: Mapping[str, str]
) -> ModuleType: ...
def _import_create(capsule: object, spec: ModuleSpec, def_capsule: object) -> ModuleType: ...
def _import_exec(capsule: object, module: ModuleType, def_capsule: object) -> None: ...
