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
        ('abbi = "universal"', {}, ["no option 'abbi'", "abi, layout, stub, abi-minor, static-libs, modules"]),
    ],
)
def test_unknown_value_is_named(read, toml, environ, words):
    with pytest.raises(config.ConfigError) as error:
        read(toml, **environ)
    for word in words:
        assert word in str(error.value)


# ---- modules


@pytest.fixture
def read_modules(tmp_path):
    def read_modules(toml):
        (tmp_path / "pyproject.toml").write_text("[tool.hpy]\n" + toml, encoding="utf-8")
        return config.read_modules(str(tmp_path))

    return read_modules


def test_no_modules(read_modules, tmp_path):
    assert read_modules("") == []
    (tmp_path / "pyproject.toml").unlink()
    assert config.read_modules(str(tmp_path)) == []


def test_modules(read_modules, read):
    toml = """
        abi = "universal"
        [[tool.hpy.modules]]
        name = "pkg.mod"
        sources = ["a.c", "b.c"]
        define-macros = [["A", "1"], ["B"]]
        include-dirs = ["inc"]
        language = "c"
        [[tool.hpy.modules]]
        name = "other"
        sources = ["c.cpp"]
        language = "c++"
    """
    first, second = read_modules(toml)
    assert first == {
        "name": "pkg.mod",
        "sources": ["a.c", "b.c"],
        "define_macros": [("A", "1"), ("B", None)],
        "include_dirs": ["inc"],
        "language": "c",
    }
    assert second["name"] == "other"
    assert read(toml).abi == "universal"


@pytest.mark.parametrize(
    "toml, words",
    [
        ("modules = 3", ["'modules' in [tool.hpy] must be a list of tables", "[[tool.hpy.modules]]"]),
        ("modules = ['a']", ["must be a list of tables"]),
        ("[[tool.hpy.modules]]\nsources = ['a.c']", ["number 1: name is missing"]),
        ("[[tool.hpy.modules]]\nname = 'a'", ["number 1: sources is missing"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = []", ["sources is missing"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = 'a.c'", ["sources: 'a.c' is no list of texts"]),
        ("[[tool.hpy.modules]]\nname = 'a-b'\nsources = ['a.c']", ["name: 'a-b' cannot be imported"]),
        ("[[tool.hpy.modules]]\nname = ''\nsources = ['a.c']", ["name: '' cannot be imported"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = ['a.c']\nlang = 'c'", ["unknown key 'lang'", "language"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = ['a.c']\nlanguage = 'C'", ["'C'; choose c or c++"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = ['a.c']\ndefine-macros = [['A', 1]]", ["no list of pairs"]),
        ("[[tool.hpy.modules]]\nname = 'a'\nsources = ['a.c']\n" * 2, ["has a twice"]),
    ],
)
def test_mistakes_in_modules(read_modules, toml, words):
    with pytest.raises(config.ConfigError) as error:
        read_modules(toml)
    for word in ["pyproject.toml", *words]:
        assert word in str(error.value)


@pytest.mark.parametrize("content", [b"[tool.hpy\n", b"[tool.hpy]\nabi = '\xff'\n"])
def test_a_file_that_is_no_toml(tmp_path, content):
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(config.ConfigError, match="pyproject.toml: "):
        config.read(str(tmp_path), {})


def test_hpy_is_not_a_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\nhpy = 'universal'\n")
    with pytest.raises(config.ConfigError, match=r"must be a table: \[tool.hpy\]"):
        config.read(str(tmp_path), {})
