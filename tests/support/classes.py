"""What tests of types share: a probe that tells when an object ends, and the classes through which a type is used."""

import weakref

import pytest


class Probe:
    """Something that a weak reference tells the end of."""


def dropped(make_value):
    """Make a value that is to hold the probe it gets, and a weak reference to the probe, which it alone holds."""
    probe = Probe()
    value = make_value(probe)
    return value, weakref.ref(probe)


def subclass_of(cls):
    class Sub(cls):
        pass

    return Sub


def slots_of(cls):
    class Sub(cls):
        __slots__ = ()

    return Sub


KINDS = pytest.mark.parametrize("kind", [lambda cls: cls, subclass_of, slots_of], ids=["exact", "dict", "slots"])
