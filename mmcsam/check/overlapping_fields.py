"""Find images that show a part of the same field of view, moved on the microscope's stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.progress import progress

from .grey_picture import read_grey

_SIDE = 512  # pixels of the longer side at which images are compared
_FEATURES = 400  # in an image
_NEAREST = 3  # features of all other images that one is compared with
_BITS = 40  # of 256 by which two descriptions of one spot may differ
# Of the 30,992 pairs of SegPC-2021's training and validation images 13 show one field: they have 11
# features or more in common. Of the others none has more than 6.
_LEAST = 10
_TURN, _SCALE = 15.0, 1.1  # degrees and factor: a camera is put on anew, a stage does not turn
_STAYS = 4.0  # pixels: what has not moved is a scale bar, or dirt on the camera


@dataclass(frozen=True)
class FieldFeatures:
    """Spots that are found again where an image is moved.

    Attributes:
        points: (n, 2) float32, x and y in the image of 512 pixels' length.
        descriptors: (n, 32) uint8, of ORB (https://doi.org/10.1109/ICCV.2011.6126544).
    """

    points: np.ndarray
    descriptors: np.ndarray


def field_features(path: Path) -> FieldFeatures | None:
    """Return an image's features; None without any, or if it cannot be read: the check says so."""
    pixels = read_grey(path)
    if pixels is None:
        return None
    scale = _SIDE / max(pixels.shape)
    size = [max(1, round(side * scale)) for side in reversed(pixels.shape)]
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    orb = cv2.ORB.create(nfeatures=_FEATURES)
    keys, descriptors = orb.detectAndCompute(small, None)  # type: ignore[call-overload]
    if descriptors is None:
        return None
    return FieldFeatures(np.array([key.pt for key in keys], np.float32), descriptors)


def overlapping_fields(
    fields: Sequence[FieldFeatures | None], others: Sequence[FieldFeatures | None]
) -> list[tuple[int, int, int]]:
    """Return which images show a part of the same field, and show the progress.

    Every feature is compared with all of the other split: 1.5 ms a pair of images on one core.

    Args:
        fields: As :func:`field_features` gives them.
        others: Those of another split.

    Returns:
        list: Place in ``fields``, place in ``others`` and number of features in common, in order.
    """
    known = [place for place, other in enumerate(others) if other is not None]
    if not known:
        return []
    there = [other for other in others if other is not None]
    descriptors = np.concatenate([other.descriptors for other in there])
    points = np.concatenate([other.points for other in there])
    owners = np.repeat(known, [len(other.points) for other in there])
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
    pairs = []
    for place, field in enumerate(progress(fields, "comparing fields", len(fields))):
        if field is None:
            continue
        near = [
            (match.queryIdx, match.trainIdx)
            for matches in matcher.knnMatch(field.descriptors, descriptors, k=_NEAREST)
            for match in matches
            if match.distance <= _BITS
        ]
        mine, theirs = np.array(near, int).reshape(-1, 2).T
        for other in np.unique(owners[theirs]):
            of_other = owners[theirs] == other
            common = _in_common(field.points[mine[of_other]], points[theirs[of_other]])
            if common >= _LEAST:
                pairs.append((place, int(other), common))
    return pairs


def _in_common(points: np.ndarray, others: np.ndarray) -> int:
    """Return how many spots one movement explains."""
    moved = np.hypot(*(points - others).T) > _STAYS
    points, others = points[moved], others[moved]
    if len(points) < _LEAST:
        return 0
    movement, agree = cv2.estimateAffinePartial2D(points, others, ransacReprojThreshold=3)
    if movement is None:
        return 0
    scale = np.hypot(movement[0, 0], movement[1, 0])
    turn = np.degrees(np.arctan2(movement[1, 0], movement[0, 0]))
    if abs(turn) > _TURN or not 1 / _SCALE <= scale <= _SCALE:
        return 0
    return int(agree.sum())
