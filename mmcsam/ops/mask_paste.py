"""Masks of detections as RLE of the image, without a mask of the image's size."""

from collections.abc import Iterator

import numpy as np
import torch
from mmdet.models.roi_heads.mask_heads.fcn_mask_head import _do_paste_mask
from torch import Tensor
from torch.nn import functional

from mmcsam.structures.rle import encode_crop, encode_edges

# How many columns of the image go at once; one takes 264 bytes for a mask of 64x64. On the CPU as
# many as the caches hold.
CPU_CHUNK = 2**13
GPU_CHUNK = 2**16


def paste_masks_to_rle(
    masks: Tensor, boxes: Tensor, image_size: tuple[int, int], threshold: float = 0.5
) -> list[dict]:
    """Paste masks into their boxes, cut them at a threshold and encode them.

    The result equals MMDetection's ``FCNMaskHead``, which pastes by ``grid_sample``, and
    ``encode_mask_results``, bit by bit. But the work goes with a box's width times the mask's
    height: bilinear interpolation is linear between two rows of the mask, so a column of the image
    is known by its values at the mask's rows, and a run of the RLE begins or ends where they cross
    the threshold. A pixel so close to the threshold that rounding decides is left to
    ``grid_sample``; a mask that is flat there is pasted by MMDetection's own function, in its box.

    A deviation: a box without area gives an empty mask. MMDetection samples the middle of its mask
    there and draws a line of 1 to 3 pixels on the CPU, across the whole image on a GPU; boxes
    outside the image or of negative width can make it raise an error.

    Args:
        masks: (N, h, w), probabilities in [0, 1].
        boxes: (N, 4), x1 y1 x2 y2 in pixels of the image.
        image_size: Height and width of the image.
        threshold: A pixel of at least this probability belongs to the object; above 0, up to 1.

    Returns:
        list[dict]: N compressed RLEs, ``size`` (list of height and width) and ``counts`` (str), as
        ``CocoMetric`` takes them in ``pred_instances.masks``.

    Raises:
        ValueError: If the shapes do not fit or the threshold is out of its range.

    Example:
        >>> paste_masks_to_rle(torch.ones(1, 2, 2), torch.tensor([[1.0, 1, 3, 3]]), (4, 4))
        [{'size': [4, 4], 'counts': '52203'}]
    """
    if masks.ndim != 3 or boxes.shape != (len(masks), 4):
        raise ValueError(
            f"expected masks (N, h, w) and boxes (N, 4), got {tuple(masks.shape)} and "
            f"{tuple(boxes.shape)}"
        )
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold={threshold} must be a probability above 0 and up to 1")
    height, width = (int(length) for length in image_size)
    masks, boxes = masks.detach().float(), boxes.detach().float()
    windows, filled = _windows(boxes, height, width)
    rles = [encode_edges(np.zeros(0, np.int64), (width, height)) for _ in range(len(masks))]
    columns = CPU_CHUNK if masks.device.type == "cpu" else GPU_CHUNK
    for chunk in _chunks(filled, windows, columns):
        chosen = torch.from_numpy(chunk).to(masks.device)
        owner, edges, doubtful = _edges(
            masks[chosen], boxes[chosen], windows[chunk], height, threshold
        )
        bounds = np.searchsorted(owner, np.arange(len(chunk) + 1))
        for place, index in enumerate(chunk.tolist()):
            if doubtful[place]:
                rles[index] = _paste_plainly(masks[index], boxes[index], (height, width), threshold)
            else:
                own = edges[bounds[place] : bounds[place + 1]]
                rles[index] = encode_edges(own, (width, height))
    return rles


