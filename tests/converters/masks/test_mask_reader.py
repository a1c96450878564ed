"""What a mask's values mean: background, pixels to be ignored, colours and opacity."""

import cv2
import numpy as np
import pytest
from converted_coco import found, load
from disc_labels import SHAPE, binary, discs
from lab_masks import convert
from PIL import Image

from mmcsam.converters.masks.mask_reader import MaskReader, parse_background
from mmcsam.jobs.problem import UnusableFileError

GREY = np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)
LABELS = discs()
COUNT = int(LABELS.max())
COLOURS = np.random.default_rng(1).integers(40, 255, (256, 3)).astype(np.uint8)
COLOURS[0] = 0


def areas(out):
    return sorted(a["area"] for a in load(out)["annotations"])


EXPECTED = sorted(np.bincount(LABELS.ravel())[1:].tolist())


def read(lab, pixels, **rules):
    path = lab.write("a.npy" if pixels.dtype.kind == "i" else "a.png", pixels)
    return MaskReader(**rules).read(path, "a", pixels.shape[1::-1])


def painted(background=(0, 0, 0), dtype=np.uint8):
    colours = COLOURS.copy()
    colours[0] = background
    picture = colours[LABELS]
    return picture.astype(np.uint16) * 257 if dtype == np.uint16 else picture


TRANSPARENT = np.dstack([painted((255, 255, 255)), binary(LABELS)])
PICTURES = {
    "on black": painted(),
    "on white": painted((255, 255, 255)),
    "on grey": painted((90, 90, 90)),
    "16 bits": painted(dtype=np.uint16),
    "on nothing": TRANSPARENT,
    "on a transparent black": np.dstack([painted(), binary(LABELS)]),
    "opaque": np.dstack([painted(), np.full(SHAPE, 255, np.uint8)]),
}


@pytest.mark.parametrize("case", PICTURES)
def test_a_colour_for_each_cell(lab, out, case):
    lab.pair("a", PICTURES[case], GREY)
    convert(lab, out)
    assert areas(out) == EXPECTED


def test_the_number_is_the_colour(lab, out):
    picture = np.zeros((*SHAPE, 3), np.uint8)
    picture[LABELS == 3] = (0x10, 0x20, 0x30)  # blue first
    picture[LABELS == 5] = (1, 0, 0)
    lab.pair("a", picture, GREY)
    convert(lab, out)
    assert [a["instance_number"] for a in load(out)["annotations"]] == [1, 0x302010]


def test_colours_that_come_again_are_no_cells(lab, out):
    lab.pair("a", COLOURS[np.where(LABELS, 1 + LABELS % 3, 0)], GREY)
    with pytest.raises(ValueError, match="3 of 3 labels are in several separate places.*--compon"):
        convert(lab, out)
    convert(lab, out, components=True)
    assert areas(out) == EXPECTED


@pytest.mark.parametrize("colour", [0, 255, 90])
def test_a_mask_that_is_all_opacity(lab, out, colour):
    lab.pair("a", np.dstack([np.full((*SHAPE, 3), colour, np.uint8), LABELS]), GREY)
    convert(lab, out)
    assert areas(out) == EXPECTED


@pytest.mark.parametrize("black", [0, 15, 9])
def test_a_palette_says_what_is_black(lab, out, black):
    order = np.arange(256)
    order[[0, black]] = order[[black, 0]]
    small = np.where(LABELS < 16, LABELS, 0)
    picture = Image.fromarray(order[small].astype(np.uint8), "P")
    picture.putpalette(COLOURS[order].ravel().tolist())
    path = lab.write("images/a.png", GREY).parent.parent / "masks/a.png"
    path.parent.mkdir()
    picture.save(path)
    report = convert(lab, out)
    assert areas(out) == sorted(np.bincount(small.ravel())[1:].tolist())
    assert not any("background" in note for note in report.notes)


def with_void(value, dtype=np.uint8):
    labels = LABELS.astype(dtype)
    labels[:, 60:64] = value
    labels[90:94, 5:30] = value
    return labels


