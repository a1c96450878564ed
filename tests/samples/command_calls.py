"""A right call of every command, and one with a missing file, on small drawn data."""

import json
from pathlib import Path

import numpy as np
import tifffile
import torch
from mmdet.registry import MODELS
from mmengine.config import Config, ConfigDict
from mmengine.registry import init_default_scope
from yeast_tensors import Yeast

import mmcsam.components  # noqa: F401, registers the components
from mmcsam.converters import convert_segpc
from mmcsam.inference.model.known_types import without_start
from mmcsam.synthesis import write_sample_tree

# One iteration of the smallest guide.
TINY_GUIDE = [
    "model.segmentor.base_channels=4",
    "train_dataloader.dataset.crop_size=32",
    "val_dataloader.dataset.crop_size=32",
    "test_dataloader.dataset.crop_size=32",
    *(f"{name}_dataloader.num_workers=0" for name in ("train", "val", "test")),
    *(f"{name}_dataloader.persistent_workers=False" for name in ("train", "val", "test")),
    "train_cfg.max_iters=1",
    "train_cfg.val_interval=1",
    "default_hooks.checkpoint.interval=1",
]


class CommandCalls:
    """Draws the data that the calls need.

    Args:
        folder: Receives data and results.
        configs: Folder of the configs.
    """

    def __init__(self, folder: Path, configs: Path) -> None:
        self.folder = folder
        self.tree = write_sample_tree(folder, train=2, validation=2, test=0, scale=0.0625)
        convert_segpc(self.tree, folder / "coco", workers=1)
        self.coco = folder / "coco/instances_train.json"
        content = json.loads(self.coco.read_text())
        predictions = [{**entry, "score": 0.9} for entry in content["annotations"]]
        (folder / "predictions.json").write_text(json.dumps(predictions))
        Yeast(folder / "yeast").sample("1")
        (folder / "labels/masks").mkdir(parents=True)
        (folder / "labels/images").mkdir()
        mask = np.zeros((16, 24), np.uint16)
        mask[2:6, 2:6], mask[9:12, 4:9] = 1, 2
        tifffile.imwrite(folder / "labels/masks/a.tif", mask)
        tifffile.imwrite(folder / "labels/images/a.tif", mask.astype(np.uint8))
        self.config = configs / "unet_demo.py"
        self.detector, self.weights = configs / "csam_demo.py", folder / "detector.pth"
        self.packed = folder / "cells.mmcsam"
        model = without_start(Config.fromfile(self.detector).model.to_dict())
        init_default_scope("mmdet")
        torch.save(MODELS.build(ConfigDict(model)).state_dict(), self.weights)
        self.variables = {
            "SEGPC_ROOT": str(self.tree),
            "SEGPC_ANNOTATIONS": str(folder / "coco"),
            "OMP_NUM_THREADS": "1",
        }

    def right(self, command: str) -> list[str]:
        """Return the arguments of a call that ends with 0.

        That of "serve" does not end by itself. "test" comes after "train", "predict" and
        "fine-tune" and "export-model" after "pack".
        """
        folder, out = self.folder, self.folder / command.replace(" ", "_")
        predictions, training = folder / "predictions.json", folder / "train"
        checkpoint = training / "iter_1.pth"
        calls = {
            "convert segpc": [self.tree, "--out", out],
            "convert yeast": [folder / "yeast", "--out", out],
            "convert masks": [folder / "labels", "--out", out],
            "convert to-segpc": [self.coco, predictions, "--out", out],
            "check": [self.coco, "--images", self.tree],
            "export": [self.coco, "--out", out, "--to", "labels", "csv"],
            "crops": [self.coco, "--images", self.tree, "--out", out],
            "sample": [out, "--train", 1, "--validation", 1, "--test", 0, "--scale", 0.05],
            "smears": [out, "--images", 1, "--size", 96, 64],
            "train": [self.config, "--work-dir", training, "--cfg-options", *TINY_GUIDE],
            "test": [self.config, checkpoint, "--work-dir", out, "--cfg-options", *TINY_GUIDE],
            "evaluate": [self.coco, predictions, "--resamples", 20, "--json", out / "f.json"],
            "parameters": [],
            "info": [],
            "models": [],
            "serve": [self.tree / "train/x", "--project", out, "--port", 0],
            "pack": [self.detector, self.weights, "--out", self.packed],
            "predict": [
                self.tree / "train/x",
                "--model",
                self.packed,
                "--out",
                out,
                "--format",
                "csv",
            ],
            "export-model": [self.packed, "--to", "torchscript", "--out", out],
            "fine-tune": [
                self.tree,
                self.coco,
                *("--model", self.packed),
                *("--out", folder / "tuned.mmcsam"),
                *("--work-dir", out),
                *("--iterations", 1),
            ],
        }
        return list(map(str, calls[command]))

    def missing(self, command: str) -> tuple[list[str], str] | None:
        """Return the arguments of a call that names a file which is not there, and this file.

        None for commands that read no file.
        """
        words = self.right(command)
        if command in ("sample", "smears", "parameters", "info", "models"):
            return None
        absent = str(self.folder / "absent.json")
        if command == "predict":
            return [*words[:2], absent, *words[3:]], absent
        return [absent, *words[1:]], absent
