"""One object's mask, cut to its bounding box."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .rle import cut_to_box, decode_crop, encode_crop


@dataclass(frozen=True)
class InstanceMask:
    """One object's mask, cut to its bounding box.

    Work on the crop costs a fraction of work on the image: a cell of SegPC-2021 covers 2 % of it.

    Attributes:
        crop: (h, w), any type; values above 0 are the object, in every outer row and column once.
        left: Column of the crop's first column in the image.
        top: Row of the crop's first row in the image.
        image_size: Width and height of the image, in pixels.
    """

    crop: np.ndarray
    left: int
    top: int
    image_size: tuple[int, int]

    @classmethod
    def cut(
        cls,
        mask: np.ndarray,
        left: int = 0,
        top: int = 0,
        image_size: tuple[int, int] | None = None,
    ) -> "InstanceMask":
        """Cut a mask to its bounding box.

        Args:
            mask: (H, W), uint8 or bool; values above 0 are the object.
            left: Column of the mask's first column in the image.
            top: Row of the mask's first row in the image.
            image_size: Width and height of the image; the mask's own if None.

        Raises:
            ValueError: If the mask is empty.
        """
        crop, x, y = cut_to_box(mask)
        if crop.size == 0:
            raise ValueError("the mask is empty")
        return cls(np.ascontiguousarray(crop), left + x, top + y, image_size or mask.shape[::-1])

    @classmethod
    def from_rle(cls, rle: dict) -> "InstanceMask":
        """Decode a compressed RLE.

        Raises:
            ValueError: If the mask is empty or its counts are damaged.
        """
        crop, left, top = decode_crop(rle)
        if crop.size == 0:
            raise ValueError("the mask is empty")
        return cls(crop, left, top, (rle["size"][1], rle["size"][0]))

    @cached_property
    def rle(self) -> dict:
        """Compressed RLE of the whole image's mask, with ``counts`` as str."""
        return encode_crop(self.crop, self.left, self.top, self.image_size)

    @property
    def bbox(self) -> tuple[int, int, int, int]:
        """Left, top, width and height in pixels."""
        height, width = self.crop.shape
        return self.left, self.top, width, height

    def touches_border(self) -> bool:
        """Return whether the object reaches the image's first or last row or column."""
        left, top, width, height = self.bbox
        return (
            0 in (left, top)
            or left + width == self.image_size[0]
            or top + height == self.image_size[1]
        )

    def parts(self) -> int:
        """Return the number of 8-connected parts."""
        labels, _ = cv2.connectedComponents((self.crop > 0).view(np.uint8), connectivity=8)
        return labels - 1

    def annotation(self, category_id: int, **extra: object) -> dict:
        """Return a COCO annotation without ids of its own and of its image.

        Args:
            category_id: COCO id of the class.
            **extra: More fields, such as ``instance_number``.
        """
        return {
            "category_id": category_id,
            "segmentation": self.rle,
            "area": int(np.count_nonzero(self.crop)),
            "bbox": [float(value) for value in self.bbox],
            "iscrowd": 0,
            **extra,
        }
