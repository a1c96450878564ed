"""Names that tell images from masks."""

from pathlib import Path

import pytest

from mmcsam.images.lab_file_names import (
    has_pixels,
    is_byproduct,
    is_cellpose_session,
    without_image_suffix,
    without_mask_suffix,
)


@pytest.mark.parametrize(
    ("stem", "rest"),
    [
        ("a_mask", "a"),
        ("a_masks", "a"),
        ("a_cp_masks", "a"),
        ("a-label", "a"),
        ("a.labels", "a"),
        ("a GT", "a"),
        ("a_b_seg", "a_b"),
        ("a_instances", "a"),
        ("a", None),
        ("amask", None),
        ("mask", None),
        ("_mask", None),
        ("a_mask_1", None),
    ],
)
def test_mask_suffixes(stem, rest):
    assert without_mask_suffix(stem) == rest


def test_image_suffixes():
    stems = ["001_img", "001-image", "001_raw", "001"]
    assert {without_image_suffix(stem) for stem in stems} == {"001"}


@pytest.mark.parametrize(
    ("stem", "rest"),
    [("a_b_image", "a_b"), ("a IMG", "a"), ("a.images", "a"), ("img", "img"), ("aimg", "aimg")],
)
def test_more_image_suffixes(stem, rest):
    assert without_image_suffix(stem) == rest


def test_only_one_suffix_is_taken():
    assert without_mask_suffix("a_mask_label") == "a_mask"
    assert without_image_suffix("a_raw_img") == "a_raw"


@pytest.mark.parametrize(
    "name", ["a.png", "a.TIF", "a.tiff", "a.b.npy", "a.JPEG", "a.jpg", "a.bmp"]
)
def test_names_of_pixels(name):
    assert has_pixels(name)


@pytest.mark.parametrize("name", ["a.txt", "png", "a.png.zip", "a.npz", ""])
def test_other_names(name):
    assert not has_pixels(name)


@pytest.mark.parametrize(
    "name", ["1_flows.tif", "1_cp_outlines.png", "a_b_OUTPUT.npy", "1_flow.png"]
)
def test_byproducts_of_cellpose(name):
    assert is_byproduct(Path("x_flows") / name)


@pytest.mark.parametrize("name", ["flows.tif", "1_flowsy.tif", "overflow.tif", "1_cp_masks.png"])
def test_files_that_are_no_byproducts(name):
    assert not is_byproduct(Path("x_flows") / name)


def test_cellposes_session():
    assert is_cellpose_session(Path("a/106_seg.npy"))
    assert not is_cellpose_session(Path("a_seg.npy/106.npy"))
    assert not is_cellpose_session(Path("106_seg.png"))
