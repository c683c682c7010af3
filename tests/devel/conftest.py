"""Fixtures of the tests of hpy.devel: this Python's file names, a project to build (see support/project.py)."""

import sysconfig

import pytest
from support.project import Project


@pytest.fixture(scope="session")
def ext_suffix():
    return sysconfig.get_config_var("EXT_SUFFIX")


@pytest.fixture(scope="session")
def ending(ext_suffix):
    """The last part of this Python's suffix: '.so' or '.pyd'."""
    return "." + ext_suffix.rpartition(".")[2]


@pytest.fixture
def project(tmp_path):
    """A project with one HPy module, named mod."""
    project = Project(tmp_path)
    project.source("mod.c", "mod")
    project.setup("py_modules=[], hpy_ext_modules=[Extension('mod', ['mod.c'])]")
    return project
