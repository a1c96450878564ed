"""Evaluate files of predictions, without a model."""

from collections.abc import Iterable
from pathlib import Path

from mmcsam.coco.data import CocoData
from mmcsam.coco.reader import read_coco, read_predictions
from mmcsam.evaluation.coverage import (
    detection_limit,
    prediction_notes,
    require_single_cells,
    truth_notes,
)
from mmcsam.evaluation.default_measures import default_measures
from mmcsam.evaluation.evaluation import Evaluation
from mmcsam.evaluation.measures.boundary_iou import BOUNDARY_PX
from mmcsam.evaluation.pairs.coco_pairs import coco_pairs
from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.evaluation.pairs.label_pairs import CATEGORY, TrueLabels, label_pairs
from mmcsam.jobs.progress import progress

from .evaluated_model import EvaluatedModel
from .evaluation_run import EvaluationRun, Settings

Truth = CocoData | TrueLabels


def evaluate_files(
    truth: str | Path,
    predictions: Iterable[tuple[str, str | Path]],
    score_thr: float = 0.5,
    max_dets: int | None = None,
    boundary_px: int = BOUNDARY_PX,
    resamples: int = 1000,
    allow_missing: bool = False,
    command: str = "",
) -> EvaluationRun:
    """Evaluate the predictions of one or more models on the same images.

    Args:
        truth: COCO JSON, or a folder of label images.
        predictions: Name and COCO result list, or folder of label images, of each model; the first
            one is what the others are compared with.
        score_thr: Lowest score that counts in figures without scores: all but AP and AR.
        max_dets: Predictions of a class in an image that count in AP, 1 or more; None for 100, or
            for all where an image has more true cells, see :func:`detection_limit`.
        boundary_px: Width of the boundary in boundary AP and IoU, in pixels, 1 or more.
        resamples: Of the bootstrap, 1 or more.
        allow_missing: Take a label image without a prediction file as an image in which nothing
            was found.
        command: The command line, for the record.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If truth and predictions are not of one form, a file is damaged or does not fit
            the other, all annotations are crowd regions, two models have one name, or there are no
            images.
    """
    truth = Path(truth)
    files = [(name, Path(path)) for name, path in predictions]
    for path in (truth, *(path for _, path in files)):
        if not path.exists():
            raise FileNotFoundError(
                f"{path}: no such file or folder, expected COCO JSON or a folder of label images; "
                "check its name"
            )
        if path.is_dir() != truth.is_dir():
            raise ValueError(
                f"{truth} and {path}: one is a folder and one a file; give two COCO files "
                "or two folders of label images"
            )
    true = TrueLabels(truth) if truth.is_dir() else read_coco(truth)
    if isinstance(true, CocoData):
        crowd = (instance.crowd for image in true.images for instance in image.instances)
        require_single_cells(crowd, str(truth))
    notes: list[str] = []
    pairs = []
    for _, path in files:
        categories, images, found = read_pairs(true, path, allow_missing)
        pairs.append((categories, images))
        notes += [note for note in found if note not in notes]
    limit = detection_limit([images for _, images in pairs], max_dets)
    notes += truth_notes(pairs[0][1]) if pairs else []
    models: list[EvaluatedModel] = []
    for (name, path), (categories, images) in zip(files, pairs, strict=True):
        evaluation = Evaluation(lambda: default_measures(limit, boundary_px), categories, score_thr)
        try:
            evaluation.extend(progress(images, f"evaluating {name}", len(images)))
        except ValueError as error:  # it names the image and the mask
            raise ValueError(f"{truth} and {path}: {error}") from error
        models.append(EvaluatedModel(name, str(path), images, evaluation, resamples))
        notes += [f"{name}: {note}" for note in prediction_notes(images, score_thr, limit)]
    settings: Settings = {
        "score_thr": score_thr,
        "max_dets": limit,
        "boundary_px": boundary_px,
        "resamples": resamples,
        "interval": 0.95,
        "seed": 0,
    }
    return EvaluationRun(str(truth), models, settings, command, notes)


def read_pairs(
    truth: Truth, prediction: Path, allow_missing: bool = False
) -> tuple[tuple[str, ...], list[dict[str, ImagePair]], list[str]]:
    """Return the class names, the pairs of all images, and notes on what was left out."""
    if isinstance(truth, CocoData):
        found = read_predictions(truth, prediction, score_thr=float("-inf"))
        return *coco_pairs(truth, found), found.notes
    pairs, notes = label_pairs(truth, prediction, allow_missing)
    return (CATEGORY,), pairs, notes
