"""Confidence intervals by resampling images."""

from typing import NamedTuple

import numpy as np


class Interval(NamedTuple):
    """A confidence interval; NaN where the figure is not defined."""

    low: float
    high: float


def resampling(images: int, resamples: int, seed: int) -> np.ndarray:
    """Draw how often each image occurs in each resample, (resamples, images) float64."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(images, np.full(images, 1 / images), size=resamples).astype(np.float64)


def percentile_intervals(samples: np.ndarray, level: float) -> list[Interval]:
    """Return the interval that holds the middle share ``level`` of each column.

    Args:
        samples: (B, F); NaN where a resample does not define the figure, which is left out.
        level: In (0, 1).
    """
    tail = (1 - level) / 2
    intervals = []
    for column in samples.T:
        defined = column[np.isfinite(column)]
        bounds = np.quantile(defined, [tail, 1 - tail]) if defined.size else [np.nan, np.nan]
        intervals.append(Interval(*map(float, bounds)))
    return intervals
