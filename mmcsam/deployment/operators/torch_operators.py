"""The operators in PyTorch's own functions alone."""

import torch
from torch import Tensor


class TorchOperators:
    """See :class:`Operators`; for TorchScript files, which libtorch runs without torchvision.

    Scripted, not traced: their loops and limits depend on the data.
    """

    def best(self, scores: Tensor, limit: Tensor) -> Tensor:
        """Choose the highest scores."""
        return _best(scores, limit)

    def suppress(self, boxes: Tensor, scores: Tensor, overlap: float, limit: Tensor) -> Tensor:
        """Suppress boxes that overlap one of a higher score."""
        return _suppress(boxes, scores, overlap, limit)

    def crop(
        self, feature_map: Tensor, boxes: Tensor, size: int, scale: float, sampling_ratio: int
    ) -> Tensor:
        """Crop boxes by average RoIAlign."""
        return _crop(feature_map, boxes, size, scale, sampling_ratio)


@torch.jit.script
def _best(scores: Tensor, limit: Tensor) -> Tensor:
    count = min(int(limit.item()), scores.size(0))
    return torch.topk(scores, count)[1]


@torch.jit.script
def _suppress(boxes: Tensor, scores: Tensor, overlap: float, limit: Tensor) -> Tensor:
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
    left = torch.argsort(scores, descending=True)
    kept = torch.jit.annotate(list[Tensor], [])
    while left.size(0) > 0 and len(kept) < int(limit.item()):
        first, left = left[:1], left[1:]
        kept.append(first)
        low = torch.maximum(boxes[first, :2], boxes[left, :2])
        high = torch.minimum(boxes[first, 2:], boxes[left, 2:])
        shared = (high - low).clamp(min=0).prod(dim=1)
        left = left[shared / (areas[first] + areas[left] - shared) <= overlap]
    if len(kept) == 0:
        return left
    return torch.cat(kept)


@torch.jit.script
def _samples(
    start: Tensor, end: Tensor, size: int, sampling_ratio: int, length: int
) -> tuple[Tensor, Tensor]:
    """Return where bins are sampled on a line, and what each sample counts: (n, size, samples)."""
    step = (end - start) / size
    counts = torch.ceil(step)
    if sampling_ratio > 0:
        counts = torch.full_like(step, float(sampling_ratio))
    most = 1
    if counts.numel() > 0:
        most = int(counts.max().item())
    sample = torch.arange(most, device=start.device)[None, None, :]
    bins = torch.arange(size, device=start.device)[None, :, None]
    counts, step = counts[:, None, None], step[:, None, None]
    position = start[:, None, None] + step * (bins + (sample + 0.5) / counts.clamp(min=1))
    # As in mmcv: nothing beyond a pixel's width outside the map.
    counted = (sample < counts) & (position >= -1) & (position <= length)
    return position.clamp(0, length - 1), counted / counts.clamp(min=1)


@torch.jit.script
def _crop(
    feature_map: Tensor, boxes: Tensor, size: int, scale: float, sampling_ratio: int
) -> Tensor:
    number, channels = boxes.size(0), feature_map.size(1)
    height, width = feature_map.size(2), feature_map.size(3)
    edges = boxes * scale - 0.5
    y, rows = _samples(edges[:, 1], edges[:, 3], size, sampling_ratio, height)
    x, columns = _samples(edges[:, 0], edges[:, 2], size, sampling_ratio, width)
    down, across = y.size(2), x.size(2)
    # grid_sample's coordinates: -1 and 1 are the centres of the first and last pixel.
    shape = [number, size * down, size * across]
    y = (y * 2 / max(height - 1, 1) - 1).reshape(number, size * down, 1).expand(shape)
    x = (x * 2 / max(width - 1, 1) - 1).reshape(number, 1, size * across).expand(shape)
    grid = torch.stack([x, y], dim=-1).reshape(1, number * size * down, size * across, 2)
    found = torch.nn.functional.grid_sample(
        feature_map, grid, mode="bilinear", padding_mode="border", align_corners=True
    )
    found = found.reshape(channels, number, size, down, size, across)
    weights = rows[:, :, :, None, None] * columns[:, None, None]
    return (found * weights).sum(dim=(3, 5)).transpose(0, 1)
