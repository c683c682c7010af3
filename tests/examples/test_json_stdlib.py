"""The cases with which the standard library tests its module json, run with the functions of examples/json."""

import importlib
import io
import json
import types
import unittest

import pytest

pytest.importorskip("test.test_json", reason="this Python comes without its tests")

MODULES = [
    "test_decode",
    "test_default",
    "test_dump",
    "test_encode_basestring_ascii",
    "test_enum",
    "test_fail",
    "test_float",
    "test_indent",
    "test_pass1",
    "test_pass2",
    "test_pass3",
    "test_recursion",
    "test_scanstring",
    "test_separators",
    "test_unicode",
]  # all but those of the command and of what is inside the module _json


def json_with(hpyjson):
    """A module json that works by hpyjson."""

    class JSONDecoder(json.JSONDecoder):
        def decode(self, text):
            names = ("object_hook", "parse_float", "parse_int", "parse_constant", "strict", "object_pairs_hook")
            return hpyjson.loads(text, **{name: getattr(self, name) for name in names})

    class JSONEncoder(json.JSONEncoder):
        def encode(self, value):
            names = ("skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys", "indent", "default")
            options = {name: getattr(self, name) for name in names}
            return hpyjson.dumps(value, separators=(self.item_separator, self.key_separator), **options)

    def dump(value, file, **options):
        file.write(hpyjson.dumps(value, **options))

    decoder = types.SimpleNamespace(JSONDecoder=JSONDecoder, scanstring=hpyjson.scanstring)
    encoder = types.SimpleNamespace(
        JSONEncoder=JSONEncoder,
        encode_basestring=hpyjson.encode_basestring,
        encode_basestring_ascii=hpyjson.encode_basestring_ascii,
    )
    return types.SimpleNamespace(
        loads=hpyjson.loads,
        dumps=hpyjson.dumps,
        load=lambda file, **options: hpyjson.loads(file.read(), **options),
        dump=dump,
        JSONDecodeError=json.JSONDecodeError,
        JSONDecoder=JSONDecoder,
        JSONEncoder=JSONEncoder,
        decoder=decoder,
        encoder=encoder,
    )


def cases(module, hpyjson):
    """The tests of a module that are for the accelerated json, with ours in its place."""
    from test.test_json import CTest

    own = json_with(hpyjson)
    content = {
        "json": own,
        "loads": staticmethod(own.loads),
        "dumps": staticmethod(own.dumps),
        "JSONDecodeError": staticmethod(own.JSONDecodeError),
    }
    suite = unittest.TestSuite()
    for cls in vars(module).values():
        if isinstance(cls, type) and issubclass(cls, CTest) and cls is not CTest:
            suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(type(cls.__name__, (cls,), content)))
    return suite


@pytest.mark.parametrize("name", MODULES)
def test_cases_of_the_standard_library(hpyjson, name):
    module = importlib.import_module("test.test_json." + name)
    output = io.StringIO()
    result = unittest.TextTestRunner(output, verbosity=2).run(cases(module, hpyjson))
    assert result.wasSuccessful(), output.getvalue()
    assert result.testsRun > len(result.skipped), output.getvalue()
