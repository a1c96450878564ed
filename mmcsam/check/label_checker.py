"""Compare an image's annotations with its label image."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mmcsam.images.label_file import read_mask_values
from mmcsam.jobs.problem import UnusableFileError, problem_of
from mmcsam.structures.rle import decode_crop

from .finding import Finding, FindingKind
from .trained_masks import trained_masks

_SAME = 0.8  # IoU from which two outlines are one, drawn or rounded in another way


@dataclass
class ComparedLabels:
    """What the comparison of one image yields.

    Attributes:
        findings: One, or none where both agree.
        annotated: Cells of the COCO file that are trained on.
        labelled: Cells of the label image.
        ious: Of each pair of partners, above 0.5.
        disagreement: How far the two are apart: cells without a partner, and for each pair what its
            IoU lacks to 1.
    """

    findings: list[Finding] = field(default_factory=list)
    annotated: int = 0
    labelled: int = 0
    ious: list[float] = field(default_factory=list)
    disagreement: float = 0.0


@dataclass(frozen=True)
class LabelChecker:
    """Compares images' annotations with their label images; picklable, for worker processes.

    A label image holds one cell a pixel, so pixels that several annotations share do not count.

    Attributes:
        class_ids: Ids of the classes to train on.
    """

    class_ids: frozenset

    def __call__(self, item: tuple[dict, list[dict], Path | None]) -> ComparedLabels:
        """Compare an image entry, its annotations and its label image, if it has one."""
        image, annotations, path = item
        name = image["file_name"]
        result = ComparedLabels()
        if path is None:
            result.findings.append(Finding(FindingKind.NO_LABELS, name, file_name=name))
            return result
        try:
            values = read_mask_values(path, str(path), (image["width"], image["height"]))
        except (UnusableFileError, OSError) as error:
            detail = str(problem_of(error, str(path)))
            result.findings.append(Finding(FindingKind.UNUSABLE_LABELS, name, detail, name))
            return result
        masks = trained_masks(image, annotations, self.class_ids)
        numbers, labels = np.unique(values, return_inverse=True)
        labels = labels.reshape(values.shape) + int(numbers[0] != 0)
        result.annotated, result.labelled = len(masks), int(np.count_nonzero(numbers))
        cells, shared = _label_image(masks, values.shape)
        labels[shared] = 0
        alone = _areas(cells), _areas(labels)
        result.ious = partner_ious(cells, labels)
        unmatched = [np.count_nonzero(areas[1:]) - len(result.ious) for areas in alone]
        result.disagreement = sum(unmatched) + sum(1 - iou for iou in result.ious)
        if any(unmatched) or min(result.ious, default=1) < _SAME:
            detail = (
                f"{result.annotated} cells, {result.labelled} in {path.name}; without a partner "
                f"{unmatched[0]} and {unmatched[1]}"
            )
            if result.ious:
                detail += f", IoU of the pairs from {min(result.ious):.2f}"
            result.findings.append(Finding(FindingKind.LABELS_DIFFER, name, detail, name))
        return result


def partner_ious(first: np.ndarray, second: np.ndarray) -> list[float]:
    """Return the IoU of each pair of cells above 0.5; a cell has one such partner at most.

    Args:
        first: (H, W), 0 or the number of a cell, from 1 without large gaps.
        second: Likewise, of the same size.

    Example:
        >>> partner_ious(np.array([[1, 1, 1, 2]]), np.array([[3, 3, 0, 0]]))
        [0.6666666666666666]
    """
    first_areas, second_areas = _areas(first), _areas(second)
    both = (first > 0) & (second > 0)
    pairs, shared = np.unique(
        first[both].astype(np.int64) * second_areas.size + second[both], return_counts=True
    )
    one, other = np.divmod(pairs, second_areas.size)
    ious = shared / (first_areas[one] + second_areas[other] - shared)
    return ious[ious > 0.5].tolist()


def _areas(labels: np.ndarray) -> np.ndarray:
    return np.bincount(labels.ravel(), minlength=1)


def _label_image(masks: list[dict], shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return masks as a label image, without the pixels that several share, and where these are."""
    cells, shared = np.zeros(shape, np.int32), np.zeros(shape, bool)
    for number, mask in enumerate(masks, start=1):
        crop, left, top = decode_crop(mask)
        box = np.s_[top : top + crop.shape[0], left : left + crop.shape[1]]
        inside = crop > 0
        shared[box] |= inside & (cells[box] > 0)
        cells[box][inside] = number
    cells[shared] = 0
    return cells, shared
