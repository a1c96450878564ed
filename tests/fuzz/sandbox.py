"""Run one input and judge how it ends."""

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from .reader import Contradiction, Reader

_READ, _CONFIRMED, _REFUSED, WRONG = "read", "confirmed", "refused", "wrong"
_SLACK = 160 * 2**20  # what a decoder may take before it finds out that a file is damaged
_TIMES = 4
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod"}
_CHANGING |= {"os.truncate", "shutil.rmtree", "shutil.move", "shutil.copyfile"}
_RUNNING = {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen", "os.fork"}
_RUNNING |= {"socket.connect", "ctypes.dlopen"}
_watched: list[str] = []  # folders that may be written to; the hook sleeps while there is none
_forbidden: list[str] = []


class Outcome(NamedTuple):
    """How an input ended: read, confirmed, refused or wrong; and what is wrong with it."""

    kind: str
    detail: str = ""


def _hook(event: str, args: tuple) -> None:
    if not _watched:
        return
    if event in _RUNNING:
        _forbidden.append(f"{event} {args!s:.120}")
    elif event == "open" and isinstance(args[2], int) and args[2] & _WRITES:
        _check_place(event, args[0])
    elif event in _CHANGING:
        for place in args[:2]:
            if isinstance(place, str | bytes | os.PathLike):
                _check_place(event, place)


def _check_place(event: str, place: object) -> None:
    if not isinstance(place, str | bytes | os.PathLike):
        return
    path = os.path.realpath(os.fsdecode(place))
    if not path.startswith((*_watched, "/dev/")):
        _forbidden.append(f"{event} {path}")


@contextmanager
def _watch(folder: Path) -> Iterator[None]:
    _forbidden.clear()
    _watched.append(os.path.realpath(folder) + os.sep)
    try:
        yield
    finally:
        _watched.clear()


def prepare_process() -> None:
    """Watch all that this process writes and starts; for good."""
    sys.addaudithook(_hook)
    warnings.simplefilter("ignore")


def run_input(reader: Reader, seed: str, folder: Path) -> Outcome:
    """Write an input to an empty folder, read it and judge.

    Args:
        reader: What is tried.
        seed: Of the input; the same seed gives the same input.
        folder: Receives it.
    """
    path = reader.write(Random(seed), folder)
    _reset_peak()
    before = _memory("VmRSS")
    decoded = 0
    with _watch(folder):
        try:
            value = reader.read(path)
            decoded = reader.size(value)
            outcome = Outcome(_READ)
        except Exception as error:
            outcome = _judge_error(error, reader.names(path))
    if _forbidden:
        return Outcome(WRONG, f"it did what it may not: {_forbidden[0]}")
    taken = _memory("VmHWM") - before
    if taken > _TIMES * decoded + _SLACK:
        return Outcome(WRONG, f"it took {taken >> 20} MiB for {decoded >> 20} MiB")
    if outcome.kind == _READ:
        try:
            outcome = Outcome(_CONFIRMED if reader.judge(path, value) else _READ)
        except Contradiction as found:
            return Outcome(WRONG, str(found))
        except Exception as error:
            return Outcome(WRONG, f"the judge failed: {error!r:.200}")
    return outcome


def _judge_error(error: Exception, names: tuple[str, ...]) -> Outcome:
    from mmcsam.cli.exit_code import UnusableInputError

    text = str(error)
    ours = type(error).__module__.startswith("mmcsam.") or type(error) is ValueError
    if ours or isinstance(error, OSError | UnusableInputError):
        if any(name in text for name in names):
            return Outcome(_REFUSED)
        return Outcome(WRONG, f"{type(error).__name__} names no file: {text:.160}")
    frames = traceback.extract_tb(error.__traceback__)
    where = next((f for f in reversed(frames) if "mmcsam" in f.filename), frames[-1])
    return Outcome(
        WRONG,
        f"{type(error).__name__} from {Path(where.filename).name}:{where.lineno}: {text:.160}",
    )


def _reset_peak() -> None:
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def _memory(what: str) -> int:
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(what):
                return int(line.split()[1]) * 1024
    return 0
