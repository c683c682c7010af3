"""The settings of a project: [tool.hpy] in pyproject.toml, and the environment."""

import pytest

from hpy.devel import config


@pytest.fixture
def read(tmp_path):
    """read("abi = …", HPY_ABI=…): the settings of a project with that [tool.hpy], in that environment."""

    def read(toml=None, **environ):
        if toml is not None:
            (tmp_path / "pyproject.toml").write_text("[tool.hpy]\n" + toml, encoding="utf-8")
        return config.read(str(tmp_path), environ)

    return read


def test_defaults(read):
    assert read() == config.Settings(config.DEFAULT_HPY_ABI, "plain", False, None, None)


def test_pyproject(read):
    settings = read('abi = "universal"\nlayout = "hpy0"\nstub = true\nabi-minor = 1\nstatic-libs = false')
    assert settings == config.Settings("universal", "hpy0", True, 1, False)


def test_pyproject_without_our_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert config.read(str(tmp_path), {}) == config.Settings()


def test_environment(read):
    settings = read(HPY_ABI="hybrid", HPY_LAYOUT="hpy0", HPY_STUB="1", HPY_ABI_MINOR="1", HPY_STATIC_LIBS="1")
    assert settings == config.Settings("hybrid", "hpy0", True, 1, True)


@pytest.mark.parametrize("option, expected", [("-E", "cpython"), ("-I", "cpython"), ("-s", "hybrid")])
def test_a_python_that_ignores_its_environment(python, tmp_path, option, expected):
    code = "from hpy.devel import config; print(config.read(%r).abi)" % str(tmp_path)
    assert python(code, args=[option], env={"HPY_ABI": "hybrid"}).stdout == expected + "\n"


def test_environment_wins(read):
    settings = read('abi = "universal"\nstub = true', HPY_ABI="hybrid", HPY_STUB="no")
    assert settings == config.Settings("hybrid", "plain", False, None)


def test_empty_variable_is_unset(read):
    assert read('abi = "universal"', HPY_ABI="").abi == "universal"


@pytest.mark.parametrize("value, expected", [("1", True), ("Yes", True), ("on", True), ("false", False), ("0", False)])
def test_stub_as_text(read, value, expected):
    assert read(HPY_STUB=value).stub is expected


@pytest.mark.parametrize(
    "toml, environ, words",
    [
        ('abi = "stable"', {}, ["pyproject.toml, [tool.hpy] abi", "'stable'", "cpython, hybrid or universal"]),
        ("abi = 3", {}, ["pyproject.toml", "unknown HPy ABI 3"]),
        ("", {"HPY_ABI": "Universal"}, ["variable HPY_ABI", "'Universal'", "cpython, hybrid or universal"]),
        ("", {"HPY_LAYOUT": "hpy1"}, ["variable HPY_LAYOUT", "'hpy1'", "plain or hpy0"]),
        ("", {"HPY_STUB": "maybe"}, ["variable HPY_STUB", "'maybe'"]),
        ("", {"HPY_ABI_MINOR": "99"}, ["variable HPY_ABI_MINOR", "'99'", "0, 1", f" or {config.HIGHEST_ABI_MINOR}"]),
        ("abi-minor = true", {}, ["abi-minor", "True"]),
        ('abbi = "universal"', {}, ["no option 'abbi'", "abi, layout, stub, abi-minor, static-libs"]),
    ],
)
def test_unknown_value_is_named(read, toml, environ, words):
    with pytest.raises(config.ConfigError) as error:
        read(toml, **environ)
    for word in words:
        assert word in str(error.value)


def test_hpy_is_not_a_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\nhpy = 'universal'\n")
    with pytest.raises(config.ConfigError, match=r"must be a table: \[tool.hpy\]"):
        config.read(str(tmp_path), {})
