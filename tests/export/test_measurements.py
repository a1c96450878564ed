"""Measurements against shapes whose measures are known."""

import math

import cv2
import numpy as np
import pytest
from exported_masks import MASKS, full, objects

from mmcsam.export.measurements import COLUMNS, measure


def test_measurements_of_a_disk():
    mask = np.zeros((101, 121), np.uint8)
    cv2.circle(mask, (60, 45), 40, 1, -1)
    values = measure(objects(mask)[0], pixel_size=0.5)
    area = int(mask.sum())
    assert (values["area_px"], values["area_um2"]) == (area, area / 4)
    assert (values["centroid_x_px"], values["centroid_y_px"]) == (60.5, 45.5)
    assert values["equivalent_diameter_px"] == pytest.approx(math.sqrt(4 * area / math.pi))
    assert values["major_axis_px"] == pytest.approx(80, abs=0.5)
    assert values["major_axis_um"] == values["major_axis_px"] / 2
    assert values["perimeter_px"] == pytest.approx(80 * math.pi, rel=0.06)
    assert values["eccentricity"] == pytest.approx(0, abs=0.01)
    assert 0.97 < values["solidity"] < 1  # the hull cuts across the pixels' steps
    assert 0.9 < values["circularity"] <= 1
    box = [values[f"bbox_{side}_px"] for side in ("left", "top", "width", "height")]
    assert box == [20, 5, 81, 81]


def test_measurements_of_a_pixel_and_a_line():
    pixel, line = (measure(item) for item in objects(full((3, 4, 4, 5)), full((0, 9, 20, 10))))
    assert (pixel["area_px"], pixel["centroid_x_px"], pixel["centroid_y_px"]) == (1, 3.5, 4.5)
    assert (pixel["solidity"], pixel["circularity"], pixel["eccentricity"]) == (1, 1, 0)
    assert line["eccentricity"] > 0.99
    assert line["solidity"] == 1


def test_solidity_of_an_l():
    """7x7 pixels without 4x4 in a corner: 33 of the hull's 49 - 8."""
    [item] = objects(full((10, 10, 17, 17), holes=[(13, 10, 17, 14)]))
    assert measure(item)["solidity"] == pytest.approx(33 / 41)


def test_a_box():
    """8x5 pixels from column 3, row 4 on."""
    [item] = objects(full((3, 4, 11, 9)), scores=[0.5])
    values = measure(item)
    assert set(values) == set(COLUMNS) - {"image"}
    exact = {
        "label": 1,
        "id": 1,
        "class": "cell",
        "score": 0.5,
        "area_px": 40,
        "centroid_x_px": 7,
        "centroid_y_px": 6.5,
        "bbox_left_px": 3,
        "bbox_top_px": 4,
        "bbox_width_px": 8,
        "bbox_height_px": 5,
        "perimeter_px": 22,  # along the pixels' centres
        "solidity": 1,
        "parts": 1,
        "touches_border": 0,
    }
    assert {name: values[name] for name in exact} == exact
    # The centres of n pixels have a second moment of (n^2 - 1) / 12; an axis is 4 sqrt of it.
    assert values["major_axis_px"] == pytest.approx(4 * math.sqrt(63 / 12))
    assert values["minor_axis_px"] == pytest.approx(4 * math.sqrt(24 / 12))
    assert values["eccentricity"] == pytest.approx(math.sqrt(1 - 24 / 63))
    assert values["circularity"] == 1  # 4 pi 40 / 22^2 is 1.04


def test_micrometres_go_with_the_pixel_size():
    [item] = objects(full((3, 4, 11, 9)))
    values = measure(item, pixel_size=0.5)
    assert (values["area_um2"], values["perimeter_um"]) == (10, 11)
    for name in ("equivalent_diameter", "major_axis", "minor_axis"):
        assert values[f"{name}_um"] == values[f"{name}_px"] / 2


def test_parts_are_measured_as_one():
    [item] = objects(MASKS["parts"])
    values = measure(item)
    assert (values["area_px"], values["parts"]) == (int(MASKS["parts"].sum()), 2)
    box = [values[f"bbox_{side}_px"] for side in ("left", "top", "width", "height")]
    assert box == [0, 15, 40, 15]


@pytest.mark.parametrize(
    ("box", "touches"),
    [
        ((1, 1, 39, 29), 0),
        ((0, 1, 39, 29), 1),
        ((1, 0, 39, 29), 1),
        ((1, 1, 40, 29), 1),
        ((1, 1, 39, 30), 1),
    ],
)
def test_every_border_counts(box, touches):
    assert measure(objects(full(box))[0])["touches_border"] == touches
