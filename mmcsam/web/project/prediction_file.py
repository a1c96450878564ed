"""What a model has found in an image, as a file, and how it becomes a project's cells."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.inference.cells import Cells
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.placed_crops import shared_pixels

from .image_state import ImageState
from .project_cell import ProjectCell
from .settings import write_synced

_SAME = 0.5  # IoU above which two masks are taken for one cell


def write_prediction(path: Path, cells: Cells) -> None:
    """Write a model's cells as COCO; they are on the disk when this returns.

    Raises:
        OSError: If they cannot be written.
    """
    write_synced(path, json.dumps(cells.to_coco()))


def read_prediction(
    path: Path, labels: dict[str, int], image_size: tuple[int, int]
) -> list[ProjectCell]:
    """Read a model's cells, numbered from 0 as in the file.

    Args:
        path: What :func:`write_prediction` wrote.
        labels: The project's label of each class name.
        image_size: Width and height of the image.

    Raises:
        UnusableFileError: If the file is missing or damaged.
    """
    try:
        content: Any = json.loads(path.read_bytes())
        names = {each["id"]: labels[each["name"]] for each in content["categories"]}
        return [
            ProjectCell(
                place,
                names[one["category_id"]],
                one["score"],
                "model",
                one["segmentation"]["counts"],
                tuple(map(int, one["bbox"])),  # type: ignore[arg-type]
                one["area"],
                image_size,
            )
            for place, one in enumerate(content["annotations"])
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableFileError(
            str(path),
            f"a prediction that the project knows cannot be read ({error!s:.80})",
            "the file as it was written",
            "Copy it from a backup",
        ) from error


def new_cells(found: list[ProjectCell], state: ImageState) -> list[int]:
    """Return which of a model's cells are new: not those that somebody has drawn or deleted.

    Args:
        found: What the model has found.
        state: The image's cells so far.

    Returns:
        list: Their places among those found.
    """
    mine = [cell for cell in state.cells.values() if cell.origin == "hand"]
    mine += state.deleted.values()
    if not mine:
        return list(range(len(found)))
    boxes = np.array([cell.box for cell in mine])
    masks: dict[int, InstanceMask] = {}
    kept = []
    for place, cell in enumerate(found):
        x, y, w, h = cell.box
        left, top, width, height = boxes.T
        near = (left < x + w) & (left + width > x) & (top < y + h) & (top + height > y)
        for other in np.flatnonzero(near).tolist():
            if other not in masks:
                masks[other] = mine[other].mask
            if _iou(cell.mask, masks[other]) > _SAME:
                break
        else:
            kept.append(place)
    return kept


def _iou(first: InstanceMask, second: InstanceMask) -> float:
    a, b = first.crop > 0, second.crop > 0
    shared = shared_pixels((a, first.left, first.top), (b, second.left, second.top))
    return shared / (np.count_nonzero(a) + np.count_nonzero(b) - shared)
