"""All metrics of a data set."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from .bootstrap import Interval, percentile_intervals, resampling
from .measures.measure import Figure, Measure
from .pairs.image_pair import ImagePair

MEAN = "mean"
_STEP = 64  # images a time in per_image, so that no matrix of all images by all is made


class Evaluation:
    """Metrics of one model's predictions, class by class.

    Feed it one pair for each image and class, the classes' images in the same order. Figures
    of several classes are averaged over the classes in which they are defined.

    Args:
        metrics: Builds the metrics for one class; they are fed all its images.
        categories: Class names.
        score_thr: Predictions below this score stay out of metrics that do not use scores.

    Raises:
        ValueError: If a class is called "mean".

    Attributes:
        info: What the figures are.
        file_names: Names of the images added.

    Example:
        >>> from mmcsam.evaluation import PanopticQualityMeasure
        >>> from mmcsam.structures import encode_crop
        >>> cell = encode_crop(np.ones((2, 2)), 0, 0, (4, 4))
        >>> evaluation = Evaluation(lambda: [PanopticQualityMeasure()], ["cell"])
        >>> evaluation.add({"cell": ImagePair("a.png", (4, 4), [cell], [cell])})
        >>> evaluation.values()
        {'PQ': 1.0, 'SQ': 1.0, 'RQ': 1.0}
    """

    def __init__(
        self,
        metrics: Callable[[], Sequence[Measure]],
        categories: Sequence[str],
        score_thr: float = 0.5,
    ) -> None:
        if MEAN in categories:
            raise ValueError(
                f"a class is called {MEAN!r}, which is the name of the mean over classes here; "
                "give it another name in the COCO file"
            )
        self.score_thr = score_thr
        self.metrics = {category: list(metrics()) for category in categories}
        self.info: tuple[Figure, ...] = tuple(
            figure for metric in metrics() for figure in metric.info
        )
        self.file_names: list[str] = []

    @property
    def categories(self) -> tuple[str, ...]:
        """Class names."""
        return tuple(self.metrics)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the figures, the columns of :meth:`sample`."""
        return tuple(figure.key for figure in self.info)

    def add(self, pairs: dict[str, ImagePair]) -> None:
        """Take in one image: a pair for each class."""
        for category, metrics in self.metrics.items():
            pair = pairs[category]
            confident = pair.confident(self.score_thr)
            for metric in metrics:
                metric.add(pair if metric.every_score else confident)
        self.file_names.append(next(iter(pairs.values())).file_name)

    def extend(self, images: Iterable[dict[str, ImagePair]]) -> "Evaluation":
        """Take in many images and return the evaluation."""
        for pairs in images:
            self.add(pairs)
        return self

    def sample(self, weights: np.ndarray, category: str = MEAN) -> np.ndarray:
        """Compute all figures for weightings of the images.

        Args:
            weights: (B, N): how often each of the N images counts.
            category: A class, or "mean" over the classes.

        Returns:
            (B, F) float64, in the order of ``info``; NaN where a figure is not defined.

        Raises:
            ValueError: If no image was added.
        """
        if not self.file_names:
            raise ValueError("there is no image to evaluate: add some, or look into the COCO file")
        if category != MEAN:
            return np.hstack([metric.figures(weights) for metric in self.metrics[category]])
        by_class = np.stack([self.sample(weights, name) for name in self.metrics])
        defined = np.isfinite(by_class).sum(axis=0)
        with np.errstate(invalid="ignore"):
            return np.nansum(by_class, axis=0) / np.where(defined, defined, np.nan)

    def values(self, category: str = MEAN) -> dict[str, float]:
        """Return the figures of the whole data set."""
        row = self.sample(np.ones((1, len(self.file_names))), category)[0]
        return dict(zip(self.keys, row.tolist(), strict=True))

    def per_image(self, category: str = MEAN) -> dict[str, np.ndarray]:
        """Return each figure for every image alone, (N,) float64."""
        images = len(self.file_names)
        rows = [
            self.sample(np.eye(min(_STEP, images - first), images, first), category)
            for first in range(0, max(images, 1), _STEP)
        ]
        return dict(zip(self.keys, np.concatenate(rows).T, strict=True))

    def intervals(
        self, resamples: int = 1000, level: float = 0.95, seed: int = 0, category: str = MEAN
    ) -> dict[str, Interval]:
        """Estimate confidence intervals by the percentile bootstrap over images.

        Images are the unit, since cells of one image are alike. The interval says how much the
        figure depends on which images were at hand, not how much it varies between trainings.

        Args:
            resamples: How many data sets are drawn from the images, with replacement.
            level: Share of the resamples inside the interval.
            seed: Of the draws. Evaluations of the same images draw alike.
            category: A class, or "mean" over the classes.
        """
        samples = self.sample(resampling(len(self.file_names), resamples, seed), category)
        return dict(zip(self.keys, percentile_intervals(samples, level), strict=True))
