"""One model's predictions, weighed."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mmcsam.evaluation import Evaluation, ImagePair, Interval
from mmcsam.evaluation.evaluation import MEAN

from .image_outcome import ImageOutcome, image_outcome


class Measured(NamedTuple):
    """A figure's value with its confidence interval; NaN where it is not defined."""

    value: float
    interval: Interval


@dataclass(frozen=True)
class EvaluatedModel:
    """One model's predictions and what they are worth.

    Attributes:
        name: What to call the model.
        source: The file or folder of its predictions.
        images: For each image a pair for each class.
        evaluation: Of these pairs.
        resamples: For the confidence intervals.
    """

    name: str
    source: str
    images: list[dict[str, ImagePair]]
    evaluation: Evaluation
    resamples: int = 1000

    @cached_property
    def figures(self) -> dict[str, dict[str, Measured]]:
        """Each figure by class: "mean" first, then, of several classes, each."""
        categories = self.evaluation.categories
        figures = {}
        for category in (MEAN, *categories) if len(categories) > 1 else (MEAN,):
            values = self.evaluation.values(category)
            intervals = self.evaluation.intervals(self.resamples, category=category)
            figures[category] = {key: Measured(values[key], intervals[key]) for key in values}
        return figures

    @cached_property
    def outcomes(self) -> list[ImageOutcome]:
        """What the model made of each image."""
        return [image_outcome(pairs, self.evaluation.score_thr) for pairs in self.images]

    @property
    def true_count(self) -> int:
        """Number of true cells, crowd regions left out."""
        return sum(len(outcome.truth) for outcome in self.outcomes)

    @property
    def predicted_count(self) -> int:
        """Number of predictions at the score threshold."""
        return sum(len(outcome.prediction) for outcome in self.outcomes)
