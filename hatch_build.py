"""Build hook: put the files that MIM looks for where each MIM looks for them.

openmim takes the package's folder for its root. onedl-mim takes the first segment of the sorted
RECORD of a wheel, which for this name is ``mmcsam-<version>.dist-info``, and the repository of an
editable install. So a wheel holds the files twice. An editable install holds no second copy of
``configs``: with ``.venv`` inside the repository onedl-mim would find each config twice and stop.
"""

import shutil
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WHEEL = ("configs", "data_converters", "model-index.yml", "tools")
EDITABLE = ("configs/metafile.yml", "model-index.yml", "tools")


class MimFilesHook(BuildHookInterface):
    """Adds ``.mim`` folders to wheels and editable installs."""

    def initialize(self, version, build_data):
        """Name the files, before anything is built."""
        if version == "editable":
            build_data["force_include_editable"] = self._in_package(EDITABLE)
            return
        build_data["force_include"] |= self._in_package(WHEEL)
        # hatchling puts a source into one place only, so the second place needs a copy.
        self._copy = tempfile.TemporaryDirectory()
        for name in WHEEL:
            source, target = Path(self.root, name), Path(self._copy.name, name)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
        dist_info = f"{self.metadata.name}-{self.metadata.version}.dist-info"
        build_data["force_include"][self._copy.name] = f"{dist_info}/.mim"

    def finalize(self, version, build_data, artifact_path):
        """Remove the second copy."""
        if version != "editable":
            self._copy.cleanup()

    @staticmethod
    def _in_package(names):
        return {name: f"mmcsam/.mim/{name}" for name in names}
