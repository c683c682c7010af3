"""Which minor version of the ABI a project asks for, through the setuptools plug-in: what is compiled for it, what the
wheel requires, what is said of a newer name."""

import pytest
from setuptools import Distribution, Extension

from hpy.devel import config, hints, minors

USES = {
    "HPy_GetIter": "HPy f(HPyContext *ctx, HPy h) { return HPy_GetIter(ctx, h); }\n",
    "HPy_tp_iter": "HPyDef_SLOT(f, HPy_tp_iter)\nstatic HPy f_impl(HPyContext *ctx, HPy h) { return h; }\n",
    "h_DictType": "HPy f(HPyContext *ctx) { return HPy_Dup(ctx, ctx->h_DictType); }\n",
}


def test_newer_names_of_helpers(tmp_path):
    """Their prototypes may stand on the line behind the word that says it."""
    for name, minor in {"HPyErr_WarnFormat": 2, "HPyErr_GetRaised": 2, "HPy_GetIter": 1}.items():
        (tmp_path / "mod.c").write_text(name + "(ctx);")
        (line,) = hints.newer_names([tmp_path / "mod.c"], 0)
        assert f"uses {name}, of minor version {minor} of the ABI" in line
        assert hints.newer_names([tmp_path / "mod.c"], None) == []
    (tmp_path / "mod.c").write_text("HPyErr_Format(ctx); HPyErr_SetNone(ctx);")
    assert hints.newer_names([tmp_path / "mod.c"], 0) == []


def test_abi_minor(project):
    text = (project.folder / "mod.c").read_text()
    project.write("mod.c", "#if HPY_ABI_MINOR != 1\n#error another minor\n#endif\n" + text)
    project.build("--hpy-abi=universal", "--hpy-abi-minor=1", "build_ext", "--inplace")
    assert project.files("build/temp*")[0].endswith("-hpy-universal.1")


def test_folders_of_minor_versions_are_apart(project):
    """An object of one is no object of another; the newest is what there is without the option."""
    for option in ([], ["--hpy-abi-minor=0"], ["--hpy-abi-minor=2"]):
        project.build("--hpy-abi=universal", *option, "build")
    ends = sorted(name.partition("-hpy-")[2] for name in project.files("build/temp*"))
    assert ends == ["universal", "universal.0", "universal.2"]


INCLUDES = '#include "hpy.h"\n'


@pytest.mark.parametrize(
    "source, macro, setting, asked",
    [
        (INCLUDES, None, None, config.HIGHEST_ABI_MINOR),
        (INCLUDES, None, 0, 0),
        (INCLUDES, "1", 0, 1),  # what is nearer to the code counts
        ("# define HPY_ABI_MINOR 0\n" + INCLUDES, "1", None, 0),
        ("int own_part;\n", "1", 0, 1),  # no source includes the header itself
    ],
)
def test_requirement_follows_what_the_binary_asks_for(tmp_path, monkeypatch, source, macro, setting, asked):
    """Not the release that built it: with an older minor version it runs with an older hpy, too."""
    monkeypatch.setattr(minors, "ABI_MINORS", {minor: "7.%d" % minor for minor in range(config.HIGHEST_ABI_MINOR + 1)})
    (tmp_path / "mod.c").write_text(source)
    macros = [] if macro is None else [("HPY_ABI_MINOR", macro)]
    module = Extension("mod", [str(tmp_path / "mod.c")], define_macros=macros)
    assert minors.runtime_requirement([module], config.Settings(abi_minor=setting)) == "hpy>=7.%d" % asked


@pytest.mark.parametrize(
    "kind, layout, minor, needed",
    [
        ("universal", "hpy0", 0, "hpy>=0.9"),
        ("universal", "hpy0", 1, "hpy>=0.10"),
        ("universal", "plain", 0, "hpy>=0.10"),
        ("hybrid", "hpy0", 0, "hpy>=0.10"),
    ],
)
def test_what_hosts_of_hpy09_load_does_not_ask_for_more(kind, layout, minor, needed):
    """pip finds the HPy that they bring."""
    settings = config.Settings(abi=kind, layout=layout, abi_minor=minor)
    assert minors.runtime_requirement([], settings) == needed


def test_requirement_is_that_of_the_newest_module(tmp_path, monkeypatch):
    monkeypatch.setattr(minors, "ABI_MINORS", {minor: "7.%d" % minor for minor in range(config.HIGHEST_ABI_MINOR + 1)})
    monkeypatch.chdir(tmp_path)
    modules = [Extension(f"m{n}", [f"{n}.c"]) for n in (1, 0)]
    for n in (1, 0):
        (tmp_path / f"{n}.c").write_text(f"#define HPY_ABI_MINOR {n}\n" + INCLUDES)
    dist = Distribution(
        {"name": "two", "version": "1", "script_name": "setup.py", "py_modules": [], "hpy_ext_modules": modules}
    )
    dist.hpy_abi = "universal"
    dist.run_command("egg_info")
    assert (tmp_path / "two.egg-info" / "requires.txt").read_text().split() == ["hpy>=7.1"]


