"""Masks drawn into a label image, in PyTorch's own functions alone."""

import torch
from torch import Tensor


@torch.jit.script
def _weights(low: float, high: float, length: int, mask: Tensor) -> tuple[int, Tensor]:
    """Return the first pixel of a line that a mask reaches, and its pixels' weights (n, s)."""
    first = max(int(low) - 1, 0)
    last = max(min(int(high) + 2, length), first)
    count = mask.size(0)
    pixels = torch.arange(first, last, device=mask.device) + 0.5
    position = (pixels - low) / (high - low) * count - 0.5
    distance = (position[:, None] - torch.arange(count, device=mask.device)).abs()
    return first, (1 - distance).clamp(min=0)


@torch.jit.script
def draw_masks(labels: Tensor, boxes: Tensor, logits: Tensor) -> Tensor:
    """Draw masks into a label image, which is changed; earlier ones have the pixels they share.

    Each is pasted as :func:`mask_crop` does, and numbered from 1; one without a pixel gets no
    number.

    Args:
        labels: (H, W) of zeros.
        boxes: (n, 4), x1 y1 x2 y2 in pixels of ``labels``.
        logits: (n, s, s), above 0 in the object.

    Returns:
        Which of them have a number, (k,).
    """
    crops = torch.jit.annotate(list[Tensor], [])
    corners = torch.jit.annotate(list[tuple[int, int]], [])
    numbered = torch.jit.annotate(list[int], [])
    for number in range(boxes.size(0)):
        left, top = float(boxes[number, 0].item()), float(boxes[number, 1].item())
        right, bottom = float(boxes[number, 2].item()), float(boxes[number, 3].item())
        if right > left and bottom > top:
            mask = logits[number].float().sigmoid()
            column, across = _weights(left, right, labels.size(1), mask)
            row, down = _weights(top, bottom, labels.size(0), mask)
            crop = down @ mask @ across.t() >= 0.5
            if bool(crop.any().item()):
                crops.append(crop)
                corners.append((row, column))
                numbered.append(number)
    for behind in range(len(crops)):
        place = len(crops) - 1 - behind  # the first one comes last, over all others
        crop = crops[place]
        row, column = corners[place]
        part = labels[row : row + crop.size(0), column : column + crop.size(1)]
        part.masked_fill_(crop, float(place + 1))
    return torch.tensor(numbered, dtype=torch.long, device=boxes.device)
