"""Build hook: put the files that MIM looks for where each MIM looks for them.

openmim takes the package's folder for its root. onedl-mim takes the first segment of the sorted
RECORD of a wheel, which for this name is ``mmcsam-<version>.dist-info``, and the repository of an
editable install. So a wheel holds the files twice. An editable install holds no second copy of
``configs``: with ``.venv`` inside the repository onedl-mim would find each config twice and stop.
"""

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WHEEL = ("configs", "data_converters", "model-index.yml", "tools")
EDITABLE = ("configs/metafile.yml", "model-index.yml", "tools")


class MimFilesHook(BuildHookInterface):
    """Adds ``.mim`` folders to wheels and editable installs."""

    def initialize(self, version, build_data):
        dist_info = f"{self.metadata.name}-{self.metadata.version}.dist-info"
        if version == "editable":
            build_data["force_include_editable"] = {
                name: f"mmcsam/.mim/{name}" for name in EDITABLE
            }
            return
        for root in ("mmcsam", dist_info):
            for name in WHEEL:
                build_data["force_include"][name] = f"{root}/.mim/{name}"
