"""The commands that take a model, and those that take but numbers."""

import platform
import shutil
import tempfile
from pathlib import Path
from random import Random

import cv2
import numpy as np

from .byte_mutation import mutate_bytes
from .command_reader import CommandReader, change_one
from .weight_readers import mutate_archive

_NUMBERS = ("1", "0", "-1", "2", "nan", "inf", "1e9x", "99999999999999999999", "")


class _ModelCommand(CommandReader):
    """Has a small detector, its checkpoint and both in one file, made once."""

    def prepare(self) -> None:
        import torch
        from mmengine.registry import init_default_scope
        from repository import ROOT

        import mmcsam.components  # noqa: F401
        from mmcsam.inference import pack_model

        torch.set_num_threads(1)
        init_default_scope("mmdet")
        self.made = Path(tempfile.mkdtemp(prefix="fuzz-model-"))
        self.config = ROOT / "configs/csam_demo.py"
        from mmdet.registry import MODELS
        from mmengine.config import Config, ConfigDict

        from mmcsam.inference.model.known_types import without_start

        model = MODELS.build(
            ConfigDict(without_start(Config.fromfile(self.config).model.to_dict()))
        )
        torch.save(model.state_dict(), self.made / "detector.pth")
        pack_model(self.config, self.made / "detector.pth", self.made / "cells.mmcsam")


class PackCommand(_ModelCommand):
    name, share = "pack", 4

    def call(self, rng: Random, data: Path, out: Path) -> list:
        content = (self.made / "detector.pth").read_bytes()
        change = mutate_archive if rng.random() < 0.7 else mutate_bytes
        (data / "detector.pth").write_bytes(change(rng, content))
        return ["pack", self.config, data / "detector.pth", "--out", out / "cells.mmcsam"]


class PredictCommand(_ModelCommand):
    name, share = "predict", 4

    def call(self, rng: Random, data: Path, out: Path) -> list:
        (data / "images").mkdir()
        shutil.copy(self.made / "cells.mmcsam", data / "cells.mmcsam")
        for number in range(2):
            pixels = np.random.default_rng(number).integers(0, 255, (40, 50, 3), np.uint8)
            cv2.imwrite(str(data / f"images/{number}.png"), pixels)
        if rng.random() < 0.3:
            change_one(rng, data / "images")
        else:
            path = data / "cells.mmcsam"
            path.write_bytes(mutate_bytes(rng, path.read_bytes()))
        words = ["predict", data / "images", "--model", data / "cells.mmcsam", "--out", out]
        words += ["--workers", 1, "--cell-width", rng.choice(("20", "0", "-3", "nan"))]
        return [*words, "--format", *rng.sample(("coco", "labels", "imagej", "qupath", "csv"), 2)]


class NumbersCommand(CommandReader):
    """Calls with odd numbers; those of a draw that would take long are left out."""

    name, share = "sample, smears, parameters, info", 4

    def prepare(self) -> None:
        import mmcsam.components
        import mmcsam.synthesis.marrow.write_smears  # noqa: F401

        platform.platform()  # what ``info`` says; it asks uname, once a process

    def call(self, rng: Random, data: Path, out: Path) -> list:
        few = ("1", "0", "-1", "x", "")
        return rng.choice(
            (
                [
                    "sample",
                    out,
                    "--train",
                    rng.choice(few),
                    "--validation",
                    1,
                    "--test",
                    0,
                    "--scale",
                    rng.choice(("0.05", "0", "-1", "nan", "inf")),
                ],
                [
                    "smears",
                    out,
                    "--images",
                    rng.choice(few),
                    "--size",
                    rng.choice(few),
                    rng.choice(("64", "1")),
                ],
                ["smears", out, "--images", 1, "--size", 64, 64, "--seed", rng.choice(_NUMBERS)],
                ["info"],
                [
                    rng.choice(
                        ("", "convert", "convert x", "--help", "--version", "smears --nothing")
                    )
                ],
            )
        )

    def known(self, path: Path) -> set[str]:
        return super().known(path) | {"expected", "argument", "invalid"}


COMMANDS = (PackCommand, PredictCommand, NumbersCommand)
