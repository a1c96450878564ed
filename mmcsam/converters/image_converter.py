"""Convert one image and its masks to COCO entries."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pycocotools import mask as mask_api

from .bmp_header import read_bmp_size
from .mask_reader import read_mask
from .problem import Problem, UnusableFileError
from .rle import encode_crop
from .segpc_tree import SegPCImage

# Two instances of one image with a higher IoU are most likely one cell, labelled twice.
DUPLICATE_IOU = 0.9


@dataclass
class ConvertedImage:
    """An image's COCO entries, without ids.

    Attributes:
        entry: ``file_name``, ``width`` and ``height``; None if the image cannot be used.
        annotations: One entry a cell.
        multi_part: Cells of several parts.
        border: Cells that touch the image's border.
        duplicates: Instance numbers of near-duplicate pairs.
        problems: What was skipped.
    """

    entry: dict | None = None
    annotations: list[dict] = field(default_factory=list)
    multi_part: int = 0
    border: int = 0
    duplicates: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def convert_image(image: SegPCImage, src: Path) -> ConvertedImage:
    """Convert one image. Problems are collected, not raised.

    Args:
        image: The image and its masks.
        src: Folder that ``file_name`` is relative to.
    """
    result = ConvertedImage()
    name = image.path.relative_to(src).as_posix()
    try:
        size = read_bmp_size(image.path, name)
    except (UnusableFileError, OSError) as error:
        result.problems.append(_problem(error, name))
        result.problems += [
            Problem(
                path.relative_to(src).as_posix(),
                "its image was skipped",
                f"a usable {name}",
                "Copy the image again from the original data set",
            )
            for _, path in image.masks
        ]
        return result
    result.entry = {"file_name": name, "width": size[0], "height": size[1]}
    for instance, path in image.masks:
        mask_name = path.relative_to(src).as_posix()
        try:
            mask = read_mask(path, mask_name, size)
        except (UnusableFileError, OSError) as error:
            result.problems.append(_problem(error, mask_name))
            continue
        rle = encode_crop(mask.crop, mask.left, mask.top, size)
        result.annotations.append(
            {
                "category_id": 1,
                "segmentation": rle,
                "area": int(mask_api.area(rle)),
                "bbox": mask_api.toBbox(rle).tolist(),
                "iscrowd": 0,
                "instance_number": instance,
            }
        )
        result.multi_part += mask.parts() > 1
        result.border += mask.touches_border()
    result.duplicates = _near_duplicates(result.annotations)
    return result


def _problem(error: UnusableFileError | OSError, name: str) -> Problem:
    if isinstance(error, UnusableFileError):
        return error.problem
    return Problem(
        name, f"cannot be read ({error.strerror})", "a readable file", "Check its rights"
    )


def _near_duplicates(annotations: list[dict]) -> list[tuple[int, int]]:
    """Return the instance numbers of pairs with an IoU above DUPLICATE_IOU."""
    if len(annotations) < 2:
        return []
    masks = [annotation["segmentation"] for annotation in annotations]
    ious = np.triu(mask_api.iou(masks, masks, [0] * len(masks)), k=1)
    numbers = [annotation["instance_number"] for annotation in annotations]
    return [(numbers[i], numbers[j]) for i, j in np.argwhere(ious > DUPLICATE_IOU)]
