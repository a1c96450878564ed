"""Precipitate, dust and dirt."""

import cv2
import numpy as np

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.stain import Stain
from mmcsam.synthesis.texture import soft_step


def draw_specks(rng: np.random.Generator, canvas: Canvas, stain: Stain, um: float) -> None:
    """Draw grains of stain all over, some in heaps, and now and then a large black clot.

    Args:
        rng: Source of randomness.
        canvas: What to draw on.
        stain: The slide's colours.
        um: Pixels a micrometre.
    """
    for colour in (stain.granule, stain.cytoplasm, stain.nucleus):
        amount = np.zeros(canvas.shape, np.float32)
        count = int(np.exp(rng.uniform(0, np.log(500))))
        rows, cols = rng.uniform(0, 1, (2, count))
        if rng.random() < 0.2:  # in a heap
            rows, cols = rng.uniform(0, 1, (2, 1)) + 0.05 * rng.normal(0, 1, (2, count))
        inside = (rows >= 0) & (rows < 1) & (cols >= 0) & (cols < 1)
        at = (rows[inside] * canvas.shape[0], cols[inside] * canvas.shape[1])
        amount[tuple(np.array(at, int))] = rng.uniform(0.3, 1.5, np.count_nonzero(inside))
        width = max(0.5, um * rng.uniform(0.06, 0.25))
        blurred = cv2.GaussianBlur(amount, (0, 0), width) * 2 * np.pi * width**2
        canvas.density += np.minimum(blurred, 1.2)[..., None] * colour
    if rng.random() < 0.08:
        for _ in range(int(rng.integers(1, 4))):
            _draw_clot(rng, canvas, um)


def _draw_clot(rng: np.random.Generator, canvas: Canvas, um: float) -> None:
    row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
    clot = Outline.sample(rng, row, col, um * rng.uniform(1, 5), 0.6, 0.12, 20)
    top, left, window = clot.window(canvas.shape)
    if 0 in window:
        return
    coverage = soft_step(clot.distance(top, left, window), 2.0)
    colour = rng.uniform(0.7, 1.8) * np.exp(rng.normal(0, 0.1, 3)).astype(np.float32)
    canvas.add(top, left, coverage[..., None] * colour, coverage)
