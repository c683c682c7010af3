"""What the layer's C says of a finding: the one declaration of the dict that it gives to _findings.report().

universal/debug/findings.c makes it, with every key but 'object', which is there if 'has_object' is true. Findings that
are made in Python have some of the keys only, and at least the first three.
"""

from typing import Any, Optional, Tuple, TypedDict

Addresses = Tuple[int, ...]  # return addresses, the innermost first; empty when nothing was recorded


class RawFinding(TypedDict, total=False):
    """A finding as it comes from the layer: names and numbers, and addresses where a report has lines."""

    kind: str  # one of _kinds
    severity: str  # 'error' or 'warning'
    message: str  # one sentence without places
    api: Optional[str]  # the API function that was called; None: the extension's function returned
    module: Optional[str]
    function: Optional[str]  # of the extension, as Python's users know it
    function_at: int  # its address; 0: none
    record: Optional[str]  # what it is about, in the words of DebugHandle.kind: 'handle', 'list builder', 'tracker' …
    used_at: Addresses
    used_stack: Addresses  # with the callers, as far as they are known; so are all that are called stack
    opened_at: Addresses
    opened_stack: Addresses
    closed_at: Addresses
    raised_at: Addresses  # where the exception that is pending was set
    raised_by: Optional[str]  # and by which API function
    last_at: Addresses  # the last call before a result that is wrong
    last_api: Optional[str]
    has_object: bool
    object: Any
