"""How a process was started decides whether importing the package registers its components."""

import subprocess
import sys
import types

import pytest
from repository import ROOT

from mmcsam.start import is_command_line


@pytest.mark.parametrize(
    ("argv", "orig_argv", "expected"),
    [
        (["-m", "train", "-h"], ["python", "-m", "mmcsam", "train", "-h"], True),
        (["-m"], ["python", "-u", "-W", "error", "-m", "mmcsam"], True),
        (["-m", "info"], ["python", "-mmmcsam", "info"], True),
        (["-m", "mmcsam"], ["python", "-m", "mylab.training", "mmcsam"], False),
        (["-m", "x"], ["python", "-m", "mmcsam.cli", "x"], False),
        (["train.py"], ["python", "train.py"], False),
        ([""], ["python"], False),
    ],
)
def test_by_module(argv, orig_argv, expected, monkeypatch):
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.setattr(sys, "orig_argv", orig_argv)
    assert is_command_line() is expected


@pytest.mark.parametrize(
    ("globals_", "expected"), [({"MMCSAM_COMMAND": "train"}, True), ({}, False)]
)
def test_by_script(globals_, expected, monkeypatch):
    program = types.ModuleType("__main__")
    vars(program).update(globals_)
    monkeypatch.setitem(sys.modules, "__main__", program)
    assert is_command_line() is expected


REGISTERED = "from mmdet.registry import MODELS; print(MODELS.get('CSAMMaskHead') is not None)"


@pytest.mark.parametrize(
    "program",
    [
        f"import mmcsam; {REGISTERED}",
        # A module of somebody's package that imports ours while Python looks for it.
        "import sys; sys.argv[0] = '-m'; sys.orig_argv[-1:] = ['mylab']; import mmcsam; "
        + REGISTERED,
    ],
)
def test_importing_registers(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "True", done.stderr


def test_the_front_door_does_not_import_torch():
    program = "import sys, runpy; sys.argv = ['-m', '--version']; sys.orig_argv = ['python', '-m', "
    program += "'mmcsam', '--version']\n"
    program += "try: runpy.run_module('mmcsam', run_name='__main__')\n"
    program += "finally: print([name for name in ('torch', 'cv2', 'numpy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
