"""Pixels of unions and intersections, from runs."""

import numpy as np

from .rle_runs import ObjectRuns


def union_areas(truth: ObjectRuns, prediction: ObjectRuns) -> tuple[int, int, int]:
    """Return the pixels that the masks of each side cover, and those of both sides together.

    Example:
        >>> truth, prediction = (ObjectRuns(*np.array([[x], [5], [0]])) for x in (1, 2))
        >>> union_areas(truth, prediction)
        (4, 3, 4)
    """
    true, predicted = _sorted_edges(truth), _sorted_edges(prediction)
    both = (
        np.sort(np.concatenate(edges), kind="stable") for edges in zip(true, predicted, strict=True)
    )
    return _covered(*true), _covered(*predicted), _covered(*both)


def _sorted_edges(runs: ObjectRuns) -> tuple[np.ndarray, np.ndarray]:
    # Timsort: each mask's runs are sorted already.
    return np.sort(runs.first, kind="stable"), np.sort(runs.end, kind="stable")


def _covered(first: np.ndarray, end: np.ndarray) -> int:
    if not first.size:
        return 0
    # Nothing is covered from an end to the next beginning, if as many runs have ended as begun.
    return int(end[-1] - first[0] - np.maximum(first[1:] - end[:-1], 0).sum())


def intersections(runs: ObjectRuns, pairs: np.ndarray, pixels: int) -> np.ndarray:
    """Return how many pixels pairs of masks share.

    Args:
        runs: Of the masks.
        pairs: (M, 2) indices of masks.
        pixels: Of the image.

    Returns:
        (M,) int64.

    Example:
        >>> masks = ObjectRuns(*np.array([[0, 2, 7], [4, 5, 9], [0, 1, 1]]))
        >>> intersections(masks, np.array([[0, 1], [1, 1]]), 16)
        array([2, 5])
    """
    masks = int(pairs.max(initial=-1)) + 1
    begin = np.searchsorted(runs.mask, np.arange(masks + 1))
    number = np.diff(begin)[pairs[:, 1]]
    if not number.sum():
        return np.zeros(len(pairs), np.int64)
    # How much of all masks, one behind another, lies in front of a place: straight from edge to
    # edge. A pair's pixels are what this grows by in the first mask along the second's runs.
    offset = runs.mask * pixels
    edges = np.column_stack([runs.first + offset, runs.end + offset]).ravel()
    covered = np.cumsum(runs.end - runs.first)
    amount = np.column_stack([covered - (runs.end - runs.first), covered]).ravel()
    pair = np.repeat(np.arange(len(pairs)), number)
    start = np.cumsum(number) - number
    run = np.arange(pair.size) + np.repeat(begin[pairs[:, 1]] - start, number)
    shift = np.repeat(pairs[:, 0] * pixels, number)
    there = np.interp(runs.end[run] + shift, edges, amount)
    there -= np.interp(runs.first[run] + shift, edges, amount)
    return np.rint(np.bincount(pair, there, len(pairs))).astype(np.int64)
