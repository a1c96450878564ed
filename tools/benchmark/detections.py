"""Detections and ground truth of a SegPC-sized image, drawn for the benchmarks."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

HEIGHT, WIDTH = 1920, 2560  # SegPC-2021's larger images
CELL = (150, 450)  # pixels across


def draw_boxes(count: int) -> Tensor:
    """Return boxes of cells inside the image, (count, 4)."""
    generator = torch.Generator().manual_seed(0)
    size = torch.tensor([WIDTH, HEIGHT])
    sides = CELL[0] + torch.rand(count, 2, generator=generator) * (CELL[1] - CELL[0])
    corner = torch.rand(count, 2, generator=generator) * (size - sides)
    return torch.cat([corner, corner + sides], dim=1)


def draw_logits(count: int, side: int) -> Tensor:
    """Return mask logits (count, side, side): discs with uneven outlines."""
    generator = torch.Generator().manual_seed(0)
    axis = torch.linspace(-1, 1, side)
    disc = 0.8 - (axis**2 + axis[:, None] ** 2).sqrt()
    noise = torch.randn(count, 1, 9, 9, generator=generator)
    return 8 * disc + functional.interpolate(noise, (side, side), mode="bicubic")[:, 0]


def draw_cells(boxes: Tensor) -> np.ndarray:
    """Return an ellipse for each box, (count, HEIGHT, WIDTH) uint8."""
    masks = np.zeros((len(boxes), HEIGHT, WIDTH), np.uint8)
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    for mask, (x1, y1, x2, y2) in zip(masks, boxes.tolist(), strict=True):
        across, down = (2 * x - x1 - x2) / (x2 - x1), (2 * y - y1 - y2) / (y2 - y1)
        mask[across**2 + down**2 < 1] = 1
    return masks
