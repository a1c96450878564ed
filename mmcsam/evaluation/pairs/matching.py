"""One-to-one matching of true and predicted instances."""

import numpy as np


def match_instances(iou: np.ndarray, threshold: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Match true and predicted instances one to one.

    As many pairs as possible of an IoU at or above the threshold; among these matchings the one
    with the greatest total IoU. This is the rule of `StarDist's matching
    <https://github.com/stardist/stardist/blob/main/stardist/matching.py>`_. Where masks do not
    overlap each other, an instance has at most one partner above 0.5 and no choice is left.

    Args:
        iou: (G, P) in [0, 1].
        threshold: In (0, 1].

    Returns:
        Indices (M,) of the true instances, ascending, and of their partners.

    Raises:
        ValueError: If the threshold is outside (0, 1].

    Example:
        >>> match_instances(np.array([[0.9, 0.6], [0.6, 0.0]]))
        (array([0, 1]), array([1, 0]))
    """
    from scipy.optimize import linear_sum_assignment

    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must lie in (0, 1], got {threshold}")
    allowed = iou >= threshold
    rows, columns = np.nonzero(allowed)
    if all(len(set(chosen.tolist())) == chosen.size for chosen in (rows, columns)):
        return rows, columns
    # The number of pairs comes first: all IoUs together weigh less than one pair.
    gain = allowed + np.where(allowed, iou, 0) / (2 * min(iou.shape))
    rows, columns = linear_sum_assignment(gain, maximize=True)
    kept = allowed[rows, columns]
    return rows[kept], columns[kept]
