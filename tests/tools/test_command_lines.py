"""The scripts in ``tools/`` and ``data_converters/``, as a user types them."""

import subprocess
import sys

import pytest
from repository import ROOT

from mmcsam.cli.commands import COMMANDS

TOOLS = ROOT / "tools"
SCRIPTS = sorted([*TOOLS.glob("*.py"), *(ROOT / "data_converters").glob("*.py")])
SCRIPTS = [path for path in SCRIPTS if "MMCSAM_COMMAND" in path.read_text()]


def run(script, *arguments, isolated=False, cwd=None):
    python = [sys.executable, "-I", "-S"] if isolated else [sys.executable]
    command = [*python, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


def command_of(script):
    """Return the command that a script says it is."""
    (line,) = [line for line in script.read_text().splitlines() if line.startswith("MMCSAM_COMM")]
    return line.split('"')[1]


def test_which_commands_are_scripts_too():
    commands = {command_of(path) for path in SCRIPTS}
    assert set(COMMANDS) - commands == {
        "export-model",
        "fine-tune",
        "info",
        "models",
        "pack",
        "predict",
        "serve",
        "smears",
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_help_needs_no_torch(script):
    """MIM reads it first, of an installation that may not work."""
    isolated = command_of(script) in COMMANDS  # the others import what lies beside them
    result = run(script, "-h", isolated=isolated)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("usage: python ")


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("train.py", ["c.py"]),
        ("test.py", ["c.py", "w.pth"]),
        ("train_oof_guides.py", ["c.py"]),
        ("plot_schedule.py", ["c.py"]),
    ],
)
def test_option_without_a_value_is_refused(script, arguments):
    result = run(TOOLS / script, *arguments, "--cfg-options", "a.b", isolated=True)
    assert result.returncode == 2
    assert "expected KEY=VALUE, got 'a.b'" in result.stderr


def test_missing_config(tmp_path):
    result = run(TOOLS / "train.py", "elsewhere/csam_x101_segpc.py", cwd=tmp_path)
    assert result.returncode == 2
    error = result.stderr.splitlines()[-1]
    assert error.startswith("error: elsewhere/csam_x101_segpc.py: no such file, expected a config.")
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("script", "usage"),
    [("dist_train.sh", "CONFIG PROCESSES"), ("dist_test.sh", "CONFIG CHECKPOINT PROCESSES")],
)
def test_dist_scripts_say_how_to_use_them(script, usage):
    result = subprocess.run(["bash", TOOLS / script, "c.py"], capture_output=True, text=True)
    assert result.returncode == 2
    assert usage in result.stderr
