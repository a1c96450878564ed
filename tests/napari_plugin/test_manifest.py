"""What napari is told of the plugin; napari itself need not be installed."""

import importlib.util
import subprocess
import sys
from importlib import import_module
from importlib.metadata import EntryPoint

import pytest
import yaml
from repository import ROOT

MANIFEST = yaml.safe_load((ROOT / "mmcsam/napari.yaml").read_text())
CONTRIBUTIONS = MANIFEST["contributions"]
COMMANDS = {command["id"]: command["python_name"] for command in CONTRIBUTIONS["commands"]}


def test_the_package_names_its_manifest():
    """As npe2 finds it: beside the module that the entry point names, which is not imported."""
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    line = lines[lines.index('[project.entry-points."napari.manifest"]') + 1]
    name, _, value = line.partition(" = ")
    match = EntryPoint.pattern.match(value.strip('"'))
    assert name == MANIFEST["name"] == "mmcsam"
    assert (ROOT / match["module"] / match["attr"]).is_file()
    assert "." not in match["module"]  # a folder's own module would import the package


@pytest.mark.parametrize("python_name", COMMANDS.values())
def test_a_command_is_a_function(python_name):
    module, _, function = python_name.partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_command_is_used_and_every_one_that_is_used_exists():
    kinds = ("readers", "writers", "widgets")
    used = [one["command"] for kind in kinds for one in CONTRIBUTIONS[kind]]
    assert sorted(used) == sorted(COMMANDS)


@pytest.mark.skipif(importlib.util.find_spec("napari") is not None, reason="napari is installed")
def test_the_plugin_needs_no_napari_to_be_imported():
    modules = {name.partition(":")[0] for name in COMMANDS.values()}
    program = f"import sys, {', '.join(sorted(modules))}; assert 'napari' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
