"""Shapes of nuclei within a cell's body."""

import numpy as np

from mmcsam.synthesis.outline import Outline


def placed_nucleus(
    rng: np.random.Generator,
    body: Outline,
    radius: float,
    eccentric: float,
    elongation: float = 0.12,
    roughness: float = 0.015,
) -> Outline:
    """Draw a round nucleus in a body.

    Args:
        rng: Source of randomness.
        body: Outline of the cytoplasm.
        radius: Of the nucleus, in pixels.
        eccentric: 0 lies in the middle, 1 touches the body's edge, more reaches beyond it.
        elongation: See :meth:`Outline.sample`.
        roughness: See :meth:`Outline.sample`.
    """
    side = rng.uniform(-np.pi, np.pi)
    edge = float(np.interp(side, np.linspace(-np.pi, np.pi, body.radii.size), body.radii))
    shift = max(0.0, edge - radius) * eccentric
    row, col = body.row + shift * np.sin(side), body.col + shift * np.cos(side)
    return Outline.sample(rng, row, col, radius, elongation, roughness)


def arc_of_lobes(
    rng: np.random.Generator,
    body: Outline,
    lobes: int,
    span: float,
    width: float,
    place: float = 0.5,
) -> tuple[Outline, ...]:
    """Draw the lobes of a nucleus along an arc; close ones make a band or a kidney.

    Args:
        rng: Source of randomness.
        body: Outline of the cytoplasm.
        lobes: How many.
        span: Angle of the arc in radians.
        width: Radius of a lobe, as a share of the body's.
        place: Radius of the arc, likewise.
    """
    radius = float(body.radii.mean())
    start = rng.uniform(-np.pi, np.pi)
    return tuple(
        Outline.sample(
            rng,
            body.row + radius * place * rng.uniform(0.9, 1.1) * np.sin(turn),
            body.col + radius * place * rng.uniform(0.9, 1.1) * np.cos(turn),
            radius * width * rng.uniform(0.85, 1.15),
            elongation=0.25,
            roughness=0.04,
        )
        for turn in start + np.linspace(0, span, lobes)
    )


def side_by_side(
    rng: np.random.Generator, body: Outline, count: int, radius: float
) -> tuple[Outline, ...]:
    """Draw two or three round nuclei that touch one another.

    Args:
        rng: Source of randomness.
        body: Outline of the cytoplasm.
        count: How many.
        radius: Of each, in pixels.
    """
    start = rng.uniform(-np.pi, np.pi)
    reach = radius * rng.uniform(0.85, 1.15) / np.sin(np.pi / count)
    places = [
        (body.row + reach * np.sin(turn), body.col + reach * np.cos(turn))
        for turn in start + np.arange(count) * 2 * np.pi / count
    ]
    return tuple(Outline.sample(rng, row, col, radius, 0.15, 0.02) for row, col in places)
