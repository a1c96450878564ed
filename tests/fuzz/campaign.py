"""Run many inputs in a process that may hang or die, and count how they end."""

import ctypes
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from .reader import Reader
from .sandbox import WRONG, Outcome, prepare_process, run_input

_MEMORY = 16 * 2**30  # address space of the process, so that a bomb ends it and not the machine
_DIE_WITH_PARENT = 1  # prctl's
_START = 600  # seconds that imports may take on a busy machine


@dataclass
class Tally:
    """Counts of one reader.

    Attributes:
        tried: Inputs so far.
        counts: By how they ended.
        wrong: Number of the input, and what is wrong.
    """

    tried: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, outcome: Outcome) -> None:
        """Count an input."""
        self.tried += 1
        self.counts[outcome.kind] = self.counts.get(outcome.kind, 0) + 1
        if outcome.kind == WRONG:
            self.wrong.append((number, outcome.detail))


def input_seed(seed: int, reader: Reader, number: int) -> str:
    """Return what an input is drawn from."""
    return f"{seed}/{reader.name}/{number}"


def run_inputs(
    reader: Reader, seed: int, numbers: range, keep: Path | None = None
) -> Iterator[tuple[int, Outcome]]:
    """Yield how each input ends; a process that hangs or dies is replaced.

    Args:
        reader: What is tried.
        seed: Of the run.
        numbers: Which inputs.
        keep: Receives the folders of inputs that end wrong; None keeps none.
    """
    place = numbers.start
    while place < numbers.stop:
        for number, outcome in _one_process(reader, seed, range(place, numbers.stop), keep):
            yield number, outcome
            place = number + 1


def _one_process(
    reader: Reader, seed: int, numbers: range, keep: Path | None
) -> Iterator[tuple[int, Outcome]]:
    """Yield until the numbers end, or one of them ends the process."""
    ours, theirs = multiprocessing.Pipe()
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(reader, seed, numbers, root, keep, theirs)
    )
    process.start()
    theirs.close()
    number, limit = numbers.start, _START
    try:
        while number < numbers.stop:
            began = time.monotonic()
            try:
                said = ours.recv() if ours.poll(limit) else None
            except EOFError:
                process.join()
                if limit == _START:
                    raise RuntimeError(f"{reader.name}: no input could be tried") from None
                yield number, Outcome(WRONG, f"the process ended with {process.exitcode}")
                return
            if said is None:
                yield number, Outcome(WRONG, f"no answer in {time.monotonic() - began:.0f} s")
                return
            limit = reader.takes
            if said != "ready":
                number, outcome = said
                yield number, outcome
                number += 1
    finally:
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        shutil.rmtree(root, ignore_errors=True)


def _work(
    reader: Reader, seed: int, numbers: range, root: Path, keep: Path | None, pipe: Connection
) -> None:
    os.setpgid(0, 0)  # Ctrl-C is the parent's
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    with open(os.devnull, "w") as nothing:
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
    reader.prepare()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    prepare_process()
    pipe.send("ready")
    for number in numbers:
        folder = root / str(number)
        folder.mkdir()
        (folder / "tmp").mkdir()
        tempfile.tempdir = str(folder / "tmp")
        os.chdir(folder)
        outcome = run_input(reader, input_seed(seed, reader, number), folder)
        if outcome.kind == WRONG and keep is not None:
            shutil.copytree(
                folder,
                keep / f"{reader.name.replace(' ', '_')}-{number}",
                dirs_exist_ok=True,
                symlinks=True,
            )
        os.chdir(root)
        shutil.rmtree(folder, ignore_errors=True)
        pipe.send((number, outcome))
