"""The commands that write, each with small data."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.converters import convert_segpc
from mmcsam.synthesis import write_sample_tree


@dataclass(frozen=True)
class Job:
    """A command that writes.

    Attributes:
        name: In the table.
        words: Returns its words for an output folder.
        heavy: Whether it needs MMDetection and a model.
        by_time: Files that tell when it was run or how long it took, which need only be whole.
    """

    name: str
    words: Callable[[Path], list]
    heavy: bool = False
    by_time: tuple[str, ...] = ()


def make_jobs(data: Path, heavy: bool) -> list[Job]:
    """Draw the data and return the jobs, with those that need a model if asked for."""
    tree = write_sample_tree(data, train=2, validation=2, test=0, scale=0.05)
    convert_segpc(tree, data / "coco", workers=1)
    coco = data / "coco/instances_train.json"
    predictions = [{**each, "score": 0.9} for each in json.loads(coco.read_text())["annotations"]]
    (data / "p.segm.json").write_text(json.dumps(predictions))
    for folder, dtype in (("images", np.uint16), ("masks", np.uint16)):
        (data / "lab" / folder).mkdir(parents=True)
        for number in range(3):
            labels = np.zeros((24, 32), dtype)
            labels[3:9, 4:12], labels[12:20, 15:25] = 1 + number, 5 + number
            factor = 1 if folder == "masks" else 900
            cv2.imwrite(str(data / f"lab/{folder}/{number}.png"), labels * factor)
    from yeast_tensors import Yeast

    for split in ("train", "val"):
        Yeast(data / "yeast").sample("1", split)
    one = ["--workers", 1]
    jobs = [
        Job("convert segpc", lambda out: ["convert segpc", tree, "--out", out, *one]),
        Job(
            "convert masks",
            lambda out: ["convert masks", data / "lab", "--out", out, *one, "--write-images"],
        ),
        Job("convert yeast", lambda out: ["convert yeast", data / "yeast", "--out", out, *one]),
        Job("convert to-segpc", lambda out: ["convert to-segpc", coco, "--out", out, *one]),
        Job(
            "export",
            lambda out: [
                "export",
                coco,
                "--out",
                out,
                "--to",
                "labels",
                "imagej",
                "qupath",
                "csv",
                *one,
            ],
        ),
        Job(
            "check --sheet",
            lambda out: ["check", coco, "--images", tree, "--sheet", out / "sheet.png", *one],
        ),
        Job(
            "sample",
            lambda out: [
                "sample",
                out,
                "--train",
                2,
                "--validation",
                1,
                "--test",
                0,
                "--scale",
                0.05,
            ],
        ),
        Job("smears", lambda out: ["smears", out, "--images", 2, "--size", 96, 64]),
    ]
    return jobs + _with_model(data, tree, coco) if heavy else jobs


def _with_model(data: Path, tree: Path, coco: Path) -> list[Job]:
    import torch
    from mmdet.registry import MODELS
    from mmengine.config import Config, ConfigDict
    from mmengine.registry import init_default_scope
    from repository import ROOT

    import mmcsam.components  # noqa: F401
    from mmcsam.inference import pack_model
    from mmcsam.inference.model.known_types import without_start

    torch.set_num_threads(1)
    init_default_scope("mmdet")
    config, weights, packed = ROOT / "configs/csam_demo.py", data / "d.pth", data / "c.mmcsam"
    model = MODELS.build(ConfigDict(without_start(Config.fromfile(config).model.to_dict())))
    torch.save(model.state_dict(), weights)
    pack_model(config, weights, packed)
    found, one = data / "p.segm.json", ["--workers", 1]
    images = tree / "train/x"
    return [
        Job(
            "evaluate",
            lambda out: [
                "evaluate",
                coco,
                found,
                "--resamples",
                5,
                "--json",
                out / "f.json",
                "--report",
                out / "r",
                "--images",
                tree,
            ],
            True,
            ("f.json", "index.html"),
        ),
        Job(
            "crops",
            lambda out: ["crops", coco, "--images", tree, "--out", out, "--crop-size", 32, *one],
            True,
        ),
        Job("pack", lambda out: ["pack", config, weights, "--out", out / "c.mmcsam"], True),
        Job(
            "predict",
            lambda out: [
                "predict",
                images,
                "--model",
                packed,
                "--out",
                out,
                *one,
                "--format",
                "coco",
                "labels",
                "imagej",
                "csv",
            ],
            True,
            ("run.json",),
        ),
    ]
