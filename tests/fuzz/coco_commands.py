"""The commands that take a COCO file: check, export, evaluate, crops."""

import json
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import tifffile

from mmcsam.coco.reader import read_coco
from mmcsam.structures.rle import decode_crop

from .coco_files import draw_coco, draw_results
from .command_reader import CommandReader, change_one
from .drawing import draw_labels
from .json_mutation import json_bytes, mutate_json
from .reader import Contradiction


def write_data(rng: Random, data: Path, truth: float, images: float) -> dict:
    """Write a COCO file with its images; ``truth`` and ``images`` are the shares changed."""
    coco = draw_coco(rng)
    for image in coco["images"]:
        path = data / "images" / image["file_name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.full((image["height"], image["width"], 3), 128, np.uint8)
        cv2.imwrite(str(path), pixels)
    changed: Any = mutate_json(rng, coco) if rng.random() < truth else None
    content = json.dumps(coco).encode() if changed is None else json_bytes(rng, changed)
    (data / "cells.json").write_bytes(content)
    change_one(rng, data / "images", images)
    return coco


def write_labels(rng: Random, folder: Path, coco: dict) -> None:
    """Write label images of a COCO file's images, with cells in other places."""
    for image in coco["images"]:
        path = (folder / image["file_name"]).with_suffix(".tif")
        path.parent.mkdir(parents=True, exist_ok=True)
        labels = np.zeros((image["height"], image["width"]), np.uint16)
        labels[: rng.randint(1, 9), : rng.randint(1, 9)] = rng.choice((0, 1, 65535))
        tifffile.imwrite(path, labels)
    change_one(rng, folder, 0.5)


class CheckCommand(CommandReader):
    name, share = "check", 45

    def call(self, rng: Random, data: Path, out: Path) -> list:
        coco = write_data(rng, data, 0.6, 0.5)
        words = ["check", data / "cells.json", "--images", data / "images", "--workers", 1]
        words += ["--sheet", out / "sheet.png"] if rng.random() < 0.3 else []
        words += ["--read-pixels"] if rng.random() < 0.3 else []
        if rng.random() < 0.3:
            (data / "other.json").write_bytes(json_bytes(rng, mutate_json(rng, draw_coco(rng))))
            words += ["--against", data / "other.json"]
        if rng.random() < 0.3:
            write_labels(rng, data / "labels", coco)
            words += ["--labels", data / "labels"]
        return words


class ExportCommand(CommandReader):
    name, share = "export", 45

    def call(self, rng: Random, data: Path, out: Path) -> list:
        coco = write_data(rng, data, 0.6, 0.3)
        words: list = ["export", data / "cells.json"]
        if rng.random() < 0.4:
            results = draw_results(rng, coco)
            (data / "p.segm.json").write_bytes(json_bytes(rng, mutate_json(rng, results)))
            words += [data / "p.segm.json", "--score-thr", rng.choice(("0", "0.5", "nan"))]
        words += ["--out", out, "--workers", 1, "--to", "labels"]
        words += [each for each in ("imagej", "qupath", "csv") if rng.random() < 0.4]
        words += ["--images", data / "images"] if rng.random() < 0.4 else []
        words += (
            ["--pixel-size", rng.choice(("0.5", "0", "-1", "inf"))] if rng.random() < 0.3 else []
        )
        return words

    def confirm(self, path: Path, code: int) -> bool:
        """Label images have the objects' pixels, where all entries could be read."""
        out = path.parent / "out"
        if code != 0 or "p.segm.json" in " ".join(self.words):
            return False
        for image in read_coco(path / "cells.json").images:
            covered = np.zeros((image.height, image.width), bool)
            for each in image.instances:
                crop, left, top = decode_crop(each.rle)
                covered[top : top + crop.shape[0], left : left + crop.shape[1]] |= crop > 0
            found = [
                p for p in (out / "labels").rglob("*.tif") if p.stem == Path(image.file_name).stem
            ]
            if len(found) == 1 and not np.array_equal(tifffile.imread(found[0]) > 0, covered):
                raise Contradiction(f"the label image of {image.file_name} differs")
        return True


class EvaluateCommand(CommandReader):
    name, share = "evaluate", 25

    def prepare(self) -> None:
        import mmcsam.components
        import mmcsam.report  # noqa: F401

    def call(self, rng: Random, data: Path, out: Path) -> list:
        if rng.random() < 0.3:
            for name in ("true", "found"):
                (data / name).mkdir()
            for number in range(2):
                labels = draw_labels(rng, rng.choice(("uint8", "uint16")))
                tifffile.imwrite(data / f"true/{number}.tif", labels)
                tifffile.imwrite(data / f"found/{number}.tif", labels)
            change_one(rng, data)
            words: list = ["evaluate", data / "true", data / "found"]
        else:
            coco = write_data(rng, data, 0.5, 0.2)
            results: Any = draw_results(rng, coco)
            changed = (
                json_bytes(rng, mutate_json(rng, results))
                if rng.random() < 0.6
                else json.dumps(results).encode()
            )
            (data / "p.segm.json").write_bytes(changed)
            words = ["evaluate", data / "cells.json", data / "p.segm.json"]
        words += ["--resamples", 5]
        words += ["--json", out / "f.json"] if rng.random() < 0.5 else []
        words += ["--report", out / "report"] if rng.random() < 0.1 else []
        return words


class CropsCommand(CommandReader):
    name, share = "crops", 20

    def prepare(self) -> None:
        import mmcsam.components
        import mmcsam.datasets  # noqa: F401

    def call(self, rng: Random, data: Path, out: Path) -> list:
        write_data(rng, data, 0.7, 0.4)
        words = ["crops", data / "cells.json", "--images", data / "images", "--out", out]
        words += ["--crop-size", rng.choice((16, 32, 0, -1)), "--workers", 1]
        return words


COMMANDS = (CheckCommand, ExportCommand, EvaluateCommand, CropsCommand)
