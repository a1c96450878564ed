"""What a process may be given in place of a model: it does what an image's name says."""

import os
import time
from pathlib import Path

from mmcsam.inference.cells import Cells
from mmcsam.web.prediction.cell_finder import UnusableImageError


class ScriptedFinder:
    """Images called ``6-parts`` have so many; ``dies``, ``kills`` and ``bad`` do that.

    A part of an image called ``waits...`` is not done before a file ``go`` lies beside it.

    Attributes:
        log: File that receives a line for each call.
    """

    def __init__(self, log: Path):
        self.log = log

    def _note(self, *words):
        with self.log.open("a") as file:
            print(*words, file=file)

    def load(self, choice):
        self._note("load", choice.file.name)
        if choice.file.name == "dies":
            os._exit(3)
        if choice.file.name == "bad":
            raise ValueError("bad: no packed model")
        return choice.file.name.ljust(12, "0")

    def count(self, path, choice):
        self._note("count", path.name)
        if path.name == "bad":
            raise UnusableImageError("its end is missing")
        return int(path.name.split("-")[0]) if "parts" in path.name else 1

    def part(self, path, choice, number):
        self._note("part", path.name, number)
        if path.name == "dies":
            os._exit(5)
        if path.name == "kills":
            os.kill(os.getpid(), 9)
        while "waits" in path.name and not path.with_name("go").exists():
            time.sleep(0.01)
        return (path.name, number)

    def join(self, path, choice, parts):
        assert parts == [(path.name, number) for number in range(len(parts))]
        self._note("join", path.name, len(parts))
        return Cells((), ("cell",), 40, 30, path.name, notes=(f"{len(parts)} seen",))

    def outline(self, path, choice, box):
        self._note("outline", path.name)
        if path.name == "dies":
            os._exit(5)
        return box
