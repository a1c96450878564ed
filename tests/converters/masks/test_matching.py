"""Label images and the images of their names."""

from pathlib import Path

import pytest
from converted_coco import found
from lab_layouts import pairs

from mmcsam.converters.masks.layout import find_layout
from mmcsam.converters.masks.matching import are_numbered, match_by_name, match_by_number

SRC = Path("lab")


def test_odd_files(touch):
    src = touch("images/a.png", "images/b.png", "images/b.tif", "images/c.png", "images/d.png")
    touch("masks/a.png", "masks/b.png", "masks/c.png", "masks/c_mask.tif", "masks/e.png", "x.png")
    layout = find_layout(src)
    assert pairs(layout) == {"images/a.png": ["masks/a.png"], "images/d.png": None}
    assert found(layout) == [
        ("masks/e.png", "the mask has no image"),
        ("images/b.png", "there are 2 images of one name, with images/b.tif"),
        ("masks/c.png", "there are 2 masks for images/c.png, with masks/c_mask.tif"),
    ]
    assert layout.notes == [
        "1 files beside the folders of images and masks were ignored (first: x.png)"
    ]


def match(images, masks):
    """Match files given as place/name; return the names of each image's masks, and problems."""
    problems = []
    items = (
        [(Path(name).parent.as_posix(), SRC / top / name) for name in given]
        for top, given in (("images", images), ("masks", masks))
    )
    samples = match_by_name(*items, SRC, problems)
    matched = {
        sample.image.relative_to(SRC / "images").as_posix(): sample.masks
        and [path.relative_to(SRC / "masks").as_posix() for path in sample.masks]
        for sample in samples
    }
    return matched, problems


@pytest.mark.parametrize("mask", ["a.tif", "a_mask.png", "a_cp_masks.png", "a GT.bmp"])
@pytest.mark.parametrize("image", ["a.png", "a_img.png", "a-raw.jpg"])
def test_suffixes_on_both_sides(image, mask):
    assert match([image], [mask]) == ({image: [mask]}, [])


def test_the_place_counts():
    matched, problems = match(["s/a.png", "t/a.png"], ["t/a.png", "u/a.png"])
    assert matched == {"s/a.png": None, "t/a.png": ["t/a.png"]}
    assert [problem.file for problem in problems] == ["masks/u/a.png"]


def test_an_images_whole_name_goes_first():
    """a_mask.png belongs to the image a_mask.png, not to a.png."""
    matched, problems = match(["a.png", "a_mask.png"], ["a_mask.tif"])
    assert matched == {"a.png": None, "a_mask.png": ["a_mask.tif"]}
    assert problems == []
    matched, _ = match(["a_img.png", "a.png"], ["a.tif"])
    assert matched == {"a_img.png": None, "a.png": ["a.tif"]}


def test_cellposes_objects_give_way_to_a_mask():
    assert match(["a.png"], ["a_seg.npy", "a_masks.png"]) == ({"a.png": ["a_masks.png"]}, [])
    assert match(["a.png"], ["a_seg.npy"]) == ({"a.png": ["a_seg.npy"]}, [])


def test_a_mask_without_an_image():
    matched, (problem,) = match([], ["a_cp_masks.png"])
    assert matched == {}
    assert str(problem) == (
        "masks/a_cp_masks.png: the mask has no image; expected an image called a. Copy the image, "
        "rename it as its mask, or remove the mask."
    )


def test_three_masks_of_one_image():
    matched, (problem,) = match(["a.png"], ["a.tif", "a_mask.png", "a_gt.png"])
    assert matched == {}
    assert str(problem) == (
        "masks/a.tif: there are 3 masks for images/a.png, with masks/a_mask.png, masks/a_gt.png; "
        "expected one. Remove all others, or move them elsewhere."
    )


def test_nothing_to_match():
    assert match([], []) == ({}, [])


def by_number(images, masks):
    problems = []
    items = ([("", SRC / name) for name in names] for names in (images, masks))
    samples = match_by_number(*items, SRC, problems)
    matched = {sample.image.name: [path.name for path in sample.masks or ()] for sample in samples}
    return matched, [problem.file for problem in problems]


@pytest.mark.parametrize(
    "mask", ["a_1.png", "a_mask_12.tif", "a (3).png", "a-cell 4.png", "a.7.png"]
)
def test_numbers_behind_a_name(mask):
    assert by_number(["a.png"], [mask]) == ({"a.png": [mask]}, [])


@pytest.mark.parametrize("mask", ["ab_1.png", "a1.png", "a_b.png", "_1.png"])
def test_no_numbers_behind_this_name(mask):
    assert by_number(["a.png"], [mask]) == ({"a.png": []}, [mask])


def test_the_longest_name_goes_first():
    matched, _ = by_number(["a.png", "a_1.png"], ["a_1_1.png", "a_2.png", "a_1.png", "a_mask.png"])
    assert matched == {"a.png": ["a_2.png", "a_mask.png"], "a_1.png": ["a_1_1.png", "a_1.png"]}


@pytest.mark.parametrize(
    ("images", "masks", "numbered"),
    [
        (["a.png"], ["a_1.png"], True),
        (["a.png"], ["a_mask.png", "a_mask_1.png"], True),
        (["a.png", "b.png"], ["a.png", "b_mask.png"], False),
        (["a.png"], ["a.png", "a_mask.png"], False),
        (["a_1.png", "a_2.png"], ["a_1.png", "a_2.png"], False),
        (["a.png", "b.png"], ["a.png", "a_1.png", "c_1.png"], False),
        (["a.png"], [], False),
        (["a.png"], ["b.png"], False),
    ],
)
def test_whether_masks_are_numbered(images, masks, numbered):
    items = ([("", SRC / name) for name in names] for names in (images, masks))
    assert are_numbered(*items, SRC) == numbered


@pytest.mark.parametrize("image", ["c_0000.png", "c_0002.tif"])
def test_channels_of_nnunet(image):
    assert match([f"Tr/{image}"], ["Tr/c.png"]) == ({f"Tr/{image}": ["Tr/c.png"]}, [])
    assert match([image], ["c.png"])[0] == {image: None}  # elsewhere it is a number
