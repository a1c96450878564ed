"""What a detector needs beside plain tensor arithmetic."""

from typing import Protocol

from torch import Tensor


class Operators(Protocol):
    """The three operators that each file format has in its own way."""

    def best(self, scores: Tensor, limit: Tensor) -> Tensor:
        """Choose the highest scores.

        Args:
            scores: (n,).
            limit: How many at most, a number without dimensions.

        Returns:
            Their numbers (k,), by descending score.
        """
        ...

    def suppress(self, boxes: Tensor, scores: Tensor, overlap: float, limit: Tensor) -> Tensor:
        """Suppress boxes that overlap one of a higher score.

        Args:
            boxes: (n, 4), x1 y1 x2 y2.
            scores: (n,).
            overlap: Intersection over union from above which a box goes.
            limit: How many stay at most, a number without dimensions.

        Returns:
            Numbers (k,) of those that stay, by descending score.
        """
        ...

    def crop(
        self, feature_map: Tensor, boxes: Tensor, size: int, scale: float, sampling_ratio: int
    ) -> Tensor:
        """Crop boxes by average RoIAlign, as mmcv's with ``aligned=True``.

        Args:
            feature_map: (1, C, H, W).
            boxes: (n, 4) in input pixels.
            size: Rows and columns of a crop.
            scale: From input pixels to the feature map's.
            sampling_ratio: Samples a bin in each direction; 0 takes one a pixel.

        Returns:
            (n, C, size, size).
        """
        ...
