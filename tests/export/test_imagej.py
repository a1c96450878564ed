"""Regions for ImageJ."""

import numpy as np
import pytest
import roifile
from exported_masks import MASKS, composite_shape, filled, objects
from shapely.geometry import Polygon

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.imagej import imagej_roi, write_imagej_rois
from mmcsam.structures.instance_mask import InstanceMask


def test_imagej(exported):
    out, _ = exported
    rois = roifile.roiread(out / "imagej/a/1.zip")
    assert [roi.name for roi in rois] == [
        "cell-0001",
        "dead_dying-0002",
        "cell-0003",
        "dead_dying-0004",
    ]
    assert [roi.group for roi in rois] == [1, 2, 1, 2]
    assert rois[1].props == "class: dead/dying\nlabel: 2\nid: 11\n"
    traced, composite = roifile.ROI_TYPE.TRACED, roifile.ROI_TYPE.RECT
    assert [roi.roitype for roi in rois] == [traced, composite, composite, traced]
    for roi, mask in zip(rois, MASKS.values(), strict=True):
        geometry = composite_shape(roi) if roi.composite else Polygon(roi.integer_coordinates)
        if not roi.composite:
            np.testing.assert_array_equal(
                roi.coordinates(), roi.integer_coordinates + (roi.left, roi.top)
            )
            geometry = Polygon(roi.coordinates())
        assert geometry.area == mask.sum()
        np.testing.assert_array_equal(filled(geometry), mask > 0)
        assert (roi.left, roi.top, roi.right, roi.bottom) == geometry.bounds


def test_imagej_of_images_beyond_16_bits_has_32_bit_coordinates():
    mask = InstanceMask(np.ones((2, 3), np.uint8), 70_000, 5, (70_010, 10))
    roi = imagej_roi(ExportedObject(1, 1, "cell", 300, 0.987, mask))
    again = roifile.ImagejRoi.frombytes(roi.tobytes())
    assert composite_shape(again).bounds == (70_000, 5, 70_003, 7)
    assert again.name == "cell-0001-0.99"
    assert again.group == 0


def region(category="cell", number=1, label=1, score=None):
    mask = InstanceMask(np.ones((2, 3), np.uint8), 4, 5, (40, 30))
    return imagej_roi(ExportedObject(label, 9, category, number, score, mask))


@pytest.mark.parametrize(
    ("category", "label", "score", "name"),
    [
        ("cell", 7, None, "cell-0007"),
        ("cell", 12_345, 0.5, "cell-12345-0.50"),
        ('a/b\\c:d*e?f"g<h>i|j\n', 1, None, "a_b_c_d_e_f_g_h_i_j_-0001"),
    ],
)
def test_names_are_fit_for_files(category, label, score, name):
    assert region(category, label=label, score=score).name == name


@pytest.mark.parametrize(("number", "group"), [(1, 1), (255, 255), (256, 0)])
def test_groups_are_bytes(number, group):
    assert region(number=number).group == group


def test_a_plain_region():
    roi = roifile.ImagejRoi.frombytes(region(score=0.25).tobytes())
    assert roi.coordinates().tolist() == [[4, 5], [7, 5], [7, 7], [4, 7]]
    assert (roi.left, roi.top, roi.right, roi.bottom) == (4, 5, 7, 7)
    assert roi.props == "class: cell\nlabel: 1\nid: 9\nscore: 0.25\n"


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "1.zip"
    write_imagej_rois(path, objects(MASKS["plain"], MASKS["holed"]))
    write_imagej_rois(path, objects(MASKS["parts"]))
    [roi] = roifile.roiread(path)
    assert composite_shape(roi).area == MASKS["parts"].sum()
