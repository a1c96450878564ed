"""Charts of precision, recall and F1."""

import re
from collections.abc import Sequence

import numpy as np

from mmcsam.evaluation import ImagePair, match_instances
from mmcsam.evaluation.evaluation import MEAN
from mmcsam.evaluation.measures.average_precision import RECALLS
from mmcsam.evaluation.pairs.coco_matching import IOU_THRESHOLDS, match_by_score
from mmcsam.report.evaluated_model import EvaluatedModel

from .chart import Axis, Chart, Series

_SCORES = np.linspace(0.05, 0.95, 19)
_NO_CELLS = "There are no true cells."


def precision_recall_charts(models: Sequence[EvaluatedModel], max_dets: int) -> list[Chart]:
    """Draw precision over recall at IoU 0.5, at 0.75 and as the mean of all thresholds.

    The area under a curve is the AP of its title.
    """
    curves = [precision_recall(model.images, max_dets) for model in models]
    choices = {
        "AP50: precision and recall at IoU 0.5": [0],
        "AP75: precision and recall at IoU 0.75": [5],
        "AP: mean of IoU 0.5 to 0.95": list(range(len(IOU_THRESHOLDS))),
    }
    charts = []
    for title, levels in choices.items():
        means = [curve[levels].mean(axis=0) for curve in curves]
        series = [
            Series(place, list(zip(RECALLS, mean, strict=True)))
            for place, mean in enumerate(means)
            if np.isfinite(mean).all()
        ]
        areas = _listed(models, [f"{mean.mean():.3f}" for mean in means])
        charts.append(
            Chart(
                title,
                f"Curve of precision over recall. Area under the curve: {areas}.",
                Axis.share("recall: share of true cells found"),
                Axis.share("precision: share of finds that are cells"),
                series,
                absent=_NO_CELLS,
            )
        )
    return charts


def precision_recall(images: Sequence[dict[str, ImagePair]], max_dets: int) -> np.ndarray:
    """Compute COCO's precision at 101 recalls, mean of the classes that have true cells.

    Args:
        images: For each image a pair for each class.
        max_dets: Predictions that count in an image, those of the highest scores.

    Returns:
        (10, 101) for IoU 0.5 ... 0.95; NaN without true cells. The mean of all is AP.
    """
    curves = [_curve([pairs[name] for pairs in images], max_dets) for name in images[0]]
    defined = [curve for curve in curves if curve is not None]
    return np.mean(defined, axis=0) if defined else np.full((10, len(RECALLS)), np.nan)


def f1_by_iou_chart(models: Sequence[EvaluatedModel]) -> Chart:
    """Draw F1 over the IoU that a find needs."""
    curves = []
    for model in models:
        keys = {key: re.fullmatch(r"F1_(\d\d)", key) for key in model.figures[MEAN]}
        curves.append(
            [
                (int(match[1]) / 100, model.figures[MEAN][key].value)
                for key, match in keys.items()
                if match
            ]
        )
    first = _listed(models, [f"{curve[0][1]:.3f}" if curve else "" for curve in curves])
    return Chart(
        "F1 by the IoU that a find needs",
        f"Curve of F1 over IoU 0.5 to 0.95. F1 at IoU 0.5: {first}.",
        Axis("IoU that a find needs", 0.5, 0.95, (0.5, 0.6, 0.7, 0.8, 0.9)),
        Axis.share("F1"),
        [
            Series(place, curve)
            for place, curve in enumerate(curves)
            if curve and np.isfinite(curve).all()
        ],
        absent="There are neither true nor predicted cells.",
    )


def f1_by_score_chart(models: Sequence[EvaluatedModel]) -> Chart:
    """Draw F1 at IoU 0.5 over the score threshold; models without scores are left out."""
    series, best = [], []
    for place, model in enumerate(models):
        scores = [pair.scores for pairs in model.images for pair in pairs.values()]
        if np.unique(np.concatenate(scores)).size < 2:
            continue
        curve = [_f1(model.images, score) for score in _SCORES]
        if np.isfinite(curve).all():
            series.append(Series(place, list(zip(_SCORES, curve, strict=True))))
            best.append(f"{model.name} {_SCORES[np.argmax(curve)]:.2f}")
    return Chart(
        "F1 by the score threshold",
        f"Curve of F1 at IoU 0.5 over the score threshold. Highest at: {', '.join(best)}.",
        Axis.share("score threshold"),
        Axis.share("F1 at IoU 0.5"),
        series,
        absent="The predictions have no scores that differ.",
    )


def _curve(pairs: Sequence[ImagePair], max_dets: int) -> np.ndarray | None:
    """Return one class's precision at each threshold and recall; None without true cells."""
    truths = sum(int(np.count_nonzero(~pair.crowd)) for pair in pairs)
    if truths == 0:
        return None
    matched = [match_by_score(pair.iou[:, :max_dets], pair.crowd) for pair in pairs]
    order = np.argsort(-np.concatenate([p.scores[:max_dets] for p in pairs]), kind="stable")
    right = np.hstack([assignment.found for assignment in matched])[:, order]
    ignored = np.hstack([assignment.ignored for assignment in matched])[:, order]
    hits, misses = np.cumsum(right, axis=1), np.cumsum(~right & ~ignored, axis=1)
    precision = hits / np.maximum(hits + misses, 1)
    curve = np.zeros((len(right), len(RECALLS)))
    for level, (share, row) in enumerate(zip(hits / truths, precision, strict=True)):
        best = np.maximum.accumulate(row[::-1])[::-1]
        place = np.searchsorted(share, RECALLS)
        reached = place < best.size
        curve[level, reached] = best[place[reached]]
    return curve


def _f1(images: Sequence[dict[str, ImagePair]], score_thr: float) -> float:
    """Return F1 at IoU 0.5, mean of the classes in which it is defined."""
    values = []
    for name in images[0]:
        pairs = [each[name].confident(score_thr) for each in images]
        cells = sum(sum(pair.iou.shape) for pair in pairs)
        found = sum(len(match_instances(pair.iou)[0]) for pair in pairs)
        if cells:
            values.append(2 * found / cells)
    return float(np.mean(values)) if values else float("nan")


def _listed(models: Sequence[EvaluatedModel], values: Sequence[str]) -> str:
    return ", ".join(f"{model.name} {value}" for model, value in zip(models, values, strict=True))
