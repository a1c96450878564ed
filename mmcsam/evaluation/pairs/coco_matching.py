"""COCO's assignment of predictions to true instances."""

from typing import NamedTuple

import numpy as np

IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)


class Assignment(NamedTuple):
    """What became of each prediction at each IoU threshold.

    Attributes:
        found: (T, P) bool, whether it found a true instance.
        ignored: (T, P) bool, whether it lies in a crowd region and so counts as neither right nor
            wrong.
    """

    found: np.ndarray
    ignored: np.ndarray


def match_by_score(
    iou: np.ndarray, crowd: np.ndarray | None = None, thresholds: np.ndarray = IOU_THRESHOLDS
) -> Assignment:
    """Assign predictions to true instances as COCO does, greedily by score.

    The best prediction chooses first. It takes the true instance of the highest IoU at or above the
    threshold that is still free, of equals the later one; where none is left, a crowd region, which
    takes any number. See `COCO's rules <https://cocodataset.org/#detection-eval>`_ and
    ``COCOeval.evaluateImg`` of pycocotools.

    Args:
        iou: (G, P) of true and predicted instances, the predictions by descending score. A crowd
            region's is the share of the prediction that lies inside.
        crowd: (G,) bool, which true instances are crowd regions; None for none.
        thresholds: (T,) in (0, 1].

    Example:
        The second prediction overlaps the cell more, but it comes too late.

        >>> match_by_score(np.array([[0.6, 0.8]]), thresholds=np.array([0.5, 0.75])).found
        array([[ True, False],
               [False,  True]])
    """
    crowd = np.zeros(len(iou), bool) if crowd is None else crowd
    levels = np.minimum(thresholds, 1 - 1e-10)[:, None]  # as pycocotools, for masks that are equal
    found, ignored = np.zeros((2, len(levels), iou.shape[1]), bool)
    free = np.ones((len(levels), len(iou)), bool)
    possible = iou >= levels.min()
    # A true instance that nobody has a choice about goes to the first prediction that reaches it.
    contested = possible[:, possible.sum(axis=0) > 1].any(axis=1) | crowd
    for truth in np.flatnonzero(possible.any(axis=1) & ~contested):
        reached = iou[truth] >= levels
        at = np.flatnonzero(reached.any(axis=1))
        found[at, reached[at].argmax(axis=1)] = True
    for prediction in np.flatnonzero(possible[contested].any(axis=0)):
        candidates = np.flatnonzero(possible[:, prediction])
        overlap = iou[candidates, prediction]
        if candidates.size > 1:  # from the last choice to the first
            order = np.lexsort((overlap, ~crowd[candidates]))
            candidates, overlap = candidates[order], overlap[order]
        usable = (overlap >= levels) & (free[:, candidates] | crowd[candidates])
        choice = candidates[candidates.size - 1 - usable[:, ::-1].argmax(axis=1)]
        at = np.flatnonzero(usable.any(axis=1))
        inside = crowd[choice[at]]
        found[at, prediction] = ~inside
        ignored[at, prediction] = inside
        free[at, choice[at]] = False
    return Assignment(found, ignored)
