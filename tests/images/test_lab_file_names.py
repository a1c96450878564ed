"""Names that tell images from masks."""

from pathlib import Path

import pytest

from mmcsam.images.lab_file_names import (
    has_pixels,
    image_folder_tag,
    is_byproduct,
    is_cellpose_session,
    is_number,
    mask_folder_tag,
    stem_of,
    tracking_image,
    tracking_sequence,
    without_channel,
    without_image_suffix,
    without_mask_number,
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


@pytest.mark.parametrize(
    ("name", "image", "mask"),
    [
        ("Images", "", None),
        ("img", "", None),
        ("imagesTs", "Ts", None),
        ("tissue images", "", None),
        ("label masks", None, ""),
        ("labelsTr", None, "Tr"),
        ("GT", None, ""),
        ("ground_truth", None, ""),
        ("label masks modify", None, None),
        ("mask binary", None, None),
        ("imagesx", None, None),
    ],
)
def test_folders(name, image, mask):
    assert (image_folder_tag(name), mask_folder_tag(name)) == (image, mask)


@pytest.mark.parametrize(
    ("stem", "rest"),
    [("a_mask_1", "a"), ("a_cp_masks12", "a"), ("b (0)_mask_2", "b (0)"), ("a-label (3)", "a")],
)
def test_numbered_masks(stem, rest):
    assert without_mask_number(stem) == rest


@pytest.mark.parametrize("stem", ["a_1", "a_mask", "mask_1", "a_mask_b", "amask_1"])
def test_names_that_number_no_mask(stem):
    assert without_mask_number(stem) is None


def test_rests_that_number():
    assert all(map(is_number, ["_1", " 1", "(2)", " (2)", "_mask_03", ".4", "-cell7"]))
    assert not any(map(is_number, ["", "1", "_a", "b_1", "_1a", "_"]))


def test_names_are_compared_as_people_read_them():
    assert stem_of(Path("e\u0301.ome.tif")) == stem_of(Path("\u00e9.png")) == "\u00e9"


def test_the_cell_tracking_challenge():
    assert [tracking_sequence(name) for name in ("01_GT", "12_ST", "01", "GT")] == [
        "01",
        "12",
        None,
        None,
    ]
    assert [
        tracking_image(stem) for stem in ("man_seg007", "man_seg_12", "man_track007", "t007")
    ] == [
        "t007",
        "t12",
        None,
        None,
    ]


def test_channels():
    stems = ["a_0001", "a_1_0000", "a_001", "0001"]
    assert [without_channel(stem) for stem in stems] == ["a", "a_1", "a_001", "0001"]
