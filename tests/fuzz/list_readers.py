"""Readers of lists: of images to predict, of numbers to keep, and records of what was written."""

import json
from pathlib import Path
from random import Random
from typing import Any

from mmcsam.converters.segpc.selection import read_subset
from mmcsam.inference.image_files import find_images
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged

from .byte_mutation import mutate_bytes
from .json_mutation import json_bytes, mutate_json
from .reader import Contradiction, Reader


class ImageListReader(Reader):
    name, share = "lists of images", 30

    def write(self, rng: Random, folder: Path) -> Path:
        for name in ("a.png", "b c.png"):
            (folder / name).write_bytes(b"x")
        path = folder / "images.txt"
        # Names alone: a path that is cut short could be the whole disk, to be looked through.
        path.write_bytes(mutate_bytes(rng, b"a.png\nb c.png\n\nno.tif\n"))
        return path

    def read(self, path: Path) -> Any:
        return find_images([path], path.parent / "out", [], [])


class SubsetReader(Reader):
    name, share = "lists of numbers", 30

    def write(self, rng: Random, folder: Path) -> Path:
        path = folder / "subset.txt"
        path.write_bytes(mutate_bytes(rng, b"# these\n106\n1697.bmp\n\n12 # good\n"))
        return path

    def read(self, path: Path) -> Any:
        return read_subset(path)

    def judge(self, path: Path, value: set[int]) -> bool:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        numbers = [line.partition("#")[0].strip().lower().removesuffix(".bmp") for line in lines]
        if value != {int(number) for number in numbers if number}:
            raise Contradiction(f"{value} of {lines}")
        return True


class RecordReader(Reader):
    """A damaged record lets nothing be replaced that is not known to be ours."""

    name, share = "records of written files", 30

    def write(self, rng: Random, folder: Path) -> Path:
        out = folder / "out"
        guard = OutputGuard(out)
        with staged(out, guard) as stage:
            (stage / "a.json").write_text("ours")
            (stage / "b.json").write_text("this, too")
        self.theirs = rng.random() < 0.5
        if self.theirs:
            (out / "a.json").write_text("somebody else's")
        record = out / ".mmcsam-written"
        if rng.random() < 0.1:
            return out
        record.write_bytes(json_bytes(rng, mutate_json(rng, json.loads(record.read_text()))))
        return out

    def names(self, path: Path) -> tuple[str, ...]:
        return ("a.json", "out")

    def read(self, path: Path) -> Any:
        with staged(path, OutputGuard(path)) as stage:
            (stage / "a.json").write_text("new")

    def judge(self, path: Path, value: Any) -> bool:
        if self.theirs:
            raise Contradiction("somebody else's file was replaced")
        return (path / "a.json").read_text() == "new"


READERS = (ImageListReader, SubsetReader, RecordReader)
