import json

import cv2
import numpy as np
from web_project import rectangle

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.web.api.cell_json import cells_text, outline_rings
from mmcsam.web.project.project_cell import ProjectCell


def disc(radius, hole=0):
    canvas = np.zeros((400, 400), np.uint8)
    cv2.circle(canvas, (200, 200), radius, 1, -1)
    cv2.circle(canvas, (200, 200), hole, 0, -1)
    return InstanceMask.cut(canvas)


def test_cell():
    cell = ProjectCell.drawn(3, 1, rectangle(10, 20, 4, 5))
    assert json.loads(cells_text([cell], 1)) == [
        {
            "id": 3,
            "class": 1,
            "score": None,
            "origin": "hand",
            "box": [10, 20, 4, 5],
            "area": 20,
            "outline": [[10, 20, 14, 20, 14, 25, 10, 25]],
        }
    ]
    assert cells_text([], 1) == "[]"


def test_exact_outline_with_a_hole():
    mask = disc(50, 10)
    outer, hole = (np.array(ring).reshape(-1, 2) for ring in outline_rings(mask, 0.3))
    area = cv2.contourArea(outer.astype(np.int32)) - cv2.contourArea(hole.astype(np.int32))
    assert area == np.count_nonzero(mask.crop)


def test_coarse_outline_is_short_and_near():
    exact, coarse = outline_rings(disc(100), 1), outline_rings(disc(100), 8)
    assert len(coarse[0]) < len(exact[0]) / 8
    points = np.array(coarse[0]).reshape(-1, 2) - 200.5
    assert np.abs(np.hypot(*points.T) - 100).max() < 5
    assert len(outline_rings(disc(100, 1), 64)) == 1  # nobody sees the hole
    assert len(outline_rings(disc(3), 64)[0]) == 8  # a box at least


def test_steps_of_a_power_of_two_are_the_same():
    cell = ProjectCell.drawn(1, 0, disc(100))
    assert cells_text([cell], 4.0) == cells_text([cell], 7.9) != cells_text([cell], 8.0)
