"""Red cells, from a few lying apart to rouleaux and whole sheets."""

import numpy as np

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.stain import Stain
from mmcsam.synthesis.texture import smooth_noise, soft_step


def draw_red_cells(rng: np.random.Generator, canvas: Canvas, stain: Stain, um: float) -> None:
    """Draw a field's red cells: 6.2 to 8.2 micrometres, pale in the middle, deformed in crowds.

    Args:
        rng: Source of randomness.
        canvas: What to draw on.
        stain: The slide's colours.
        um: Pixels a micrometre.
    """
    size = 0.5 * um * rng.uniform(6.2, 8.2)
    pallor, seen_through = rng.uniform(0, 0.5), rng.uniform(0.35, 0.9)
    # Apart, in chains (rouleaux), and in sheets.
    style = rng.choice(4, p=(0.2, 0.35, 0.3, 0.15))
    clusters = int(rng.integers(0, 14)) if style else int(rng.integers(0, 5))
    longest = (1, 2, 12, 30)[style]
    spread = (1.6, 1.6, 0.9, 1.1)[style]
    bend = (np.pi, np.pi, 0.5, 1.6)[style]
    for _ in range(clusters):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        turn = rng.uniform(-np.pi, np.pi)
        for _ in range(int(rng.integers(1, longest + 1))):
            outline = Outline.sample(
                rng, row, col, size * rng.uniform(0.85, 1.2), rng.uniform(0.1, 0.6), 0.05
            )
            _draw_red_cell(rng, canvas, stain, outline, pallor, seen_through)
            turn += rng.normal(0, bend)
            step = size * spread * rng.uniform(0.7, 1.3)
            row, col = row + step * np.sin(turn), col + step * np.cos(turn)


def _draw_red_cell(
    rng: np.random.Generator,
    canvas: Canvas,
    stain: Stain,
    outline: Outline,
    pallor: float,
    displaced: float,
) -> None:
    top, left, window = outline.window(canvas.shape)
    if 0 in window:
        return
    radius = float(outline.radii.mean())
    distance = outline.distance(top, left, window)
    coverage = soft_step(distance, 1.5)
    amount = rng.uniform(0.75, 1.0) + 0.15 * np.exp(-(((distance - 0.06 * radius) / 1.5) ** 2))
    amount -= pallor * np.clip(distance / radius - 0.3, 0, 1)
    amount += 0.05 * smooth_noise(rng, window, radius * 0.4)
    canvas.add(top, left, (amount * coverage)[..., None] * stain.red_cell, displaced * coverage)
