"""File name tags of extension modules."""

import re
from pathlib import Path

import pytest

from hpy.devel import HPyDevel, abitag, config, generated, version


@pytest.mark.parametrize(
    "suffix, expected",
    [
        (".cpython-310-x86_64-linux-gnu.so", ("cp310", "so")),
        (".cpython-310d-x86_64-linux-gnu.so", ("cp310d", "so")),
        (".cpython-313t-x86_64-linux-gnu.so", ("cp313t", "so")),
        (".cpython-314td-x86_64-linux-gnu.so", ("cp314td", "so")),
        (".cpython-310-darwin.so", ("cp310", "so")),
        (".cpython-311.so", ("cp311", "so")),
        (".cp310-win_amd64.pyd", ("cp310", "pyd")),
        (".cp313t-win_amd64.pyd", ("cp313t", "pyd")),
        (".pypy38-pp73-x86_64-linux-gnu.so", ("pypy38-pp73", "so")),
        (".graalpy-38-native-x86_64-darwin.dylib", ("graalpy-38-native", "dylib")),
        (".graalpy242-311-native-x86_64-linux.so", ("graalpy242-311-native", "so")),
        (".snakepy-1-x86.so", ("snakepy-1-x86", "so")),
        (".so", ("", "so")),
    ],
)
def test_parse_ext_suffix(suffix, expected):
    assert abitag.parse_ext_suffix(suffix) == expected


def test_parse_ext_suffix_of_this_python(ext_suffix):
    assert abitag.parse_ext_suffix() == abitag.parse_ext_suffix(ext_suffix)


@pytest.mark.parametrize(
    "hpy_abi, layout, expected",
    [
        ("cpython", "hpy0", ".cpython-310-x86_64-linux-gnu.so"),
        ("cpython", "plain", ".cpython-310-x86_64-linux-gnu.so"),
        ("universal", "hpy0", ".hpy0.so"),
        ("universal", "plain", ".so"),
        ("hybrid", "hpy0", ".hpy0-cp310.so"),
        ("hybrid", "plain", ".cpython-310-x86_64-linux-gnu.so"),
    ],
)
def test_suffix_of_each_abi(hpy_abi, layout, expected):
    assert abitag.get_hpy_ext_suffix(hpy_abi, ".cpython-310-x86_64-linux-gnu.so", layout) == expected


def test_suffix_on_windows():
    assert abitag.get_hpy_ext_suffix("universal", ".cp310-win_amd64.pyd", "plain") == ".pyd"
    assert abitag.get_hpy_ext_suffix("hybrid", ".cp310-win_amd64.pyd") == ".hpy0-cp310.pyd"


def test_suffix_defaults_to_tagged_names_of_this_python(ext_suffix):
    assert abitag.get_hpy_ext_suffix("cpython") == ext_suffix
    assert abitag.get_hpy_ext_suffix("universal").startswith(".hpy0.")


def test_suffix_of_unknown_abi():
    with pytest.raises(AssertionError, match="cpython, hybrid, universal"):
        abitag.get_hpy_ext_suffix("stable")


def test_suffix_of_unknown_layout():
    with pytest.raises(AssertionError, match="plain, hpy0"):
        abitag.get_hpy_ext_suffix("universal", None, "hpy1")


def defined(header):
    """{macro: text} of the plain definitions in one of HPy's headers."""
    text = Path(HPyDevel().include_dir, "hpy", header).read_text()
    return dict(re.findall(r'^# *define (\w+) "?([\w.]+)"?$', text, re.M))


def test_numbers_agree_with_the_header():
    header = defined("config.h")
    assert header["HPY_ABI_VERSION"] == str(abitag.HPY_ABI_VERSION)
    assert header["HPY_ABI_TAG"] == abitag.HPY_ABI_TAG
    assert (
        "HPY_ABI_MINOR_LATEST" in header["HPY_ABI_MINOR"] and abitag.HPY_ABI_VERSION_MINOR == config.HIGHEST_ABI_MINOR
    )


def test_the_newest_minor_version_agrees_with_the_header():
    header = defined("generated/abi_minor.h")
    assert header["HPY_ABI_MINOR_LATEST"] == str(config.HIGHEST_ABI_MINOR)
    text = Path(HPyDevel().include_dir, "hpy", "generated", "abi_minor.h").read_text()
    releases = ", ".join('"%s"' % generated.ABI_MINORS[minor] for minor in range(config.HIGHEST_ABI_MINOR + 1))
    assert "#define _HPY_RELEASES %s\n" % releases in text


def test_no_minor_version_needs_a_release_to_come():
    def number(release):
        return [int(n) for n in release.split(".")[:2]]

    assert all(number(release) <= number(version.__version__) for release in generated.ABI_MINORS.values())


def test_version_agrees_with_the_header():
    header = defined("version.h")
    assert header["HPY_VERSION"] == version.__version__
    assert header["HPY_GIT_REVISION"] == version.__git_revision__
