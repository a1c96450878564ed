"""Charts of how cells and images are distributed."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from mmcsam.report.evaluated_model import EvaluatedModel

from .chart import Axis, Chart, Series

_BINS = 20


def best_iou_chart(models: Sequence[EvaluatedModel]) -> Chart:
    """Draw how well the best prediction covers each true cell."""
    values = [np.concatenate([outcome.best_iou for outcome in model.outcomes]) for model in models]
    return _histogram(
        "Best IoU of each true cell",
        Axis.share("IoU with the best prediction"),
        models,
        values,
        "There are no true cells.",
    )


def boundary_error_chart(models: Sequence[EvaluatedModel]) -> Chart:
    """Draw how far the outlines of matched pairs lie apart."""
    values = [
        np.concatenate([outcome.boundary_error for outcome in model.outcomes]) for model in models
    ]
    errors = np.concatenate(values)
    # A few pairs of which one covers much else would press all others into the first bar.
    high = float(np.quantile(errors, 0.95)) if errors.size else 1.0
    return _histogram(
        "Boundary error of matched pairs",
        Axis.upto("HD95 in px; the last bar holds all above", max(high, 1.0)),
        models,
        values,
        "No cell was found.",
    )


def count_chart(models: Sequence[EvaluatedModel]) -> Chart:
    """Draw predicted against true counts, a marker for all images of the same counts."""
    series = []
    highest = 1
    for place, model in enumerate(models):
        images = defaultdict(list)
        for outcome in model.outcomes:
            images[len(outcome.truth), len(outcome.prediction)].append(outcome.file_name)
        highest = max(highest, *map(max, images))
        labels = [
            f"{model.name}: {true} true, {predicted} predicted in {_names(names)}"
            for (true, predicted), names in images.items()
        ]
        series.append(Series(place, list(images), labels, list(map(len, images.values()))))
    exact = ", ".join(
        f"{model.name} {sum(len(o.truth) == len(o.prediction) for o in model.outcomes)}"
        for model in models
    )
    axis = Axis.upto("true cells in the image", highest, whole=True)
    return Chart(
        "Cells counted, image by image",
        f"Predicted against true counts; a larger marker holds more images. Counted exactly, of "
        f"{len(models[0].outcomes)} images: {exact}.",
        axis,
        Axis("predicted cells in the image", axis.low, axis.high, axis.ticks),
        series,
        diagonal=True,
    )


def _histogram(
    title: str,
    x: Axis,
    models: Sequence[EvaluatedModel],
    values: Sequence[np.ndarray],
    absent: str,
) -> Chart:
    """Draw how many of each model's values lie in each of 20 bins; the last takes all above."""
    bounds = np.linspace(x.low, x.high, _BINS + 1)
    counts = [np.histogram(np.minimum(value, x.high), bounds)[0] for value in values]
    y = Axis.upto("cells", max(1, *(int(count.max()) for count in counts)), whole=True)
    series = [
        Series(
            place,
            [
                (bounds[0], 0),
                *zip(np.repeat(bounds, 2)[1:-1], np.repeat(count, 2), strict=True),
                (bounds[-1], 0),
            ],
            filled=True,
        )
        for place, count in enumerate(counts)
        if values[place].size
    ]
    medians = ", ".join(
        f"{model.name} {np.median(value):.2f}"
        for model, value in zip(models, values, strict=True)
        if value.size
    )
    return Chart(title, f"Histogram. Median: {medians}.", x, y, series, absent=absent)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