@pytest.mark.parametrize(("value", "dtype"), [(255, np.uint8), (65_535, np.uint16)])
def test_a_value_to_be_ignored_is_asked_for(lab, out, value, dtype):
    lab.pair("a", with_void(value, dtype), GREY)
    with pytest.raises(ValueError, match=f"{value} is in several places .*--ignore {value} if"):
        convert(lab, out)
    report = convert(lab, out, ignore=[value])
    kept = np.where(with_void(value, dtype) == value, 0, LABELS)
    assert areas(out) == sorted(np.bincount(kept.ravel())[1:].tolist())
    count = int((with_void(value, dtype) == value).sum())
    assert f"{count:,} pixels were to be ignored and belong to no cell" in report.notes
    assert len(areas_after(lab, out, ignore=[])) == COUNT + 1


def areas_after(lab, out, **options):
    convert(lab, out, **options)
    return areas(out)


@pytest.mark.parametrize("cells", [[1], [1, 2], [3, 9, 12]])
def test_a_rim_to_be_ignored_is_asked_for(lab, out, cells):
    """As PASCAL VOC draws it round each object."""
    labels = np.where(np.isin(LABELS, cells), LABELS, 0).astype(np.uint8)
    rim = (cv2.dilate(labels, np.ones((3, 3), np.uint8)) > 0) & (labels == 0)
    lab.pair("a", np.where(rim, 255, labels).astype(np.uint8), GREY)
    with pytest.raises(ValueError, match="--ignore 255 if they belong to no cell"):
        convert(lab, out)
    assert len(areas_after(lab, out, ignore=[255])) == len(cells)


def test_a_lone_high_number_is_a_cell(lab, out):
    lab.pair("a", np.where(LABELS == 4, 255, LABELS).astype(np.uint8), GREY)
    assert areas_after(lab, out) == EXPECTED


def test_negative_values(lab, out):
    lab.write("images/a.png", GREY)
    lab.write("masks/a.npy", with_void(-1, np.int32))
    with pytest.raises(ValueError, match="values below 0, down to -1.*--ignore"):
        convert(lab, out)
    assert len(areas_after(lab, out, ignore=[-1])) == COUNT


def test_lines_between_cells_on_a_field_of_1(lab, out):
    """What MorphoLibJ and others write: 0 is a line, 1 the background."""
    inner = np.where(cv2.erode(LABELS, np.ones((3, 3), np.uint8)) > 0, LABELS + 1, 0)
    mask = np.where(LABELS == 0, 1, inner).astype(np.uint8)
    lab.pair("a", mask, GREY)
    with pytest.raises(ValueError, match="not clear which value is the background"):
        convert(lab, out)
    assert areas_after(lab, out, ignore=[0]) == sorted(np.bincount(inner.ravel())[1:][1:].tolist())


@pytest.mark.parametrize("background", [1, 255, 9])
def test_a_cell_called_0_gets_a_number(lab, background):
    mask = np.where(LABELS == 2, 0, np.where(LABELS, LABELS + 9, background)).astype(np.uint8)
    labels = read(lab, mask, background=background).labels
    np.testing.assert_array_equal(labels == int(mask.max()) + 1, LABELS == 2)
    np.testing.assert_array_equal(labels > 0, LABELS > 0)


def test_a_given_background_that_is_not_there(lab):
    with pytest.raises(UnusableFileError, match="a: the mask has no 7.*seems to be 0; expected"):
        read(lab, np.where(LABELS == 7, 0, LABELS), background=7)


def test_some_files_of_another_background_are_left_out(lab, out):
    lab.pair("a", np.where(LABELS, LABELS, 200).astype(np.uint8), GREY)
    lab.pair("b", LABELS, GREY)
    report = convert(lab, out, background=200)
    assert found(report) == [
        ("masks/b.png", "the mask has no 200, and its background seems to be 0")
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("255", 255), ("255, 0,1", 0xFF0001), ("largest", "largest"), ("0,0,0", 0)],
)
def test_backgrounds_as_typed(text, value):
    assert parse_background(text) == value


@pytest.mark.parametrize("text", ["", "-1", "white", "1,2", "1,2,256", "0x10", "1.5"])
def test_no_backgrounds(text):
    with pytest.raises(ValueError, match="expected a value such as 255, a colour as R,G,B"):
        parse_background(text)
