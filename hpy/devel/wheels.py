"""Wheels that other build systems made: whether all their modules are universal, and the tag that says so."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import zipfile

MODULE = re.compile(r"(?:.*/)?([^./]+)\.(?:so|pyd)")  # Python's own suffixes have more dots
NATIVE = re.compile(r".*\.(?:so|pyd|dll|dylib)(?:\.[\d.]+)?", re.I)


def is_universal(path: str) -> bool:
    """Whether the wheel has universal modules, and no other module. Libraries beside them do not count."""
    with zipfile.ZipFile(path) as wheel:
        found = [_is_universal_module(wheel, name) for name in wheel.namelist() if NATIVE.fullmatch(name)]
    return True in found and False not in found


def _is_universal_module(wheel: zipfile.ZipFile, name: str) -> bool | None:
    """None: it is no module of Python."""
    module = MODULE.fullmatch(name)
    content = wheel.read(name)
    if b"HPyInitGlobalContext_" in content and module:
        return True
    return False if b"PyInit" in content else None


def retag(path: str, python: str = "py3", abi: str = "none") -> str:
    """Write the wheel anew with these tags, and remove the old one. Its platform stays. The path of the new one."""
    folder, name = os.path.split(path)
    parts = name[: -len(".whl")].split("-")
    platform = parts[-1]
    target = os.path.join(folder, "-".join([*parts[:-3], python, abi, platform]) + ".whl")
    if target == path:
        return path
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target + ".part", "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".dist-info/WHEEL"):
                content = _with_tags(content, [f"{python}-{abi}-{one}" for one in platform.split(".")])
                record = (entry.filename, _record_line(entry.filename, content))
            if entry.filename.endswith(".dist-info/RECORD"):
                content = _with_line(content, *record)  # the last file of a wheel
            new.writestr(entry, content, entry.compress_type)
    os.replace(target + ".part", target)
    os.remove(path)
    return target


def _with_tags(content: bytes, tags: list[str]) -> bytes:
    lines = [line for line in content.decode().splitlines() if line and not line.startswith("Tag:")]
    return "\n".join([*lines, *(f"Tag: {tag}" for tag in tags), ""]).encode()


def _record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}"


def _with_line(content: bytes, name: str, line: str) -> bytes:
    lines = [line if old.startswith(name + ",") else old for old in content.decode().splitlines()]
    return "\n".join([*lines, ""]).encode()
