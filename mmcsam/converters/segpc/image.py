"""Convert one image of SegPC-2021 and its masks to COCO entries."""

from dataclasses import dataclass
from pathlib import Path

from mmcsam.converters.converted_image import ConvertedImage
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of
from mmcsam.structures.duplicates import NEAR_DUPLICATE_IOU, near_duplicates
from mmcsam.structures.instance_mask import InstanceMask

from .bmp_header import read_bmp_header
from .mask import CYTOPLASM, NUCLEUS, read_mask
from .tree import SegPCImage

CLASSES = ("nucleus", "cytoplasm", "cell")
_PARTS = {"nucleus": NUCLEUS, "cytoplasm": CYTOPLASM}


@dataclass(frozen=True)
class SegPCImageConverter:
    """Converts images; picklable, for worker processes.

    Attributes:
        src: Folder that ``file_name`` is relative to.
        classes: What to write of each cell, of ``CLASSES``; category ids count from 1 in this
            order.
        drop_duplicates: Drop the later of two cells with a higher IoU; None keeps both.
    """

    src: Path
    classes: tuple[str, ...] = ("cell",)
    drop_duplicates: float | None = None

    def __call__(self, image: SegPCImage) -> ConvertedImage:
        """Convert one image. Problems are collected, not raised."""
        result = ConvertedImage()
        name = self._name(image.path)
        try:
            size = read_bmp_header(image.path, name).size
        except (UnusableFileError, OSError) as error:
            result.problems.append(problem_of(error, name))
            result.problems += [
                Problem(
                    self._name(path),
                    "its image was skipped",
                    f"a usable {name}",
                    "Copy the image again from the original data set",
                )
                for _, path in image.masks
            ]
            return result
        result.entry = {"file_name": name, "width": size[0], "height": size[1]}
        cells = {}
        for number, path in image.masks:
            try:
                cells[number] = read_mask(path, self._name(path), size)
            except (UnusableFileError, OSError) as error:
                result.problems.append(problem_of(error, self._name(path)))
        for number in self._duplicates(cells, result):
            del cells[number]
        for number, cell in cells.items():
            self._add(number, cell, result)
        return result

    def _name(self, path: Path) -> str:
        return path.relative_to(self.src).as_posix()

    def _duplicates(self, cells: dict[int, InstanceMask], result: ConvertedImage) -> set[int]:
        """Note cells labelled twice; return the instance numbers to drop."""
        numbers = list(cells)
        limit = min(NEAR_DUPLICATE_IOU, self.drop_duplicates or 1)
        dropped = set()
        for i, j, iou in near_duplicates([cell.rle for cell in cells.values()], limit):
            first, second = numbers[i], numbers[j]
            result.near_duplicates += iou > NEAR_DUPLICATE_IOU
            pair = f"{result.file_name}: instances {first} and {second} have IoU {iou:.3f}"
            if self.drop_duplicates is None or iou <= self.drop_duplicates:
                result.notes.append(f"{pair}; both kept")
            elif first not in dropped and second not in dropped:
                dropped.add(second)
                result.notes.append(f"{pair}; {second} dropped")
        result.dropped = len(dropped)
        return dropped

    def _add(self, number: int, cell: InstanceMask, result: ConvertedImage) -> None:
        present = {part: (cell.crop == value).any() for part, value in _PARTS.items()}
        result.notes += [
            f"{result.file_name}: instance {number} has no {part}"
            for part, found in present.items()
            if not found
        ]
        for category_id, part in enumerate(self.classes, start=1):
            if part == "cell":
                result.add(cell, category_id, instance_number=number)
            elif present[part]:
                mask = InstanceMask.cut(
                    cell.crop == _PARTS[part], cell.left, cell.top, cell.image_size
                )
                result.add(mask, category_id, instance_number=number)
