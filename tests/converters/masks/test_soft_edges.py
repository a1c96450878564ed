"""Masks with blurred edges, and rims of a value of their own."""

import cv2
import numpy as np
import pytest
from converted_coco import found, load
from disc_labels import SHAPE, binary, discs, membranes, tissue
from lab_masks import convert

from mmcsam.converters.masks.soft_edges import check_rims, is_soft, sharpen, soft_share
from mmcsam.jobs.problem import UnusableFileError

GREY = np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)
LABELS = discs(radius=9)
COUNT = int(LABELS.max())
BINARY = binary(LABELS)


def anti_aliased():
    mask = np.zeros(SHAPE, np.uint8)
    for label in range(1, COUNT + 1):
        rows, columns = np.nonzero(label == LABELS)
        centre = int(columns.mean()), int(rows.mean())
        cv2.circle(mask, centre, 9, 255, -1, cv2.LINE_AA)
    return mask


def through_jpeg(mask, quality):
    data = cv2.imencode(".jpg", mask, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def with_rim(mask, value):
    inner = cv2.erode(mask, np.ones((3, 3), np.uint8))
    return np.where((mask > 0) & (inner == 0), value, mask).astype(np.uint8)


SOFT = {
    "anti-aliased": anti_aliased(),
    "blurred": cv2.GaussianBlur(BINARY, (5, 5), 0),
    "jpeg 90": through_jpeg(BINARY, 90),
    "jpeg 50": through_jpeg(BINARY, 50),
    "enlarged": cv2.resize(BINARY[::2, ::2], SHAPE[::-1], interpolation=cv2.INTER_CUBIC),
    "two grey levels off": with_rim(BINARY, 253),
    "a grey rim": with_rim(BINARY, 200),
    "16 bits": cv2.GaussianBlur(BINARY.astype(np.uint16) * 257, (3, 3), 0),
    "inverted": 255 - cv2.GaussianBlur(BINARY, (3, 3), 0),
}


@pytest.mark.parametrize("case", SOFT)
def test_a_blurred_mask_is_cut_half_way(lab, out, case):
    mask = SOFT[case]
    assert is_soft(mask)
    lab.pair("a", mask, GREY)
    with pytest.raises(ValueError, match="(?s)look semantic.*note: .*1 masks have blurred edges"):
        convert(lab, out)
    report = convert(lab, out, components=True)
    assert report.counts["train"].instances == {"cell": COUNT}
    expected = np.bincount(LABELS.ravel())[1:].mean()
    areas = [a["area"] for a in load(out)["annotations"]]
    assert np.mean(areas) == pytest.approx(expected, rel=0.13)  # a rim is a sixth of a disc


@pytest.mark.parametrize("case", ["anti-aliased", "blurred", "jpeg 90", "a grey rim"])
def test_one_blurred_file_an_instance(lab, out, case):
    lab.write("s/images/s.png", GREY)
    first, second = (
        np.where(cv2.dilate(binary(n == LABELS), np.ones((9, 9))), SOFT[case], 0) for n in (1, 4)
    )
    lab.write("s/masks/1.png", first.astype(np.uint8))
    lab.write("s/masks/2.png", second.astype(np.uint8))
    report = convert(lab, out)
    expected = int((LABELS == 1).sum())
    assert [a["area"] for a in load(out)["annotations"]] == pytest.approx(2 * [expected], rel=0.13)
    assert any(note.startswith("2 masks have blurred edges") for note in report.notes)


@pytest.mark.parametrize(
    "mask",
    [
        cv2.GaussianBlur(LABELS, (3, 3), 0),
        cv2.GaussianBlur(LABELS * 12, (3, 3), 0),
        cv2.resize(LABELS * 9, None, fx=2, fy=2)[: SHAPE[0], : SHAPE[1]],
        cv2.GaussianBlur(cv2.merge([LABELS * 20, LABELS * 7, 255 - LABELS]), (3, 3), 0),
    ],
)
def test_a_blurred_label_image_is_refused(lab, out, mask):
    lab.pair("a", mask, GREY)
    lab.pair("b", LABELS, GREY)
    report = convert(lab, out)
    assert found(report)[0][0] == "masks/a.png"
    assert found(report)[0][1].startswith("its edges are blurred")
    assert report.counts["train"].instances == {"cell": COUNT}


@pytest.mark.parametrize(
    "mask",
    [
        LABELS,
        BINARY,
        discs(touching=True),
        tissue(30),
        np.where(membranes(tissue(30)), 0, tissue(30)),
        255 - BINARY,
        np.zeros((5, 5), np.uint8),
        np.array([[7]], np.int64),
    ],
)
def test_sharp_masks(mask):
    assert soft_share(mask) < 0.15
    assert not is_soft(mask)


def small_labels():
    """Cells of few pixels; a third of the borders lie between a lower and a higher label."""
    mask = np.zeros((35, 9), np.uint16)
    mask[11:17, 6:], mask[14:22, 5], mask[19:22, [4, 6, 7]] = 100, 255, 1
    mask[22:29, 4:8], mask[24:31, 8], mask[29, 4:7], mask[29:31, 7] = 5, 4, 1, 4
    return np.hstack([np.where(mask > 0, mask + 300 * copy, 0) for copy in range(3)])


def test_small_labels_that_touch_are_not_taken_for_a_blur(lab, out):
    mask = small_labels()
    lab.pair("a", mask, GREY[:35, :27])
    labels = set(np.unique(mask)) - {0}
    assert convert(lab, out).counts["train"].instances == {"cell": len(labels)}
    areas = sorted(annotation["area"] for annotation in load(out)["annotations"])
    assert areas == sorted(int((mask == label).sum()) for label in labels)


def test_the_cut():
    row = [0, 0, 0, 0, 60, 127, 128, 250, 255, 255, 255]
    mask, first = sharpen(np.array([row] * 5, np.uint8))
    assert first == 128
    assert mask[2].tolist() == [0] * 6 + [255] * 5
    assert mask.dtype == np.uint8
    assert sharpen(np.array([[0, 0, 0, 20, 30, 30, 30]] * 5, np.uint8)) is None  # too near


def classes():
    """Cells of 1 with rims of 2, as networks are trained on that tell touching cells apart."""
    rim = (LABELS > 0) & (cv2.erode(BINARY, np.ones((5, 5), np.uint8)) == 0)
    return np.where(rim, 2, LABELS > 0).astype(np.uint8)


def test_a_class_of_rims(lab, out):
    lab.pair("a", classes(), GREY)
    with pytest.raises(ValueError, match="its value 2 runs round the cells of other values.*--ign"):
        convert(lab, out, components=True)
    report = convert(lab, out, components=True, ignore=[2])
    assert report.counts["train"].instances == {"cell": COUNT}
    assert any("pixels were to be ignored and belong to no cell" in n for n in report.notes)


def test_classes_side_by_side_have_no_rims():
    check_rims("a", np.where(LABELS % 2, 1, 2 * (LABELS > 0)))
    check_rims("a", LABELS)
    check_rims("a", BINARY)
    with pytest.raises(UnusableFileError, match="a: its value 1 runs round"):
        check_rims("a", np.where(classes() > 0, 3 - classes(), 0))
