"""Every command from the wheel, where there is no checkout."""

import json
from urllib.request import urlopen

import pytest
from command_calls import CommandCalls

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
