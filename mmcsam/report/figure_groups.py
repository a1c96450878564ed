"""Which figures a report shows first and together."""

import re
from collections.abc import Sequence

from mmcsam.evaluation import Figure

HEADLINES = ("AP", "AP50", "PQ", "mIoU", "F1_50", "count_error")
_GROUPS = {
    "Average precision": r"AP\d*|AR",
    "Panoptic quality": r"[PSR]Q",
    "F1, precision and recall": r"F1_.*|precision.*|recall.*",
    "Overlap": r"AJI|(m|cell_|background_)IoU.*|SegPC",
    "Outlines of the cells": r"boundary_.*|Dice|HD95|ASSD",
}
_OTHERS = "Counts and kinds of errors"


def headlines(info: Sequence[Figure]) -> list[Figure]:
    """Return the figures that matter most, those of ``HEADLINES`` that there are."""
    return [figure for key in HEADLINES for figure in info if figure.key == key]


def grouped(info: Sequence[Figure]) -> dict[str, list[Figure]]:
    """Sort figures into groups by their keys; empty groups are left out.

    Example:
        >>> figures = [Figure(key, "", "", "") for key in ("AP", "PQ", "missed", "AP50")]
        >>> {title: [each.key for each in group] for title, group in grouped(figures).items()}
        {'Average precision': ['AP', 'AP50'], 'Panoptic quality': ['PQ'], 'Counts and kinds of \
errors': ['missed']}
    """
    groups: dict[str, list[Figure]] = {title: [] for title in (*_GROUPS, _OTHERS)}
    for figure in info:
        title = next((t for t, keys in _GROUPS.items() if re.fullmatch(keys, figure.key)), _OTHERS)
        groups[title].append(figure)
    return {title: figures for title, figures in groups.items() if figures}
