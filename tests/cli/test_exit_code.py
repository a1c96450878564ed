"""Every end that a command can come to."""

import subprocess
import sys

import pytest
from repository import ROOT

from mmcsam.cli.exit_code import UnusableInputError, exit_code, finish, user_input


def raising(error):
    def work():
        with user_input():
            raise error

    return work


@pytest.mark.parametrize(("left_out", "code"), [(False, 0), ([], 0), (3, 1), (["a.png"], 1)])
def test_done(left_out, code, capsys):
    assert exit_code(lambda: finish("a report", left_out)) == code
    assert capsys.readouterr().out == "a report\n"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("a.json: no list"), "a.json: no list"),
        (ImportError("needs tifffile"), "needs tifffile"),
        (FileNotFoundError("data: no such folder"), "data: no such folder"),
        (
            PermissionError(13, "Permission denied", "a.json"),
            "a.json: permission denied, expected a path that can be used; check its name and "
            "rights",
        ),
    ],
)
def test_unusable_input(error, text, capsys):
    assert exit_code(raising(error)) == 2
    assert capsys.readouterr().err == f"error: {text}\n"


@pytest.mark.parametrize("error", [KeyError("a"), RuntimeError("a")])
def test_our_own_errors_keep_their_traceback(error):
    with pytest.raises(type(error)):
        exit_code(raising(error))


def test_errors_outside_of_the_users_input_are_our_own():
    def work():
        raise ValueError("a slip")

    with pytest.raises(ValueError, match="a slip"):
        exit_code(work)


def test_the_cause_is_kept():
    with pytest.raises(UnusableInputError) as caught, user_input():
        raise ValueError("why")
    assert str(caught.value.__cause__) == "why"


def test_ctrl_c(capsys):
    assert exit_code(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == "\nstopped; nothing was written\n"


def test_what_is_said_after_ctrl_c(capsys):
    assert exit_code(raising(KeyboardInterrupt()), "go on with --resume") == 130
    assert capsys.readouterr().err == "\ngo on with --resume\n"


@pytest.mark.parametrize(("code", "expected"), [(None, 0), (0, 0), (2, 2)])
def test_a_parsers_end(code, expected):
    assert exit_code(raising(SystemExit(code))) == expected


def test_a_closed_pipe_is_no_traceback():
    """As of ``| head -n 1``, with more output than a pipe holds."""
    program = f"import sys; sys.path.append({str(ROOT)!r}); MMCSAM_COMMAND = 'test'\n"
    program += "from mmcsam.cli.exit_code import exit_code, finish\n"
    program += "sys.exit(exit_code(lambda: finish('line\\n' * 100_000)))"
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"line\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
