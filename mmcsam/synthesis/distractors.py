"""What lies between the plasma cells of a smear and is never labelled."""

import numpy as np

from .canvas import Canvas
from .nucleus import nucleus_density
from .outline import Outline
from .stain import Stain
from .texture import smooth_noise, soft_step


def draw_red_cells(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, clusters: int
) -> None:
    """Draw pale erythrocytes, single and in chains.

    Args:
        rng: Source of randomness.
        canvas: What to draw on.
        stain: The slide's colours.
        scale: Share of SegPC-2021's full size; sizes below are in its pixels.
        clusters: Number of single cells or chains.
    """
    size = rng.uniform(68, 84) * scale
    for _ in range(clusters):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        turn = rng.uniform(-np.pi, np.pi)
        for _ in range(rng.choice((1, 1, 2, 3, 6, 10))):
            cell = Outline.sample(rng, row, col, size * rng.uniform(0.85, 1.2), 0.35, 0.06)
            _draw_red_cell(rng, canvas, stain, cell)
            turn += rng.normal(0, 0.9)
            step = size * rng.uniform(0.6, 1.5)
            row, col = row + step * np.sin(turn), col + step * np.cos(turn)


def _draw_red_cell(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, outline: Outline
) -> None:
    top, left, window = outline.window(canvas.shape)
    if 0 in window:
        return
    radius = outline.radii.mean()
    distance = outline.distance(top, left, window)
    coverage = soft_step(distance, 1.5)
    amount = rng.uniform(0.75, 1.0) + 0.2 * np.exp(-(((distance - 0.06 * radius) / 1.5) ** 2))
    amount -= 0.3 * rng.uniform(0, 1) * np.clip(distance / radius - 0.3, 0, 1)
    amount += 0.05 * smooth_noise(rng, window, radius * 0.4)
    canvas.add(top, left, (amount * coverage)[..., None] * stain.red_cell, 0.85 * coverage)


def draw_lymphocyte(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, row: float, col: float
) -> None:
    """Draw a small dark nucleus, bare or with a thin pale rim (lymphocyte, erythroblast)."""
    radius = rng.uniform(58, 92) * scale
    if rng.random() < 0.4:
        rim = Outline.sample(rng, row, col, radius * rng.uniform(1.08, 1.2), 0.1, 0.03)
        _draw_pale_body(rng, canvas, stain.cytoplasm * 0.5, rim)
    nucleus = Outline.sample(rng, row, col, radius, 0.25, 0.03)
    top, left, window = nucleus.window(canvas.shape)
    if 0 in window:
        return
    density, coverage = nucleus_density(
        rng,
        nucleus.distance(top, left, window),
        stain,
        radius,
        condensed=rng.uniform(0.3, 1),
    )
    canvas.add(top, left, density, 0.9 * coverage)


def draw_granulocyte(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, row: float, col: float
) -> None:
    """Draw a cell with a lobed nucleus in pink granular cytoplasm."""
    radius = rng.uniform(115, 150) * scale
    body = Outline.sample(rng, row, col, radius, 0.15, 0.04)
    _draw_pale_body(rng, canvas, stain.granule * rng.uniform(0.25, 0.6), body, grain=0.45)
    top, left, window = body.window(canvas.shape)
    if 0 in window:
        return
    start, lobes = rng.uniform(-np.pi, np.pi), rng.integers(3, 7)
    distance = np.full(window, -np.inf, np.float32)
    for turn in start + np.linspace(0, rng.uniform(2.5, 4.5), lobes):
        place = radius * rng.uniform(0.4, 0.55)
        size = radius * rng.uniform(0.26, 0.38)
        lobe = Outline.sample(
            rng, row + place * np.sin(turn), col + place * np.cos(turn), size, 0.3, 0.05
        )
        np.maximum(distance, lobe.distance(top, left, window), out=distance)
    density, coverage = nucleus_density(rng, distance, stain, radius * 0.5, condensed=0.3)
    canvas.add(top, left, density, 0.9 * coverage)


def _draw_pale_body(
    rng: np.random.Generator,
    canvas: Canvas,
    colour: np.ndarray,
    outline: Outline,
    grain: float = 0.1,
    softness: float = 2.0,
) -> None:
    top, left, window = outline.window(canvas.shape)
    if 0 in window:
        return
    coverage = soft_step(outline.distance(top, left, window), softness)
    radius = outline.radii.mean()
    amount = 1 + 0.15 * smooth_noise(rng, window, radius * 0.3)
    amount += grain * smooth_noise(rng, window, radius * 0.05)
    canvas.add(top, left, np.maximum(amount * coverage, 0)[..., None] * colour, 0.8 * coverage)


def draw_platelets(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, count: int
) -> None:
    """Draw small grainy platelets."""
    for _ in range(count):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        outline = Outline.sample(rng, row, col, rng.uniform(14, 30) * scale, 0.3, 0.15)
        _draw_pale_body(rng, canvas, stain.granule * rng.uniform(0.4, 1.0), outline, grain=0.5)


def draw_smudges(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, count: int
) -> None:
    """Draw the pale remains of burst cells."""
    softness = 12 * scale
    for _ in range(count):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        outline = Outline.sample(rng, row, col, rng.uniform(80, 260) * scale, 0.4, 0.08, 20)
        colour = stain.cytoplasm * rng.uniform(0.08, 0.25)
        _draw_pale_body(rng, canvas, colour, outline, grain=0.25, softness=softness)


def draw_fat_droplets(rng: np.random.Generator, canvas: Canvas, scale: float, count: int) -> None:
    """Draw round holes in the smear, where fat was washed out."""
    for _ in range(count):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        droplet = Outline.sample(rng, row, col, np.exp(rng.normal(3.9, 0.6)) * scale, 0.08, 0.01)
        top, left, window = droplet.window(canvas.shape)
        coverage = soft_step(droplet.distance(top, left, window), 4 * scale + 1)
        canvas.add(top, left, -0.12 * coverage[..., None] * np.ones(3, np.float32), coverage)


def draw_debris(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, scale: float, specks: int
) -> None:
    """Draw precipitate and specks of stain.

    Args:
        rng: Source of randomness.
        canvas: What to draw on.
        stain: The slide's colours.
        scale: Share of SegPC-2021's full size; sizes below are in its pixels.
        specks: Number of specks. Most are a few pixels wide.
    """
    for _ in range(specks):
        row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
        radius = max(0.5, np.exp(rng.normal(1.3, 0.6)) * scale)
        speck = Outline.sample(rng, row, col, radius, 0.3, 0.1)
        colour = (stain.granule, stain.cytoplasm, stain.nucleus)[rng.choice(3, p=(0.4, 0.5, 0.1))]
        top, left, window = speck.window(canvas.shape)
        coverage = soft_step(speck.distance(top, left, window), 1.5) * rng.uniform(0.2, 0.9)
        canvas.add(top, left, coverage[..., None] * colour, 0.0)
