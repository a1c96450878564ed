"""Two models on the same images."""

from typing import NamedTuple

import numpy as np

from .bootstrap import Interval, percentile_intervals, resampling
from .evaluation import MEAN, Evaluation


class Difference(NamedTuple):
    """How two models differ in a figure.

    Attributes:
        value: The second model's figure minus the first's.
        interval: Confidence interval of the difference.
        share_above: Share of the resamples in which the second model's figure is higher; ties
            count half.
    """

    value: float
    interval: Interval
    share_above: float


def compare(
    first: Evaluation,
    second: Evaluation,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    category: str = MEAN,
) -> dict[str, Difference]:
    """Compare two models on the same images by a paired bootstrap.

    Both are looked at on the same draws, so that what is hard or easy about an image falls out
    of the difference; its interval is narrower than the two models' own.

    Args:
        first: The baseline.
        second: The model that is compared with it.
        resamples: As in :meth:`Evaluation.intervals`.
        level: Likewise.
        seed: Likewise.
        category: Likewise.

    Raises:
        ValueError: If the two were not made for the same images and figures.
    """
    if first.file_names != second.file_names or first.keys != second.keys:
        raise ValueError(
            "the two evaluations have other images or figures: evaluate both against the same "
            "COCO file with the same metrics"
        )
    weights = resampling(len(first.file_names), resamples, seed)
    gain = second.sample(weights, category) - first.sample(weights, category)
    undefined = np.isnan(gain)
    wins = np.where(undefined, 0, (np.sign(gain) + 1) / 2).sum(axis=0)
    above = wins / np.where(undefined.all(axis=0), np.nan, (~undefined).sum(axis=0))
    before, after = first.values(category), second.values(category)
    return {
        key: Difference(after[key] - before[key], interval, share)
        for key, interval, share in zip(
            first.keys, percentile_intervals(gain, level), above.tolist(), strict=True
        )
    }