def test_module_overrides_the_minor_version_of_the_project(project):
    """What the requirement follows is what the compiler sees."""
    text = (project.folder / "mod.c").read_text()
    project.write("mod.c", "#if HPY_ABI_MINOR != 1\n#error another minor\n#endif\n" + text)
    project.setup("hpy_ext_modules=[Extension('mod', ['mod.c'], define_macros=[('HPY_ABI_MINOR', '1')])]")
    project.write("pyproject.toml", "[tool.hpy]\nabi-minor = 0")
    project.build("--hpy-abi=universal", "build_ext", "--inplace")


@pytest.mark.parametrize("where", ["pyproject.toml", "source", "define_macros"])
def test_newer_name_is_named_wherever_the_minor_version_is_set(project, where):
    text = (project.folder / "mod.c").read_text()
    project.write("mod.c", "#define HPY_ABI_MINOR 0\n" * (where == "source") + text + USES["h_DictType"])
    if where == "pyproject.toml":
        project.write("pyproject.toml", "[tool.hpy]\nabi-minor = 0")
    if where == "define_macros":
        project.setup("hpy_ext_modules=[Extension('mod', ['mod.c'], define_macros=[('HPY_ABI_MINOR', '0')])]")
    output = project.build("--hpy-abi=universal", "build_ext", "--inplace", fails=True)
    assert "mod.c uses h_DictType, of minor version 1 of the ABI, but asks for 0: write abi-minor = 1" in output


def test_minor_version_is_named(project):
    """Whatever is too new: the last line says what, and what to write."""
    text = (project.folder / "mod.c").read_text()
    for name, use in USES.items():
        project.write("pyproject.toml", "[tool.hpy]\nabi-minor = 0")
        project.write("mod.c", text + use)
        output = project.build("--hpy-abi=universal", "build_ext", "--inplace", fails=True)
        last = output.splitlines()[-1]
        assert last == (
            f"mod.c uses {name}, of minor version 1 of the ABI, but asks for 0: "
            "write abi-minor = 1 below [tool.hpy] in pyproject.toml, or define HPY_ABI_MINOR as 1"
        )
        assert len(output.splitlines()) < 50
        project.write("pyproject.toml", "[tool.hpy]\nabi-minor = 1")
        project.build("--hpy-abi=universal", "build_ext", "--inplace")
        project.write("pyproject.toml", "")
        project.build("--hpy-abi=universal", "build_ext", "--inplace")


def test_helpers_of_an_older_minor_version(project):
    # The libraries are for the newest: hosts of HPy 0.9 lack functions that they call.
    output = project.build(
        "--hpy-use-static-libs", "build_ext", fails=True, HPY_ABI="universal", HPY_ABI_MINOR="0", HPY_LAYOUT="hpy0"
    )
    assert "--hpy-use-static-libs: they call functions that are newer than abi-minor = 0; build without" in output
    output = project.build("-v", "build_ext", HPY_ABI="universal", HPY_ABI_MINOR="0")
    lines = [line for line in output.splitlines() if "argparse.c" in line and "-DHPY_ABI_UNIVERSAL" in line]
    assert lines and all("-DHPY_ABI_MINOR=0" in line for line in lines)


@pytest.mark.parametrize("where", ["source", "define_macros"])
def test_helpers_of_a_module_that_asks_for_an_older_minor_version(project, where):
    """Beside one that asks for the newest, and has the library."""
    text = (project.folder / "mod.c").read_text()
    macros = "[('HPY_ABI_MINOR', '0')]" if where == "define_macros" else "[]"
    project.write("mod.c", "#define HPY_ABI_MINOR 0\n" * (where == "source") + text)
    project.source("two.c", "two")
    modules = f"[Extension('mod', ['mod.c'], define_macros={macros}), Extension('two', ['two.c'])]"
    project.setup(f"py_modules=[], hpy_ext_modules={modules}")
    output = project.build("-v", "build_ext", "--inplace", HPY_ABI="universal")
    (line,) = [line for line in output.splitlines() if "/argparse.c" in line and " -c " in line]
    assert "-DHPY_ABI_MINOR=0" in line
    assert sum("hpy-extra-universal" in line for line in output.splitlines()) == 1
    assert [project.answer(name)[0] for name in ("mod", "two")] == [42, 42]
