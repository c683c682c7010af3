"""What the tests of examples/json share: the module hpyjson in each ABI."""

import pytest
from support.examples import read_source


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
    others = [read_source("json", name) for name in ("reader.c", "writer.c", "frames.c")]
    return make(read_source("json", "hpyjson.c"), name="hpyjson", minor=2, extra=others)


@pytest.fixture
def same(hpyjson):
    """same("loads", ...): the module does what json does, in results, messages and positions."""
    import json

    def same(name, *args, **options):
        assert outcome(getattr(hpyjson, name), *args, **options) == outcome(getattr(json, name), *args, **options)

    return same
