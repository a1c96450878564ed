"""The cells of an image."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.label_image import draw_label_image, write_label_image
from mmcsam.jobs.whole_file import whole_file, write_json
from mmcsam.structures.instance_mask import InstanceMask

if TYPE_CHECKING:
    from mmengine.structures import InstanceData


class Cell(NamedTuple):
    """One cell.

    Attributes:
        mask: Its mask, cut to its box.
        score: In [0, 1].
        label: Number of its class, from 0.
    """

    mask: InstanceMask
    score: float
    label: int


@dataclass(frozen=True)
class Cells(Sequence[Cell]):
    """The cells of one image, by descending score.

    Masks are crops: ten thousand cells of a slide take megabytes, not the size of the slide each.

    Attributes:
        cells: The cells.
        classes: Class names, by label.
        width: Of the image, in pixels.
        height: Of the image, in pixels.
        file_name: What the image is called.
        pixel_size: Micrometres a pixel; None if not known.
        notes: What was left out or is to be known, such as limits that were reached.

    Example:
        >>> mask = InstanceMask(np.ones((2, 3), np.uint8), 1, 0, (5, 4))
        >>> cells = Cells((Cell(mask, 0.9, 0),), ("cell",), 5, 4)
        >>> len(cells), cells.labels().tolist()[0]
        (1, [0, 1, 1, 1, 0])
    """

    cells: tuple[Cell, ...]
    classes: tuple[str, ...]
    width: int
    height: int
    file_name: str = ""
    pixel_size: float | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, index):
        """Return a cell, or the cells of a slice."""
        if isinstance(index, slice):
            return replace(self, cells=self.cells[index])
        return self.cells[index]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    @property
    def scores(self) -> np.ndarray:
        """(N,) float64."""
        return np.array([cell.score for cell in self.cells], np.float64)

    def above(self, score: float) -> "Cells":
        """Return the cells of this score or a higher one."""
        return self._kept(lambda cell: cell.score >= score)

    def of_class(self, name: str) -> "Cells":
        """Return the cells of a class.

        Raises:
            ValueError: If there is no such class.
        """
        if name not in self.classes:
            raise ValueError(f"no class {name!r}; expected one of {', '.join(self.classes)}")
        return self._kept(lambda cell: self.classes[cell.label] == name)

    def _kept(self, keep: Callable[[Cell], bool]) -> "Cells":
        return replace(self, cells=tuple(filter(keep, self.cells)))

    def objects(self) -> list[ExportedObject]:
        """Return the cells as the exporters take them, numbered from 1."""
        return [
            ExportedObject(
                number,
                number,
                self.classes[cell.label],
                cell.label + 1,
                cell.score,
                cell.mask,
            )
            for number, cell in enumerate(self.cells, start=1)
        ]

    def labels(self) -> np.ndarray:
        """Return a label image (height, width): 0 background, n for the n-th cell.

        A pixel that several cells cover goes to the one of the highest score.

        Returns:
            np.ndarray: uint16; uint32 for more than 65,535 cells.
        """
        return draw_label_image(self.objects(), (self.width, self.height))[0]

    def to_coco(self, image_id: int = 1, first_id: int = 1) -> dict:
        """Return a COCO data set of this image, whose annotations have a ``score``.

        Args:
            image_id: The image's id.
            first_id: Id of the first annotation.
        """
        image = {"id": image_id, "file_name": self.file_name}
        image |= {"width": self.width, "height": self.height}
        annotations = [
            {
                "id": number,
                "image_id": image_id,
                **cell.mask.annotation(cell.label + 1, score=round(cell.score, 6)),
            }
            for number, cell in enumerate(self.cells, start=first_id)
        ]
        categories = [{"id": i, "name": name} for i, name in enumerate(self.classes, start=1)]
        return {"images": [image], "categories": categories, "annotations": annotations}

    def to_instance_data(self) -> "InstanceData":
        """Return MMDetection's form: ``bboxes``, ``scores``, ``labels`` and ``masks`` as RLE."""
        import torch
        from mmengine.structures import InstanceData

        boxes = [(x, y, x + w, y + h) for x, y, w, h in (cell.mask.bbox for cell in self.cells)]
        return InstanceData(
            bboxes=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
            scores=torch.tensor(self.scores, dtype=torch.float32),
            labels=torch.tensor([cell.label for cell in self.cells], dtype=torch.int64),
            masks=[cell.mask.rle for cell in self.cells],
        )

    def to_supervision(self):
        """Return ``supervision.Detections``; names of classes are in ``data["class_name"]``.

        Masks are a ``CompactMask``: dense ones would take the image's size each. ``mask[i]`` is the
        i-th cell's, (height, width) bool; ``mask.to_dense()`` makes all of them.

        Raises:
            ImportError: If supervision 0.28 or later is not installed.
        """
        try:
            from supervision import Detections
            from supervision.detection.compact_mask import CompactMask
        except ImportError as error:
            raise ImportError(
                'Cells.to_supervision needs supervision: pip install "supervision>=0.28"',
                name="supervision",
            ) from error
        shape = (self.height, self.width)
        masks = [CompactMask.from_dense(np.zeros((0, *shape), bool), np.zeros((0, 4)), shape)]
        boxes = []
        for mask in (cell.mask for cell in self.cells):
            x, y, w, h = mask.bbox
            boxes.append((x, y, x + w, y + h))
            corners = np.array([(0, 0, w - 1, h - 1)])  # its boxes include their last pixels
            masks.append(
                CompactMask.from_dense((mask.crop > 0)[None], corners, (h, w)).with_offset(
                    x, y, shape
                )
            )
        return Detections(
            xyxy=np.array(boxes, np.float64).reshape(-1, 4),
            mask=CompactMask.merge(masks),
            confidence=self.scores,
            class_id=np.array([cell.label for cell in self.cells], int),
            data={"class_name": np.array([self.classes[cell.label] for cell in self.cells], str)},
        )

    def save(self, path: str | Path) -> Path:
        """Write the cells to a file by its suffix: ``.json`` for COCO, ``.tif`` for a label image.

        Raises:
            OSError: If it cannot be written.
            ValueError: If the suffix is another one.
        """
        path = Path(path)
        if path.suffix.lower() == ".json":
            write_json(path, self.to_coco())
        elif path.suffix.lower() in (".tif", ".tiff"):
            with whole_file(path) as part:
                write_label_image(part, self.labels())
        else:
            raise ValueError(f"{path}: unknown suffix, expected .json (COCO) or .tif (label image)")
        return path
