"""Every command from the wheel, where there is no checkout."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from command_calls import CommandCalls
from page_images import PageImages
from repository import ROOT

from mmcsam.cli.commands import COMMANDS
from mmcsam.inference.model.catalogue import DEFAULT


@pytest.fixture(scope="module")
def calls(installed_wheel, tmp_path_factory):
    configs = installed_wheel.site_packages / "mmcsam/.mim/configs"
    return CommandCalls(tmp_path_factory.mktemp("calls"), configs)


@pytest.fixture
def run(installed_wheel, calls, tmp_path):
    """Return a function that runs a command, from a folder of its own."""

    def call(name, *words):
        front_door = ("-m", "mmcsam", *name.split())
        return installed_wheel.run(*front_door, *words, cwd=tmp_path, **calls.variables)

    return call


def test_the_wheel_is_what_runs(installed_wheel, tmp_path):
    done = installed_wheel.run("-c", "import mmcsam; print(mmcsam.__file__)", cwd=tmp_path)
    assert done.stdout.strip() == str(installed_wheel.site_packages / "mmcsam/__init__.py")


def test_list(run):
    done = run("")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


def test_the_page(installed_wheel, calls, tmp_path):
    words = ("-m", "mmcsam", "serve", *calls.right("serve"))
    with installed_wheel.start(*words, cwd=tmp_path, **calls.variables) as process:
        try:
            address = next(line for line in process.stdout if line.startswith("http")).strip()
            with urlopen(f"{address}static/main.js") as script:
                assert script.headers["content-type"].startswith("text/javascript")
            with urlopen(f"{address}api/project") as answer:
                assert json.load(answer)["model"] == DEFAULT
        finally:
            process.terminate()
        assert "everything is saved" in process.communicate()[0]
    assert process.returncode == 0


def test_the_page_without_a_network(installed_wheel, tmp_path):
    """From the start to exported files with the model that is in the wheel."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"]).returncode:
        pytest.skip("this system lets no user make a network namespace (unshare -rn)")
    images = PageImages(tmp_path / "smears")
    images.add_smear("smear.png", 0, 2)
    script, out = ROOT / "tests/samples/offline_page.py", tmp_path / "cells.zip"
    command = [
        "unshare",
        "-rn",
        installed_wheel.python,
        script,
        images.folder,
        tmp_path / "kept",
        out,
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=installed_wheel.variables(OMP_NUM_THREADS="1"),
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["network"] == "Network is unreachable"
    assert told["ended"] == 0 and "everything is saved" in told["said"]
    (image,) = told["images"]
    assert image["reason"] is None and image["cells"] > 3
    with zipfile.ZipFile(out) as packed:
        assert {Path(name).name for name in packed.namelist()} == {
            *("instances.json", "cells.csv", "smear.tif")
        }
        rows = packed.read("cells.csv").decode().splitlines()
        assert len(rows) == 1 + image["cells"]
        assert len(json.loads(packed.read("instances.json"))["annotations"]) == image["cells"]


# All in one test: "test" needs the checkpoint that "train" writes.
def test_right_calls(run, calls):
    for name in COMMANDS:
        if name == "serve":  # does not end by itself
            continue
        done = run(name, *calls.right(name))
        assert done.returncode == 0, (name, done.stdout[-2000:], done.stderr[-4000:])
        assert done.stdout.strip(), name
    assert (calls.folder / "export/labels").is_dir()
    assert (calls.folder / "train/iter_1.pth").is_file()


@pytest.mark.parametrize("name", COMMANDS)
def test_help_wrong_usage_and_missing_file(name, run, calls):
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m mmcsam {name} [-h]")

    done = run(name, "--no-such-option")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: ")

    if call := calls.missing(name):
        words, absent = call
        done = run(name, *words)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith("error: ")
        assert absent in done.stderr
        assert "Traceback" not in done.stderr
