"""What the tests of examples/json share: the module hpyjson in each ABI."""

import os
import re

import pytest
from support.run import ROOT

JSON = os.path.join(ROOT, "examples", "json")
INCLUDE = re.compile(r'^#include "((?!hpy\.h)\w+\.h)"$', re.M)


def source(name):
    """A file with its own headers in it, as the test cache is keyed by the text it is given."""
    with open(os.path.join(JSON, name), encoding="utf-8") as file:
        text = file.read()
    return INCLUDE.sub(lambda match: source(match.group(1)), text)


def outcome(function, *args, **options):
    """What a call comes to, for comparison: the text of its result, or the exception with all that it says."""
    try:
        return repr(function(*args, **options))
    except Exception as error:
        places = [getattr(error, name, None) for name in ("msg", "doc", "pos", "lineno", "colno")]
        return type(error), str(error), places


@pytest.fixture
def hpyjson(make):
    """The module of examples/json."""
    others = [source(name) for name in ("reader.c", "writer.c", "frames.c")]
    return make(source("hpyjson.c"), name="hpyjson", minor=2, extra=others)


@pytest.fixture
def same(hpyjson):
    """same("loads", ...): the module does what json does, in results, messages and positions."""
    import json

    def same(name, *args, **options):
        assert outcome(getattr(hpyjson, name), *args, **options) == outcome(getattr(json, name), *args, **options)

    return same
