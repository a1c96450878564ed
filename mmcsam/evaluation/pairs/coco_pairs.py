"""Image pairs from a COCO file and predictions in COCO form."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from mmcsam.coco.data import CocoData, CocoImage
from mmcsam.coco.reader import read_coco, read_predictions

from .image_pair import ImagePair


def coco_pairs(
    truth: str | Path | CocoData, prediction: str | Path | CocoData
) -> tuple[tuple[str, ...], list[dict[str, ImagePair]]]:
    """Read true and predicted instances.

    Args:
        truth: COCO JSON with masks, or what :func:`read_coco` made of it.
        prediction: COCO result list with masks, as MMDetection's ``CocoMetric`` writes it, or what
            :func:`read_predictions` made of it. An image without entries has no predictions.

    Returns:
        tuple: The class names, and for each image of the truth a pair for each class. The
        images are ordered by id, for pycocotools ranks predictions of equal score in that order.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If a file is not in COCO's form, see :func:`read_coco`.
    """
    if not isinstance(truth, CocoData):
        truth = read_coco(truth)
    if not isinstance(prediction, CocoData):
        prediction = read_predictions(truth, prediction, score_thr=float("-inf"))
    return truth.categories, list(_pairs(truth, prediction))


def _pairs(truth: CocoData, prediction: CocoData) -> Iterator[dict[str, ImagePair]]:
    true, predicted = (sorted(data.images, key=_order) for data in (truth, prediction))
    for true_image, predicted_image in zip(true, predicted, strict=True):
        yield {
            category: _pair(true_image, predicted_image, category) for category in truth.categories
        }


def _pair(true_image: CocoImage, predicted_image: CocoImage, category: str) -> ImagePair:
    true = [entry for entry in true_image.instances if entry.category == category]
    predicted = [entry for entry in predicted_image.instances if entry.category == category]
    return ImagePair(
        true_image.file_name,
        (true_image.height, true_image.width),
        [entry.rle for entry in true],
        [entry.rle for entry in predicted],
        cast(list[float], [entry.score for entry in predicted]),  # all have one
        [entry.crowd for entry in true],
    )


def _order(image: CocoImage) -> tuple[bool, int | str]:
    return isinstance(image.id, str), image.id
