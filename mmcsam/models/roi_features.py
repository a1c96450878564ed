"""What travels between detector, RoI extractor and mask head."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import Tensor

Guide = Callable[[Tensor, Tensor], Tensor]


class ImageFeatures(tuple):
    """A feature pyramid that knows its image and the guide to run on it.

    RPN, samplers and RoI heads take it for the plain tuple of feature maps that it is. A slice of
    it keeps image and guide, so ``x[:n]`` carries them to the RoI extractor without any change to
    MMDetection's heads and without state on a module.

    Attributes:
        image: Network input (N, 3, H, W), normalised as for the backbone.
        guide: Maps ``(image, rois)`` to foreground probabilities (R, 1, h, w).
    """

    image: Tensor
    guide: Guide

    def __new__(cls, levels: Iterable[Tensor], image: Tensor, guide: Guide) -> "ImageFeatures":
        self = super().__new__(cls, levels)
        self.image = image
        self.guide = guide
        return self

    def __getitem__(self, index):
        item = super().__getitem__(index)
        if isinstance(index, slice):
            return ImageFeatures(item, self.image, self.guide)
        return item


class RoIFeatures(NamedTuple):
    """Features of R RoIs.

    Attributes:
        levels: One tensor (R, C, s, s) for each pyramid level, finest first.
        guide: Foreground probabilities (R, 1, h, w) in [0, 1], or None without a guide.
    """

    levels: tuple[Tensor, ...]
    guide: Tensor | None
