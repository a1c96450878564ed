"""A command in a child of this process, killed or without room."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mmcsam.cli.main import main

KILLED = -signal.SIGKILL
_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.listdir"}


def start(words: Sequence, log: Path, kill_at: int | None = None, room: int | None = None) -> int:
    """Start a command and return the process.

    Args:
        words: Of the command.
        log: Receives what it says, and behind the last line the number of its steps on files.
        kill_at: It is killed before this step; None lets it run.
        room: Bytes that a file may have; None for any number.
    """
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = 99
    try:
        with open(log, "w") as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
        steps = 0

        def count(event: str, args: tuple) -> None:
            nonlocal steps
            if event in _EVENTS:
                steps += 1
                if steps == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        if room is not None:  # what is said goes on by another process, that has room
            say = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=1)
            for stream in (1, 2):
                os.dup2(say.stdin.fileno(), stream)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        # Those of the parent remember a place in the parent's file.
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        code = main(*map(str, words))
        sys.stdout.flush()
        sys.stderr.flush()
        if room is None:
            with open(log, "a") as file:
                file.write(f"\n{steps}")
    except BaseException as error:
        os.write(2, f"raised {error!r}".encode())
    finally:
        os._exit(code)


def wait(process: int, after: float | None = None) -> int:
    """Return how a process ended, and kill it after so many seconds."""
    if after is not None:
        time.sleep(after)
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def content(folder: Path, by_time: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the bytes of all files by path, but for the record.

    Args:
        folder: Where they are.
        by_time: Names of files that tell when they were written: only whether they are whole.
    """
    return {
        path.relative_to(folder).as_posix(): (
            _whole(path) if path.name in by_time else path.read_bytes()
        )
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".mmcsam-written"
    }


def _whole(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return b"whole" if text.rstrip().endswith("</html>") else b"cut off"
    try:
        json.loads(text)
    except ValueError:
        return b"cut off"
    return b"whole"


def remains(folder: Path) -> list[str]:
    """Return what a killed run has left, which no later run should meet."""
    marks = (".partial-", ".whole-", ".part", ".TCIA_SegPC_dataset.")
    names = (path.relative_to(folder) for path in folder.rglob("*"))
    return [
        str(name)
        for name in names
        if any(each in part for part in name.parts for each in marks) and ".parts" not in name.parts
    ]


def empty(folder: Path) -> Path:
    """Return a folder without anything in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
