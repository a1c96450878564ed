"""The convert commands."""

import json
from pathlib import Path
from random import Random

import cv2
import numpy as np
import tifffile
import torch
from pycocotools import mask as mask_api

from .coco_files import draw_coco, draw_results
from .command_reader import CommandReader, change_one
from .drawing import draw_labels
from .json_mutation import json_bytes, mutate_json
from .png_files import mutate_png
from .reader import Contradiction
from .tiff_files import mutate_tiff


class SegpcCommand(CommandReader):
    name, share = "convert segpc", 25

    def call(self, rng: Random, data: Path, out: Path) -> list:
        for split in ("train", "validation"):
            for folder in "xy":
                (data / split / folder).mkdir(parents=True)
            for number in range(1, 3):
                width, height = rng.randint(4, 30), rng.randint(4, 30)
                cv2.imwrite(
                    str(data / split / f"x/{number}.bmp"),
                    np.full((height, width, 3), 200, np.uint8),
                )
                for cell in range(1, rng.randint(1, 3)):
                    mask = np.zeros((height, width), np.uint8)
                    mask[1:3, cell : cell + 2] = rng.choice((20, 40))
                    cv2.imwrite(str(data / split / f"y/{number}_{cell}.bmp"), mask)
        change_one(rng, data)
        words = ["convert segpc", data, "--out", out, "--workers", 1]
        words += ["--classes", "nucleus", "cytoplasm", "cell"] if rng.random() < 0.3 else []
        if rng.random() < 0.2:
            (data / "subset.txt").write_bytes(
                b"1\n2.bmp\n" if rng.random() < 0.5 else rng.randbytes(9)
            )
            words += ["--subset", data / "subset.txt"]
        return words

    def known(self, path: Path) -> set[str]:
        return super().known(path) | {"subset.txt", str(path)}


class MasksCommand(CommandReader):
    name, share = "convert masks", 60

    def call(self, rng: Random, data: Path, out: Path) -> list:
        form = rng.randrange(4)
        deep = rng.random() < 0.15
        self.labels = {}
        for number in range(rng.randint(1, 3)):
            labels = draw_labels(rng, rng.choice(("uint8", "uint16")))
            image = (labels % 200).astype(np.uint8)
            if deep:
                image = image.astype(np.uint16) * 16
            name = f"a{number}"
            if form == 0:
                self._save(rng, data / f"images/{name}.png", image)
                self._save(
                    rng, data / f"masks/{name}{rng.choice(('.png', '.tif', '.npy'))}", labels
                )
            elif form == 1:
                self._save(rng, data / f"{name}.png", image)
                self._save(rng, data / f"{name}_masks{rng.choice(('.png', '.tif'))}", labels)
            elif form == 2:
                self._save(rng, data / f"{name}/images/{name}.png", image)
                for value in np.unique(labels)[1:]:
                    mask = ((labels == value) * 255).astype(np.uint8)
                    self._save(rng, data / f"{name}/masks/{name}_{value}.png", mask)
            else:
                self._save(rng, data / f"images/{name}.png", image)
                colours = np.random.default_rng(3).integers(1, 255, (65536, 3), np.uint8)
                self._save(
                    rng, data / f"masks/{name}.png", colours[labels] * (labels > 0)[..., None]
                )
            self.labels[name] = labels
        whole = change_one(rng, data) is None
        files = sorted(data.rglob("*.png")) + sorted(data.rglob("*.tif"))
        if not whole and files and rng.random() < 0.4:
            path = rng.choice(files)
            change = mutate_png if path.suffix == ".png" else mutate_tiff
            path.write_bytes(change(rng, path.read_bytes()))
        words = ["convert masks", data, "--out", out, "--workers", 1]
        more: list[list] = [
            ["--components"],
            ["--background", rng.choice(("0", "255", "1,2,3", "largest", "x"))],
            ["--ignore", rng.choice(("255", "-1", "1"))],
            ["--write-images"],
            ["--intensity", "0", rng.choice(("3200", "nan", "-1"))],
            ["--allow-empty"],
            ["--validation-share", rng.choice(("0.5", "nan", "2"))],
        ]
        chosen = [option for option in more if rng.random() < 0.12]
        chosen += [["--intensity", "0", "3200"]] if deep and rng.random() < 0.7 else []
        self.labels = self.labels if whole and not chosen and form != 2 else {}
        return [*words, *(word for option in chosen for word in option)]

    def _save(self, rng: Random, path: Path, pixels: np.ndarray) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".npy":
            np.save(path, pixels)
        elif path.suffix == ".tif":
            tifffile.imwrite(path, pixels)
        else:
            cv2.imwrite(str(path), pixels)

    def confirm(self, path: Path, code: int) -> bool:
        """What is written has as many pixels as what was drawn, where all files are whole."""
        file = path.parent / "out/instances_train.json"
        if code != 0 or not self.labels or not file.is_file():
            return False
        coco = json.loads(file.read_text())
        names = {image["id"]: Path(image["file_name"]).stem for image in coco["images"]}
        pixels = dict.fromkeys(names.values(), 0)
        for entry in coco["annotations"]:
            pixels[names[entry["image_id"]]] += int(mask_api.area(entry["segmentation"]))
        for name, number in pixels.items():
            labels = self.labels[name]
            # A mask that is one label nearly all over may count as its background.
            if number not in {
                int((labels != value).sum()) for value in (0, labels[0, 0], labels.max())
            }:
                raise Contradiction(
                    f"{name} has {int((labels != 0).sum())} pixels, {number} written"
                )
        return True


class YeastCommand(CommandReader):
    name, share = "convert yeast", 15

    def prepare(self) -> None:
        import mmcsam.converters.yeast  # noqa: F401

    def call(self, rng: Random, data: Path, out: Path) -> list:
        from yeast_tensors import Yeast

        yeast = Yeast(data)
        for split in ("train", "val"):
            yeast.sample("1", split)
        path = change_one(rng, data)
        if path is not None and path.exists() and rng.random() < 0.4:
            torch.save(
                rng.choice((torch.rand(3), torch.full((2, 20, 30), 0.5), {}, torch.zeros(2, 9, 9))),
                path,
            )
        return ["convert yeast", data, "--out", out, "--workers", 1]


class ToSegpcCommand(CommandReader):
    name, share = "convert to-segpc", 30

    def call(self, rng: Random, data: Path, out: Path) -> list:
        coco = draw_coco(rng)
        coco["categories"] = [{"id": 1, "name": "cell"}, {"id": 2, "name": "nucleus"}]
        for number, entry in enumerate(coco["annotations"]):
            if rng.random() < 0.7:
                entry["instance_number"] = number
        results = draw_results(rng, coco)
        kind = rng.randrange(3)
        changed = mutate_json(rng, coco) if kind == 0 else coco
        (data / "cells.json").write_bytes(
            json_bytes(rng, changed) if kind == 0 else json.dumps(coco).encode()
        )
        # A submission is slow to write, at its own size.
        words = ["convert to-segpc", data / "cells.json", "--out", out, "--workers", 1]
        words += ["--to", "masks"] if rng.random() < 0.95 else []
        if kind == 1:
            (data / "p.segm.json").write_bytes(json_bytes(rng, mutate_json(rng, results)))
            words.insert(2, data / "p.segm.json")
        return words


COMMANDS = (SegpcCommand, MasksCommand, YeastCommand, ToSegpcCommand)
