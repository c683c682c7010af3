"""A build hook of hatchling: the modules of [[tool.hpy.modules]] are compiled and put into the wheel.

    [build-system]
    requires = ["hatchling", "hpy>=0.10"]
    build-backend = "hatchling.build"

    [tool.hatch.build.targets.wheel.hooks.hpy]

They are compiled as the setuptools plug-in does it. The wheel gets the tag that the ABI asks for, and the requirement
on hpy.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from . import OLDEST_SETUPTOOLS, config


class HPyBuildHook(BuildHookInterface):  # type: ignore[misc]  # hatchling's types are not always there
    PLUGIN_NAME = "hpy"

    def dependencies(self) -> list[str]:
        return [f"setuptools>={OLDEST_SETUPTOOLS}", "wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; 'version' is standard or editable."""
        if self.target_name != "wheel":
            return
        try:
            settings, modules = config.read(self.root), config.read_modules(self.root)
        except config.ConfigError as error:
            self.app.abort(str(error))
        if not modules:
            path = os.path.join(self.root, "pyproject.toml")
            self.app.abort(f"{path}: the build hook hpy finds no [[tool.hpy.modules]]")
        from . import standalone

        try:
            built = standalone.build(self.root, modules)
        except standalone.BuildError as error:
            self.app.abort(str(error))
        build_data["pure_python"] = False
        build_data["tag"] = built.tag
        needed = standalone.requirement(self.root, modules, settings)
        if needed and not any(map(standalone.is_hpy, self.metadata.core.dependencies)):
            build_data["dependencies"].append(needed)
        for path, below in built.files.items():
            folder = self._source_folder(below)
            if version == "editable" and folder is not None:  # where Python finds the rest of the package
                shutil.copy2(path, os.path.join(folder, os.path.basename(path)))
            else:
                build_data["force_include_editable" if version == "editable" else "force_include"][path] = below

    def _source_folder(self, below: str) -> str | None:
        """The package's folder in the project, for a file at this place in the wheel."""
        package = os.path.dirname(below)
        folders = [os.path.join(self.root, start, package) for start in ("src", "")] if package else []
        return next(filter(os.path.isdir, folders), None)


@hookimpl  # type: ignore[untyped-decorator]
def hatch_register_build_hook() -> type[HPyBuildHook]:
    return HPyBuildHook
