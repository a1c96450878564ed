"""One evaluation: data, models and settings."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypedDict

from mmcsam.evaluation import Difference, Figure, compare

from .evaluated_model import EvaluatedModel


class Settings(TypedDict):
    """Arguments of :func:`evaluate_files`, and what is fixed of the bootstrap."""

    score_thr: float
    max_dets: int
    boundary_px: int
    resamples: int
    interval: float
    seed: int


@dataclass(frozen=True)
class EvaluationRun:
    """One evaluation of one or more models on the same images.

    Attributes:
        data: Name of the data: the file or folder of the true cells.
        models: The first one is what the others are compared with.
        settings: What somebody needs to get the same figures.
        command: The command line.
        notes: What was left out on the way.
        date: When it was made.

    Raises:
        ValueError: If there are no images or no models, or two models have one name.
    """

    data: str
    models: list[EvaluatedModel]
    settings: Settings
    command: str = ""
    notes: list[str] = field(default_factory=list)
    date: datetime = field(default_factory=lambda: datetime.now().astimezone())

    def __post_init__(self) -> None:
        names = [model.name for model in self.models]
        if not names:
            raise ValueError("an evaluation needs one model or more")
        if len(set(names)) < len(names):
            raise ValueError(f"models need a name each, got {', '.join(names)}")
        if not self.models[0].images:
            raise ValueError(f"{self.data}: there are no images; give a data set of one or more")

    @property
    def files_read(self) -> list[str]:
        """Files of truth and predictions, or folders of them."""
        return [self.data, *(model.source for model in self.models)]

    @property
    def info(self) -> tuple[Figure, ...]:
        """What the figures are."""
        return self.models[0].evaluation.info

    @property
    def score_thr(self) -> float:
        """Lowest score of predictions that count in figures without scores."""
        return self.models[0].evaluation.score_thr

    @property
    def has_undefined(self) -> bool:
        """Whether any model's figure is not defined."""
        return any(
            math.isnan(measured.value)
            for model in self.models
            for figures in model.figures.values()
            for measured in figures.values()
        )

    @cached_property
    def comparisons(self) -> dict[str, dict[str, Difference]]:
        """By name of each further model: how its figures differ from the first model's."""
        first, *others = self.models
        return {
            other.name: compare(first.evaluation, other.evaluation, first.resamples)
            for other in others
        }
