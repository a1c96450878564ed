"""True cells, and how others differ from them."""

import numpy as np
import pytest

from mmcsam.structures.outline import trace_outlines


def test_an_outline_along_pixels_is_filled_exactly():
    from simulation.truth import fill_rings

    rng = np.random.default_rng(0)
    for _ in range(20):
        mask = rng.random((9, 7)) > 0.5
        rings = [
            ring.ravel().tolist()
            for part in trace_outlines(mask)
            for ring in (part.exterior, *part.holes)
        ]
        assert (fill_rings(rings, mask.shape) == mask).all()


def test_figures():
    from simulation.truth import box_of, iou, overlaps

    first, second = np.zeros((2, 8, 10), bool)
    first[2:5, 1:7] = True
    second[2:5, 4:10] = True
    assert iou(first, second) == pytest.approx(9 / 27)
    assert iou(first & second, ~first & second) == iou(first & ~first, first & ~first) == 0
    assert overlaps([first, second], [second]).tolist() == [[9], [18]]
    assert overlaps([], [first]).shape == (0, 1)
    assert box_of(first) == (1, 2, 6, 3)


def test_read(wrong_cells):
    from simulation.truth import read_truth, visible_cells

    cells = read_truth(wrong_cells[1] / "instances.json")["a.png"]
    assert len(cells) == 6
    assert cells[0].mask.shape == (300, 400)
    assert cells[1].category == "other nucleated cell"
    answer = {"cells": [{"score": None}, {"score": 0.5}, {"score": 0.4}]}
    assert visible_cells(answer, 0.5) == answer["cells"][:2]
