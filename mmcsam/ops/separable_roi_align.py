"""RoIAlign as matrix products, for the CPU."""

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable


def separable_roi_align(
    feature_map: Tensor, rois: Tensor, size: int, scale: float, sampling_ratio: int
) -> Tensor:
    """Crop RoIs by average RoIAlign, as mmcv's ``roi_align`` does with ``aligned=True``.

    A bin is the mean of bilinear samples on a regular grid, so its weights are a product of weights
    of rows and of columns, and a RoI is two matrix products. mmcv's CPU operator samples pixel by
    pixel, and its backward pass on one core; this is several times faster at the sizes of a mask
    head. On the GPU mmcv's operator is the faster one.

    Args:
        feature_map: (N, C, H, W), float32.
        rois: (R, 5): index in the batch, then x1, y1, x2, y2. Without gradient.
        size: Rows and columns of the result.
        scale: From the RoIs' coordinates to the feature map's.
        sampling_ratio: Samples a bin in each direction, 1 or more.

    Returns:
        (R, C, size, size).
    """
    with torch.autocast("cpu", enabled=False):  # positions need all their digits
        return _SeparableRoIAlign.apply(feature_map, rois.detach(), size, scale, sampling_ratio)


class _Context(FunctionCtx):
    shape: torch.Size
    parts: list[tuple[int, tuple[slice, Tensor], tuple[slice, Tensor]]]


class _SeparableRoIAlign(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: _Context,
        feature_map: Tensor,
        rois: Tensor,
        size: int,
        scale: float,
        sampling_ratio: int,
    ) -> Tensor:
        height, width = feature_map.shape[-2:]
        ctx.shape = feature_map.shape
        edges = rois[:, 1:] * scale - 0.5
        rows = _weights(edges[:, 1], edges[:, 3], size, sampling_ratio, height)
        columns = _weights(edges[:, 0], edges[:, 2], size, sampling_ratio, width)
        ctx.parts = list(
            zip(rois[:, 0].long().tolist(), map(_cut, rows), map(_cut, columns), strict=True)
        )
        crops = feature_map.new_empty(len(rois), feature_map.shape[1], size, size)
        for crop, (image, (y, row), (x, column)) in zip(crops, ctx.parts, strict=True):
            torch.matmul(row, feature_map[image, :, y, x] @ column.T, out=crop)
        return crops

    @staticmethod
    @once_differentiable
    def backward(ctx: _Context, grad: Tensor) -> tuple[Tensor | None, ...]:
        grad_map = grad.new_zeros(ctx.shape)
        for crop, (image, (y, row), (x, column)) in zip(grad, ctx.parts, strict=True):
            grad_map[image, :, y, x] += row.T @ (crop @ column)
        return grad_map, None, None, None, None


def _weights(start: Tensor, end: Tensor, size: int, sampling_ratio: int, length: int) -> Tensor:
    """Return what each pixel of a line counts in each bin of each RoI, (R, size, length)."""
    # In mmcv's order of operations, as the last bits of a position count in a large map.
    start, step = start[:, None, None], ((end - start) / size)[:, None, None]
    bins = torch.arange(size, device=start.device)[:, None]
    samples = torch.arange(sampling_ratio, device=start.device) + 0.5
    position = (start + bins * step + samples * step / sampling_ratio).flatten(1)
    # As in mmcv: nothing beyond a pixel's width outside the map, its outermost pixel up to there.
    inside = (position >= -1) & (position <= length)
    position = position.clamp(0, length - 1)
    low = position.floor().clamp(max=max(length - 2, 0))
    share = position - low
    weights = start.new_zeros(len(start), size * sampling_ratio, length)
    weights.scatter_(2, low.long()[..., None], (1 - share)[..., None])
    high = (low.long() + 1).clamp(max=length - 1)
    weights.scatter_add_(2, high[..., None], share[..., None])
    weights *= inside[..., None]
    return weights.unflatten(1, (size, sampling_ratio)).mean(dim=2)


def _cut(weights: Tensor) -> tuple[slice, Tensor]:
    """Cut (size, length) weights to the pixels that count."""
    used = weights.any(dim=0).nonzero()
    if len(used) == 0:
        return slice(0, 0), weights[:, :0]
    span = slice(int(used[0]), int(used[-1]) + 1)
    return span, weights[:, span]
