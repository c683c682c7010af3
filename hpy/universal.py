"""hpy.universal of a Python with an HPy of its own, such as PyPy 7.3: it loads universal binaries of minor version 0.

hpy.universal is C. Where that was built, Python's importer prefers it to this file. Elsewhere this file takes the
module that the Python itself brings, or says in one line that there is none.
"""

from __future__ import annotations

import sys

try:
    import _hpy_universal as _host
except ImportError as _error:
    _name, _version = sys.implementation.name, ".".join(map(str, sys.implementation.version[:3]))
    raise ImportError(
        f"hpy.universal was not built for this Python ({_name} {_version}), which has no HPy of its own; "
        "install hpy with it: python -m pip install --force-reinstall hpy",
        name=__name__,
    ) from _error

MODE_UNIVERSAL = _host.MODE_UNIVERSAL
MODE_DEBUG = _host.MODE_DEBUG
MODE_TRACE = _host.MODE_TRACE
load = _host.load
_load_bootstrap = _host._load_bootstrap


def get_version() -> tuple[str, str]:
    """(release, revision) of the HPy that this Python brings."""
    return _host.get_version() if hasattr(_host, "get_version") else ("0.9.0", "")
