"""Masks against the other fields of their annotations."""

import numpy as np
import pytest
from checked_sample import HEIGHT, WIDTH

from mmcsam.check.finding import FindingKind as Kind
from mmcsam.check.mask_check import check_mask
from mmcsam.structures.rle import encode_crop


@pytest.mark.parametrize(
    ("fields", "kind", "detail"),
    [
        ({"segmentation": None}, Kind.NO_MASK, "1.png, annotation 10"),
        ({"segmentation": "0"}, Kind.DAMAGED_MASK, "expected polygons or an RLE, not '0'"),
        ({"segmentation": [4, 5, 14, 5, 14, 13]}, Kind.DAMAGED_MASK, "expected [[x, y, x, y"),
        ({"segmentation": [[4, 5, 14, 5, 1e9, 13]]}, Kind.DAMAGED_MASK, "reaches to 1e+09"),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": "52203"}},
            Kind.DAMAGED_MASK,
            "they make 16 pixels, 40x36 are 1440",
        ),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [4, 5]}},
            Kind.DAMAGED_MASK,
            "make 9 pixels of 1440",
        ),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [-1, 1441]}},
            Kind.DAMAGED_MASK,
            "no whole numbers",
        ),
        (
            {"segmentation": {"size": [WIDTH, HEIGHT], "counts": "52203"}},
            Kind.MASK_SIZE,
            "rows and columns [40, 36], its image [36, 40]",
        ),
        (
            {"segmentation": encode_crop(np.zeros((2, 2)), 0, 0, (WIDTH, HEIGHT))},
            Kind.EMPTY_MASK,
            "1.png, annotation 10",
        ),
        ({"area": 70}, Kind.AREA_DISAGREES, "area 70, the mask has 80 pixels"),
        (
            {"bbox": [4, 5, 14, 13]},
            Kind.BOX_DISAGREES,
            "the mask's is [4, 5, 10, 8]; it holds corners instead of width and height",
        ),
        ({"bbox": [6, 5, 8, 8]}, Kind.BOX_DISAGREES, "bbox [6, 5, 8, 8], the mask's is"),
    ],
)
def test_masks_and_what_they_disagree_with(sample, fields, kind, detail):
    finding, count = sample.spoil(fields)
    assert finding.kind is kind
    assert detail in str(finding)
    trained = (Kind.EMPTY_MASK, Kind.AREA_DISAGREES, Kind.BOX_DISAGREES)
    assert count == (3 if kind in trained else 2)


def test_what_boxes_and_areas_may_differ_by(sample):
    """Boxes of another convention by a pixel; polygons, which are filled a little wider."""
    sample.annotations[0]["bbox"] = [4, 5, 9, 7]
    polygon = [4.2, 5.1, 14.0, 5.1, 14.0, 12.9, 4.2, 12.9]
    sample.annotations[1].update(segmentation=[polygon], bbox=[4.2, 5.1, 9.8, 7.8], area=76.4)
    assert sample.found() == []
    sample.annotations[1]["area"] = 50
    assert [kind for kind, _ in sample.found()] == [Kind.AREA_DISAGREES]


def test_a_lost_part(sample):
    polygon = [4, 5, 14, 5, 14, 13, 4, 13]
    sample.annotations[0]["segmentation"] = [polygon, [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7]]
    report = sample.check()
    assert [str(f) for f in report.of(Kind.LOST_PART)] == ["1.png, annotation 10: 2 of 3 polygons"]
    assert report.trained == 3


def annotation(segmentation, bbox=(4, 5, 10, 8), area=80):
    return {"segmentation": segmentation, "bbox": list(bbox), "area": area}


def test_masks_come_back_compressed():
    rle = encode_crop(np.ones((8, 10)), 4, 5, (WIDTH, HEIGHT))
    assert check_mask(annotation(rle), WIDTH, HEIGHT) == (rle, [])
    # 4 columns of 36 and 5 pixels off, then 8 on and 28 off, ten times.
    counts = [149, *[8, 28] * 9, 8, 1440 - 149 - 9 * 36 - 8]
    plain = {"size": [HEIGHT, WIDTH], "counts": counts}
    assert check_mask(annotation(plain), WIDTH, HEIGHT) == (rle, [])
    polygon = [4, 5, 14, 5, 14, 13, 4, 13]
    assert check_mask(annotation([polygon, [1, 2, 3, 4]]), WIDTH, HEIGHT) == (
        rle,
        [(Kind.LOST_PART, "1 of 2 polygons")],
    )


def test_a_mask_can_disagree_with_everything():
    rle = encode_crop(np.ones((8, 10)), 4, 5, (WIDTH, HEIGHT))
    mask, found = check_mask(annotation(rle, (0, 0, 40, 36), 1440), WIDTH, HEIGHT)
    assert mask == rle
    assert found == [
        (Kind.BOX_DISAGREES, "bbox [0, 0, 40, 36], the mask's is [4, 5, 10, 8]"),
        (Kind.AREA_DISAGREES, "area 1440, the mask has 80 pixels"),
    ]


@pytest.mark.parametrize(("area", "fine"), [(79.5, True), (80.5, True), (79.4, False), (81, False)])
def test_areas_of_run_lengths_are_exact(area, fine):
    rle = encode_crop(np.ones((8, 10)), 4, 5, (WIDTH, HEIGHT))
    _, found = check_mask(annotation(rle, area=area), WIDTH, HEIGHT)
    assert (found == []) is fine


@pytest.mark.parametrize("shift", [(1, 1, 0, 0), (-1, -1, 2, 2), (0, 0, -1, 1)])
def test_boxes_may_be_a_pixel_off_on_every_side(shift):
    rle = encode_crop(np.ones((8, 10)), 4, 5, (WIDTH, HEIGHT))
    box = [a + b for a, b in zip((4, 5, 10, 8), shift, strict=True)]
    assert check_mask(annotation(rle, box), WIDTH, HEIGHT)[1] == []
    box[2] += 2.1
    [(kind, _)] = check_mask(annotation(rle, box), WIDTH, HEIGHT)[1]
    assert kind is Kind.BOX_DISAGREES


@pytest.mark.parametrize("nothing", [None, [], {}])
def test_no_mask(nothing):
    assert check_mask(annotation(nothing), WIDTH, HEIGHT) == (None, [(Kind.NO_MASK, "")])