def _windows(boxes: Tensor, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the windows that MMDetection pastes into, (N, 4) integers, and which are not empty."""
    boxes = boxes.cpu()
    low = (boxes[:, :2].floor() - 1).clamp(min=0)
    high = torch.minimum(boxes[:, 2:].ceil() + 1, torch.tensor([width, height]))
    filled = ((boxes[:, 2:] > boxes[:, :2]) & (high > low)).all(dim=1)
    windows = torch.cat([low, high], dim=1)
    windows[~filled] = 0
    return windows.long().numpy(), filled.nonzero()[:, 0].numpy()


def _chunks(filled: np.ndarray, windows: np.ndarray, columns: int) -> Iterator[np.ndarray]:
    """Cut the masks into chunks of about so many columns of the image."""
    if len(filled):
        ends = np.cumsum(windows[filled, 2] - windows[filled, 0])
        yield from np.split(filled, np.flatnonzero(np.diff(ends // columns)) + 1)


def _edges(
    masks: Tensor, boxes: Tensor, windows: np.ndarray, height: int, threshold: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the pixels, counted down the columns, at which the masks turn on and off.

    Returns:
        tuple: Each edge's mask, each edge, and which masks are too flat at the threshold to tell.
    """
    mask_height, mask_width = masks.shape[1:]
    error = _rounding_error(mask_height, mask_width)
    owner, column = _columns(torch.from_numpy(windows).to(masks.device))
    x = _mask_coordinate(column, boxes[owner, 0], boxes[owner, 2], mask_width)
    x = x.clamp_(-1, mask_width)
    tap = x.floor().clamp_(max=mask_width - 1)
    # (n * (w + 2), h + 2): the zeros around a mask are grid_sample's padding.
    rows = functional.pad(masks.transpose(1, 2), (1, 1, 1, 1)).flatten(0, 1)
    row = owner * (mask_width + 2) + tap.long() + 1
    # (columns, h + 2): the image's columns at the mask's rows, less the threshold.
    values = torch.lerp(
        rows.index_select(0, row), rows.index_select(0, row + 1), (x - tap)[:, None]
    ).sub_(threshold)

    doubtful = torch.zeros(len(masks), dtype=torch.bool, device=masks.device)
    doubtful[owner[values.abs().amin(dim=1) < error]] = True
    above = values >= 0
    at, knot = _nonzero(above[:, 1:] != above[:, :-1])
    before, after = values[at, knot].double(), values[at, knot + 1].double()
    owner, column = owner[at], column[at]

    top, bottom = boxes[owner, 1], boxes[owner, 3]
    crossing = knot - 1 + before / (before - after)
    nearest = ((crossing + 0.5) / mask_height * (bottom - top) + top - 0.5).round().float()
    slope = (after - before).abs()

    def margin(pixel: Tensor) -> Tensor:
        """How far the mask's value at a pixel is from the threshold; negative before an edge."""
        return (_mask_coordinate(pixel, top, bottom, mask_height) - crossing) * slope

    doubtful[owner[(margin(nearest - 1) > -error) | (margin(nearest + 1) < error)]] = True
    behind = margin(nearest)
    is_behind = behind > 0
    close = (behind.abs() < error).nonzero()[:, 0]
    if len(close):
        points = torch.stack([column[close].float(), nearest[close]], dim=1)
        values = _sample(masks, boxes, owner[close], points)
        is_behind[close] = (values >= threshold) == (after > 0)[close]
    y = torch.where(is_behind, nearest, nearest + 1).long()

    owners = owner.cpu().numpy()
    clipped = np.clip(y.cpu().numpy(), windows[owners, 1], windows[owners, 3])
    return owners, column.cpu().numpy() * height + clipped, doubtful.cpu().numpy()


def _columns(windows: Tensor) -> tuple[Tensor, Tensor]:
    """Return the columns of the image that windows cover, window by window: window and column."""
    widths = windows[:, 2] - windows[:, 0]
    owner = torch.repeat_interleave(widths)
    first = windows[:, 0] - (widths.cumsum(0) - widths)
    return owner, torch.arange(len(owner), device=windows.device) + first[owner]


def _nonzero(matrix: Tensor) -> tuple[Tensor, ...]:
    """Return rows and columns of what is not zero; on the CPU by NumPy, which is 5 times faster."""
    if matrix.device.type != "cpu":
        return matrix.nonzero(as_tuple=True)
    places = torch.from_numpy(np.flatnonzero(matrix.numpy()))
    row = places // matrix.shape[1]
    return row, places - row * matrix.shape[1]


def _unit_coordinate(pixel: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Return ``grid_sample``'s coordinate of a pixel of the image, rounded as in MMDetection."""
    return (pixel + 0.5 - low) / (high - low) * 2 - 1


def _mask_coordinate(pixel: Tensor, low: Tensor, high: Tensor, size: int) -> Tensor:
    """Return the mask's coordinate of a pixel of the image, rounded as in ``grid_sample``."""
    return (_unit_coordinate(pixel, low, high) + 1) * (size / 2) - 0.5


def _rounding_error(*size: int) -> float:
    """Bound the difference to ``grid_sample``.

    It comes from products and sums of values of at most 1 and, unless the size is a power of 2,
    from the mask's coordinate, of which a compiler may fuse the multiplication and subtraction.
    """
    return 1e-6 + sum(length * 2**-23 for length in size if length & (length - 1))


def _sample(masks: Tensor, boxes: Tensor, owner: Tensor, points: Tensor) -> Tensor:
    """Sample masks at single pixels of the image, x and y, as MMDetection does."""
    grid = _unit_coordinate(points, boxes[owner, :2], boxes[owner, 2:])
    return functional.grid_sample(
        masks[owner, None], grid[:, None, None], align_corners=False
    ).flatten()


def _paste_plainly(
    mask: Tensor, box: Tensor, image_size: tuple[int, int], threshold: float
) -> dict:
    pasted, (rows, columns) = _do_paste_mask(mask[None, None], box[None], *image_size)
    crop = (pasted[0] >= threshold).cpu().numpy()
    return encode_crop(crop, int(columns.start), int(rows.start), image_size[::-1])
