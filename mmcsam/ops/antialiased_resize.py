"""Bilinear resizing with a filter against aliasing, as matrix products."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor


def antialiased_resize(images: Tensor, size: tuple[int, int]) -> Tensor:
    """Resize images as ``interpolate(mode="bilinear", antialias=True)`` does.

    Two matrix products, one down and one across, which every runtime has; that mode of
    ``interpolate`` has no ONNX operator.

    Args:
        images: (N, C, H, W).
        size: Height and width of the result.

    Returns:
        (N, C, *size).
    """
    rows = _weights(int(images.shape[-2]), size[0]).to(images)
    columns = _weights(int(images.shape[-1]), size[1]).to(images)
    return rows @ images @ columns.transpose(0, 1)


@lru_cache(maxsize=16)
def _weights(before: int, after: int) -> Tensor:
    """Return what each pixel of a line counts in each pixel of the resized line, (after, before).

    A triangle as wide as a pixel of the larger of the two grids, cut off at the line's ends.
    """
    ratio = before / after
    centre = (np.arange(after) + 0.5) * ratio
    distance = np.abs(np.arange(before) + 0.5 - centre[:, None]) / max(ratio, 1)
    weights = np.maximum(1 - distance, 0)
    return torch.from_numpy((weights / weights.sum(axis=1, keepdims=True)).astype(np.float32))
