"""Over what figures are computed, what is left out of them, and why."""

from collections.abc import Iterable, Sequence

import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .pairs.image_pair import ImagePair

COCO_LIMIT = 100  # predictions in an image that count in COCO's AP

Images = Sequence[dict[str, ImagePair]]


def detection_limit(models: Sequence[Images], max_dets: int | None = None) -> int:
    """Return how many predictions of a class count in an image's AP.

    COCO's limit of 100 is one of everyday scenes: with 300 cells in an image no prediction could
    get a recall above a third. Where an image has more true cells of a class than that, all
    predictions count.

    Args:
        models: The images of each model, a pair for each class.
        max_dets: The limit that somebody has asked for; None lets it follow the data.
    """
    if max_dets is not None:
        return max_dets
    pairs = [pair for images in models for pairs in images for pair in pairs.values()]
    if max((np.count_nonzero(~pair.crowd) for pair in pairs), default=0) <= COCO_LIMIT:
        return COCO_LIMIT
    return max(COCO_LIMIT, *(len(pair.prediction) for pair in pairs))


def require_single_cells(crowd: Iterable[bool], source: str) -> None:
    """Check that annotations are not all crowd regions, of which no figure sees anything.

    Args:
        crowd: Whether each annotation is one.
        source: What to call the file in an error.

    Raises:
        UnusableFileError: If they are.
    """
    flags = list(crowd)
    if flags and all(flags):
        raise UnusableFileError(
            source,
            f"all {len(flags)} annotations are crowd regions (iscrowd 1), which count as no cells",
            "cells with iscrowd 0",
            "If each is a single cell, set iscrowd to 0: some tools write 1 for every brush mask",
        )


def truth_notes(images: Images) -> list[str]:
    """Say which images and classes have no true cells, and which annotations are no cells.

    Args:
        images: A pair for each class of every image.
    """
    notes = []
    crowd = sum(int(pair.crowd.sum()) for pairs in images for pair in pairs.values())
    if crowd:
        notes.append(
            f"{crowd} annotations are crowd regions (iscrowd 1): they are no true cells, and "
            "predictions inside them count neither as right nor as wrong"
        )
    empty = [pairs for pairs in images if not any(map(_cells, pairs.values()))]
    if empty:
        notes.append(
            f"{len(empty)} of {len(images)} images have no true cell (first: {_name(empty)}); if "
            "they were not annotated, leave them out: all predictions there count as false"
        )
    for category in images[0] if images else ():
        if len(images[0]) > 1 and not any(_cells(pairs[category]) for pairs in images):
            notes.append(
                f"the class {category} has no true cell: means over classes leave it out where its "
                "figure is not defined, and its predictions count as false finds"
            )
    blank = sum(
        int((pair.truth_area[~pair.crowd] == 0).sum())
        for pairs in images
        for pair in pairs.values()
    )
    if blank:
        notes.append(f"{blank} true cells have no pixel: nothing can match them, they are missed")
    return notes


def prediction_notes(images: Images, score_thr: float, max_dets: int) -> list[str]:
    """Say which images have no predictions, and which predictions do not count.

    Args:
        images: A pair for each class of every image.
        score_thr: Lowest score that counts in figures without scores.
        max_dets: Predictions of a class in an image that count in AP.
    """
    notes = []
    none = [pairs for pairs in images if not any(pair.prediction for pair in pairs.values())]
    if none:
        cells = sum(map(_cells, (pair for pairs in none for pair in pairs.values())))
        notes.append(
            f"{len(none)} of {len(images)} images have no prediction (first: {_name(none)}); their "
            f"{cells} true cells count as missed"
        )
    pairs = [pair for each in images for pair in each.values()]
    total = sum(len(pair.prediction) for pair in pairs)
    low = sum(int((pair.scores < score_thr).sum()) for pair in pairs)
    if total and low == total:
        notes.append(
            f"all {total} predictions have a score below {score_thr:g}, and count in AP and AR only"
        )
    beyond = [len(pair.prediction) - max_dets for pair in pairs if len(pair.prediction) > max_dets]
    if beyond:
        most = max(map(_cells, pairs))
        notes.append(
            f"AP and AR leave out {sum(beyond)} of {total} predictions, in {len(beyond)} images "
            f"with more than {max_dets}"
            + (f"; an image has {most} true cells, so no AR can be 1" if most > max_dets else "")
        )
    return notes


def _cells(pair: ImagePair) -> int:
    return int(np.count_nonzero(~pair.crowd))


def _name(images: Images) -> str:
    return next(iter(images[0].values())).file_name
