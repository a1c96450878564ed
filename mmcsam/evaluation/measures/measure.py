"""What every metric of this package is."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair


class Figure(NamedTuple):
    """What one number of a metric means.

    Attributes:
        key: Short name, such as "AP50"; the key in logs and JSON files.
        title: The name in words.
        meaning: One or two sentences for people who read the figure.
        source: Where the definition comes from: a link, or a section of the paper.
        unit: "px", "cells" ...; "" for shares in [0, 1].
        better: "higher" or "lower"; "" where neither is better.
    """

    key: str
    title: str
    meaning: str
    source: str
    unit: str = ""
    better: str = "higher"


class Measure(ABC):
    """Figures over a data set that can be computed again for any weighting of its images.

    One pass over the images collects what the figures need. Resampling for confidence intervals,
    or looking at a single image, is then a matter of weights.

    Attributes:
        info: What the figures are, in the order of ``figures``.
        every_score: Whether the metric takes predictions of every score. The others get the pair
            that :meth:`ImagePair.confident` returns.
    """

    info: tuple[Figure, ...]
    every_score = False

    @abstractmethod
    def add(self, pair: ImagePair) -> None:
        """Take in one image."""

    @abstractmethod
    def figures(self, weights: np.ndarray) -> np.ndarray:
        """Compute the figures for weightings of the images.

        Args:
            weights: (B, N) float64, not negative: how often each of N images counts. A row of ones
                is the data set; a row with a single one is an image.

        Returns:
            (B, len(info)) float64; NaN where a figure is not defined.
        """


class AdditiveMeasure(Measure):
    """A metric whose figures follow from sums over images."""

    def __init__(self) -> None:
        self._rows: list[Sequence[float]] = []

    def add(self, pair: ImagePair) -> None:
        """Take in one image."""
        self._rows.append(self.statistics(pair))

    def figures(self, weights: np.ndarray) -> np.ndarray:
        """Compute the figures for weightings (B, N) of the images."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.from_sums(weights @ np.asarray(self._rows, np.float64))

    @abstractmethod
    def statistics(self, pair: ImagePair) -> Sequence[float]:
        """Return what is summed over images, always k numbers."""

    @abstractmethod
    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Turn sums (B, k) into figures (B, len(info)); a division by zero makes NaN."""
