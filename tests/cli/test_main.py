"""The front door: it lists, finds and refuses commands."""

import subprocess
import sys

import pytest
from command_calls import CommandCalls
from repository import ROOT

from mmcsam.cli import main
from mmcsam.cli.commands import COMMANDS
from mmcsam.version import __version__


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    return CommandCalls(tmp_path_factory.mktemp("calls"), ROOT / "configs")


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",), ("help",)])
def test_list(words, capsys):
    assert main(*words) == 0
    printed = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert f"{name} " in printed
        assert command.summary in printed


@pytest.mark.parametrize("words", [("convert",), ("convert", "--help")])
def test_group(words, capsys):
    assert main(*words) == 0
    printed = capsys.readouterr().out
    assert "convert to-segpc" in printed
    assert "evaluate" not in printed


def test_version(capsys):
    assert main("--version") == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.mark.parametrize(("words", "name"), [(["bake"], "bake"), (["convert", "x"], "convert x")])
def test_no_such_command(words, name, capsys):
    assert main(*words) == 2
    assert capsys.readouterr().err.startswith(f"error: {name}: no such command, expected one of ")


def test_a_name_of_two_words_may_be_one_argument(tmp_path, capsys):
    assert main("convert segpc", str(tmp_path / "none"), "--out", str(tmp_path / "out")) == 2
    assert capsys.readouterr().err.startswith(
        f"error: {tmp_path / 'none'}: no such folder, expected "
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_help_needs_no_installation(name):
    """Of nothing but Python, so without PyTorch too; and scripts of MIM are asked for it first."""
    program = "import sys; sys.path.append(sys.argv[1]); sys.argv[0] = '-m'; sys.orig_argv = ['x', "
    program += f"'-m', 'mmcsam', *{name.split()}, '-h']; sys.argv[1:] = sys.orig_argv[3:]; "
    program += "import runpy; runpy.run_module('mmcsam', run_name='__main__')"
    words = [sys.executable, "-I", "-S", "-c", program, str(ROOT)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m mmcsam {name} [-h]")


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_usage(name, capsys):
    assert main(name, "--no-such-option") == 2
    usage, *_, error = capsys.readouterr().err.splitlines()
    assert usage.startswith(f"usage: python -m mmcsam {name} ")
    assert error.startswith("error: ")


@pytest.mark.parametrize("name", COMMANDS)
def test_missing_file(name, calls, capsys):
    call = calls.missing(name)
    if call is None:
        return
    words, absent = call
    assert main(name, *words) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: ")
    assert absent in error


ENDLESS_OR_LONG = ("train", "test", "serve")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ENDLESS_OR_LONG])
def test_right_call(name, calls, capsys):
    assert main(name, *calls.right(name)) == 0
    assert capsys.readouterr().out.strip()
