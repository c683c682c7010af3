"""Types that nothing but their own instances keeps alive, where the garbage collector cannot know of it.

An instance holds its type. The collector does not see that where the type has no HPy_TPFLAGS_HAVE_GC, so a type that
holds an instance of itself ("T.default = T()") stays for good once everything else has let go of it.

Whether it has is counted: of some objects around the type, how many references to each come from the others. An object
with more than these is held from outside, and so is what it holds; types among the rest are told. Correct code is never
told as long as no reference is counted that is not there. Hence references are followed through types and objects of
Python's own only, and there are no answers where the counts are not exact or other threads run. It does not matter
which objects are looked at: a reference from one that is not is one from outside.
"""

from __future__ import annotations

import abc
import gc
import sys
import sysconfig
import types
from functools import partial  # noqa: F401  (the layer takes it from here, and ref)
from typing import Any, Container, Iterable, Tuple
from weakref import ref  # noqa: F401

from . import _describe
from ._raw import RawFinding

# By the layer: address of a type that an extension made → (weak reference to it, what is known of the call).
made: dict[int, tuple[Any, RawFinding]] = {}
forget = made.pop  # called with the address when the type ends

Reference = Tuple[int, int]  # (holder, held): places in the list of objects

MOST_OBJECTS = 100000  # looked at

_HAVE_GC = 1 << 14  # the bit Py_TPFLAGS_HAVE_GC of type.__flags__
_FOLLOWED = {
    dict,
    list,
    tuple,
    set,
    frozenset,
    type,
    abc.ABCMeta,
    types.MappingProxyType,
    types.BuiltinFunctionType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
}


def find() -> list[RawFinding]:
    """What is to be reported, as the layer's dicts: one for each type."""
    if not made or not _has_exact_counts() or not _walk(_types_without_gc())[1]:
        return []
    if gc.isenabled():
        gc.collect()  # garbage may hold a type, too; Python collects it in a moment anyway
    members = _types_without_gc()
    kept = _only_kept_by_instances(members, *_walk(members))
    return [_finding(members[number], kept.count(number)) for number in sorted(set(kept))]


def _has_exact_counts() -> bool:
    return (
        sys.implementation.name == "cpython"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
        and len(sys._current_frames()) == 1
    )


def _types_without_gc() -> list[Any]:
    known = [reference() for reference, _ in list(made.values())]
    return [kind for kind in known if kind is not None and not _flags(kind) & _HAVE_GC]


def _flags(kind: type) -> int:
    return type.__dict__["__flags__"].__get__(kind)


# ---- who holds whom


def _walk(members: list[Any]) -> tuple[list[Reference], dict[int, int]]:
    """Append to a list of types what they hold; references are pairs of places in the list.

    ([(holder, held), ...], {instance: its type}): the latter are those of them that the collector does not see.
    """
    made_here = {id(kind) for kind in members}
    places = {id(member): place for place, member in enumerate(members)}
    references: list[Reference] = []
    unseen: dict[int, int] = {}
    for place, member in enumerate(members):  # it grows meanwhile
        is_instance = _is_derived(type(member), made_here)
        for held in [type(member)] if is_instance else _referents(member):
            number = places.setdefault(id(held), len(members))
            if number == len(members):
                members.append(held)
            references.append((place, number))
            if is_instance and not _flags(held) & _HAVE_GC:
                unseen[place] = number
        if len(members) > MOST_OBJECTS:
            break
    return references, unseen


def _is_derived(kind: type, made_here: Container[int]) -> bool:
    """Whether it is one of these types or derived from one: then an instance holds it, once."""
    return any(id(base) in made_here for base in type.__dict__["__mro__"].__get__(kind))


def _referents(member: object) -> list[Any]:
    return gc.get_referents(member) if type(member) in _FOLLOWED else []


def _only_kept_by_instances(members: list[Any], references: list[Reference], unseen: dict[int, int]) -> list[int]:
    """For each instance that is a reason why its type is still there, and nothing else is: the place of the type."""
    outside = _references_from_outside(members, references)
    if min(outside) < 0:
        return []  # some count is not what it seems
    alive = _reached((place for place, count in enumerate(outside) if count), references)
    kept = {instance: kind for instance, kind in unseen.items() if not {instance, kind} & alive}
    while True:  # what is not held by a type of the rest, the collector's next run will free
        held = _reached(kept.values(), references)
        freed = [instance for instance in kept if instance not in held]
        if not freed:
            return list(kept.values())
        for instance in freed:
            del kept[instance]


def _references_from_outside(members: list[Any], references: list[Reference]) -> list[int]:
    """How many references to each member come from elsewhere. Whoever calls has no variable that is one of them."""
    (of_the_list,) = map(sys.getrefcount, [object()])
    counts = [count - of_the_list for count in map(sys.getrefcount, members)]
    for _, held in references:
        counts[held] -= 1
    return counts


def _reached(starts: Iterable[int], references: list[Reference]) -> set[int]:
    """The places that can be reached from some, these as well."""
    followers: dict[int, list[int]] = {}
    for holder, held in references:
        followers.setdefault(holder, []).append(held)
    reached: set[int] = set()
    waiting = list(starts)
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += followers.get(place, ())
    return reached


# ---- the report


def _finding(kind: type, number: int) -> RawFinding:
    facts = made[id(kind)][1]
    instances = "1 instance" if number == 1 else "%d instances" % number
    return {
        **facts,
        "kind": "type-cycle",
        "severity": "warning",
        "api": "HPyType_FromSpec",
        "message": "HPyType_FromSpec: the type '%s' and %s of it keep each other alive, which the garbage collector "
        "cannot see" % (_describe.name_of_type(kind), instances),
    }
