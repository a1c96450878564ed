"""Write a guide's training crops as files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from mmcsam.images.lossless import write_lossless
from mmcsam.images.picture import decode_file
from mmcsam.jobs.killed_runs import finish_killed_runs
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

if TYPE_CHECKING:  # the data set imports the models, and these the RLE code beside this file
    from mmcsam.datasets import RoICropDataset

_SHEET = (8, 12)  # rows and columns of the overview
_OUTLINE = (0, 255, 0)


def write_roi_crops(
    dataset: RoICropDataset,
    out: str | Path,
    crops_per_cell: int = 1,
    seed: int = 0,
    workers: int | None = None,
) -> Path:
    """Write the crops that a guide is trained on, to look at or to train another model.

    ``out/images/<image>_<annotation id>_<k>.png`` is the crop, ``out/masks/`` has the primary
    cell's mask of the same name with 0 and 255, ``out/crops.csv`` says where each comes from, and
    ``out/overview.png`` shows the first 96 with their masks' outlines. The crops are those of the
    data set itself, before its pipeline. All is written, or nothing.

    Args:
        dataset: Where the crops come from.
        out: A folder that does not exist yet, or is empty.
        crops_per_cell: How often to draw a margin for each cell, 1 or more.
        seed: Of the margins. A crop depends on it, on the cell's place in the data set and on k.
        workers: Processes; None for one a processor core.

    Returns:
        Path: ``out/crops.csv``.

    Raises:
        FileExistsError: If ``out`` is not empty.
        FileNotFoundError: If an image cannot be read.
        OSError: If a file cannot be written.
        ValueError: If an argument is out of range, or image and mask differ in size.
    """
    if crops_per_cell < 1:
        raise ValueError(f"crops_per_cell must be 1 or more, got {crops_per_cell}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    out = Path(out)
    if out.is_dir():
        finish_killed_runs(out)
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; give a new folder, so that no crops mix")
    with staged(out, OutputGuard(out)) as stage:
        for name in ("images", "masks"):
            (stage / name).mkdir()
        write = partial(
            _write_cell, dataset=dataset, stage=stage, crops_per_cell=crops_per_cell, seed=seed
        )
        cells = map_in_processes(write, range(len(dataset)), workers, "cropping", unit="cell")
        rows = [row for cell in cells for row in cell]
        with open(
            stage / "crops.csv", "w", newline="", encoding="utf-8", errors="surrogateescape"
        ) as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        write_lossless(stage / "overview.png", _overview(stage, [row["crop"] for row in rows]))
    return out / "crops.csv"


def _write_cell(
    index: int, dataset: RoICropDataset, stage: Path, crops_per_cell: int, seed: int
) -> list[dict]:
    rows = []
    for k in range(crops_per_cell):
        crop = dataset.crop(index, np.random.default_rng((seed, index, k)))
        source = Path(crop["img_path"])
        name = f"{source.stem}_{crop['ann_id']}_{k}.png"
        write_lossless(stage / "images" / name, crop["img"])
        write_lossless(stage / "masks" / name, (crop["gt_seg_map"] == 1) * np.uint8(255))
        x1, y1, x2, y2 = (round(side, 2) for side in crop["roi"])
        rows.append(
            {
                "crop": name,
                "image": source.as_posix(),
                "annotation_id": crop["ann_id"],
                "x1": x1,
                "y1": y1,
                "x2": x2,
                "y2": y2,
            }
        )
    return rows


def _overview(stage: Path, names: list[str]) -> np.ndarray:
    tiles = list(_tiles(stage, names[: _SHEET[0] * _SHEET[1]]))
    columns = min(_SHEET[1], len(tiles))
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % columns)
    return np.vstack([np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)])


def _tiles(stage: Path, names: list[str]) -> Iterator[np.ndarray]:
    for name in names:
        tile = cast(np.ndarray, decode_file(stage / "images" / name, cv2.IMREAD_COLOR))
        mask = cast(np.ndarray, decode_file(stage / "masks" / name, cv2.IMREAD_GRAYSCALE))
        contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(tile, contours, -1, _OUTLINE, 1)
        yield cv2.copyMakeBorder(tile, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255, 255, 255))
