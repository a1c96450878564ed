"""Convert one yeast image and its masks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmcsam.converters.written_image import WrittenImage
from mmcsam.images.intensity import IntensityMapping
from mmcsam.jobs.problem import Problem, UnusableFileError
from mmcsam.structures.duplicates import near_duplicates
from mmcsam.structures.instance_mask import InstanceMask

from .class_map import ClassMap
from .tensors import read_boxes, read_classes, read_input, read_masks
from .tree import YeastSample


@dataclass
class YeastImage(WrittenImage):
    """An image's COCO entries, and how its boxes compare with its masks.

    Attributes:
        boxes: Boxes compared.
        box_gaps: Largest distance of an edge, in pixels, of each box that is not its mask's.
        box_problem: Why the boxes could not be compared.
    """

    boxes: int = 0
    box_gaps: tuple[float, ...] = ()
    box_problem: Problem | None = None


@dataclass(frozen=True)
class YeastImageConverter:
    """Converts and writes images; picklable, for worker processes.

    Attributes:
        src: Folder that problems name files from.
        out: Folder that ``file_name`` is relative to.
        classes: What the class numbers stand for.
        mapping: Of the intensities.
    """

    src: Path
    out: Path
    classes: ClassMap
    mapping: IntensityMapping

    def __call__(self, sample: YeastSample) -> YeastImage:
        """Convert one image and write it. Problems with its files are collected, not raised.

        An image whose masks or classes cannot be used is left out: without them it would be
        training data that says there are no cells.

        Raises:
            OSError: If the image cannot be written.
        """
        result = YeastImage()
        try:
            pixels = read_input(*self._file(sample, "inputs"))
            masks = self._masks(sample, pixels.shape, result)
        except UnusableFileError as error:
            result.problems.append(error.problem)
            return result
        result.write(pixels, self.mapping, self.out, f"images/{sample.split}/{sample.id}.png")
        for number, category_id, mask in masks:
            result.add(mask, category_id, instance_number=number)
        for i, j, iou in near_duplicates([mask.rle for _, _, mask in masks]):
            result.near_duplicates += 1
            result.notes.append(
                f"{self._file(sample, 'instances')[1]}: instances {masks[i][0]} and {masks[j][0]} "
                f"have IoU {iou:.3f}; both kept"
            )
        return result

    def _masks(
        self, sample: YeastSample, shape: tuple[int, int], result: YeastImage
    ) -> list[tuple[int, int, InstanceMask]]:
        """Return the number, from 1, the category id and the mask of each instance."""
        (path, name), (class_path, class_name) = (
            self._file(sample, member) for member in ("instances", "classes")
        )
        masks = read_masks(path, name, shape)
        classes = read_classes(class_path, class_name)
        if len(classes) != len(masks):
            raise UnusableFileError(
                class_name,
                f"there are {len(classes)} class numbers",
                f"{len(masks)}, one a mask in {name}",
                "Use the data set's original files",
            )
        instances = []
        for number, (mask, value) in enumerate(zip(masks, classes.tolist(), strict=True), start=1):
            if mask.any():
                instances.append((number, self.classes.ids[value], InstanceMask.cut(mask)))
            else:
                problem = Problem(
                    name,
                    f"mask {number} of {len(masks)} is empty",
                    "at least one pixel of 1",
                    "Look at the image: the object has no mask",
                )
                result.problems.append(problem)
        self._compare_boxes(sample, instances, len(masks), result)
        return instances

    def _compare_boxes(
        self,
        sample: YeastSample,
        instances: list[tuple[int, int, InstanceMask]],
        count: int,
        result: YeastImage,
    ) -> None:
        path, name = self._file(sample, "bounding_boxes")
        try:
            boxes = read_boxes(path, name)
            if len(boxes) != count:
                found = f"there are {len(boxes)} boxes"
                raise UnusableFileError(name, found, f"{count}, one a mask", "Copy it")
        except UnusableFileError as error:
            result.box_problem = error.problem
            return
        for number, _, mask in instances:
            left, top, width, height = mask.bbox
            own = (left, top, left + width - 1, top + height - 1)
            gap = float(np.abs(boxes[number - 1] - own).max())
            result.boxes += 1
            result.box_gaps += (gap,) if gap else ()

    def _file(self, sample: YeastSample, member: str) -> tuple[Path, str]:
        """Return a file and its name in messages."""
        path = sample.file(member)
        return path, path.relative_to(self.src).as_posix()
