"""Annotations and predictions, as COCO has them, as others write them, and unusable."""

import math

import pytest
from pycocotools import mask as mask_api

from mmcsam.coco.data import CocoData, CocoImage
from mmcsam.coco.instances import InstanceReader
from mmcsam.coco.mask import compressed_rle

RLE = compressed_rle({"size": [4, 6], "counts": [9, 2, 2, 2, 9]}, 6, 4)
ENTRY = {"id": 5, "image_id": 7, "category_id": 3, "segmentation": RLE}
POLYGON = [1, 1, 4, 1, 4, 3, 1, 3]


def read(*entries, score_thr=None, names=None, problems=None):
    data = CocoData(names or {3: "cell"}, [CocoImage(7, "a.png", 6, 4)])
    InstanceReader(data, "t.json", score_thr, problems).add(entries)
    return data


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"image_id": "7"}, "have an image_id that is no whole number; it is read as one"),
        ({"image_id": 7.0}, "have an image_id that is no whole number; it is read as one"),
        ({"category_id": "3"}, "have a category_id that is no whole number; it is read as one"),
        ({"segmentation": POLYGON}, "have polygons that are not nested as COCO's; they are read"),
        ({"segmentation": [POLYGON, [1, 2, 3, 4]]}, "have polygons of under three points, which"),
    ],
)
def test_what_can_mean_one_thing(changes, note):
    data = read({**ENTRY, **changes})
    assert len(data.images[0].instances) == 1
    assert len(data.notes) == 1
    assert data.notes[0].startswith(f"t.json: 1 of 1 entries {note}")
    assert data.notes[0].endswith("(first: entry 5 of a.png)" if "poly" in note else "entry 5)")


@pytest.mark.parametrize("segmentation", [None, [], {}, "", [[]], [[1, 2, 3, 4]], [[1, 2], [3, 4]]])
def test_without_a_mask(segmentation):
    data = read(ENTRY, {**ENTRY, "id": 6, "segmentation": segmentation}, ENTRY)
    assert len(data.images[0].instances) == 2
    assert data.notes == [
        "t.json: 1 of 3 entries have no mask (no segmentation, or under three points) and are left "
        "out (first: entry 6 of a.png)"
    ]


def test_boxes_alone():
    boxes = [{"image_id": 7, "category_id": 3, "bbox": [1, 1, 2, 2], "score": s} for s in (1, 0.2)]
    with pytest.raises(
        ValueError, match=r"t\.json: none of its 1 entries has a mask; .*segm\.json"
    ):
        read(*boxes, score_thr=0.5)


def test_ignore():
    """pycocotools overwrites the flag with iscrowd."""
    data = read(ENTRY, {**ENTRY, "id": 6, "ignore": 1}, {**ENTRY, "ignore": 0})
    assert len(data.images[0].instances) == 3
    assert data.notes == [
        "t.json: 1 of 3 entries are marked ignore, which COCO's evaluation does not heed: they "
        "count (first: entry 6 of a.png)"
    ]


@pytest.mark.parametrize(
    ("value", "crowd"), [(1, True), ("1", True), (True, True), ("0", False), (0.0, False)]
)
def test_crowds(value, crowd):
    assert read({**ENTRY, "iscrowd": value}).images[0].instances[0].crowd is crowd


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iscrowd": 2}, "entry 5 of a.png: iscrowd is 2; expected 0 or 1. Correct the entry"),
        ({"iscrowd": math.nan}, "entry 5 of a.png: iscrowd is nan; expected 0 or 1"),
        ({"iscrowd": "no"}, "entry 5 of a.png: iscrowd is 'no'; expected 0 or 1"),
        ({"instance_number": "/../x"}, "entry 5 of a.png: instance_number is '/../x'; expected"),
        ({"instance_number": -1}, "entry 5 of a.png: instance_number is -1; expected a whole"),
        ({"instance_number": 1.5}, "entry 5 of a.png: instance_number is 1.5; expected a whole"),
        ({"image_id": 99}, "entry 5 has the image_id 99, .* only 7; correct it or remove the"),
        ({"image_id": None}, "entry 5 has the image_id None, which the COCO file does not have"),
        ({"category_id": [3]}, r"entry 5 has the category_id \[3\], which the COCO file does not"),
        ({"category_id": True}, "entry 5 has the category_id True, which the COCO file does not"),
        ({"category_id": 0}, "category_id 0, .*; 0 is often a label, where the COCO file counts"),
        ({"segmentation": [[1, 1, 1, 6, 3, 6]]}, "entry 5 of a.png: its polygons fit only with x"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(ValueError, match=f"^t.json: .*{message}"):
        read({**ENTRY, **changes})


def test_missing_keys():
    for key in ("image_id", "category_id"):
        entry = {name: value for name, value in ENTRY.items() if name != key}
        with pytest.raises(ValueError, match=f"entry 5 has no '{key}'; expected the id of one of"):
            read(entry)
    with pytest.raises(ValueError, match="entry 5 has no 'score'; expected a number"):
        read(ENTRY, score_thr=0.5)


@pytest.mark.parametrize("score", [math.nan, math.inf, "high", None, True, [0.5], 10**400])
def test_bad_scores(score):
    with pytest.raises(ValueError, match="entry 5 has the score .*; expected a number from 0 to 1"):
        read({**ENTRY, "score": score}, score_thr=0.5)


def test_scores_as_text_and_in_per_cent():
    data = read({**ENTRY, "score": "0.75"}, {**ENTRY, "score": 95}, score_thr=0.8)
    assert [each.score for each in data.images[0].instances] == [95]
    assert "1 of 2 entries have a score outside 0 to 1" in data.notes[0]


CUT, JOINED = RLE["counts"][:-1], RLE["counts"] * 2


@pytest.mark.parametrize("counts", [CUT, JOINED, "~~~", "0" * 50, "é"])
def test_damaged_counts_are_named(counts):
    bad = {**ENTRY, "id": 6, "segmentation": {**RLE, "counts": counts}}
    with pytest.raises(ValueError, match="t.json: entry 6 of a.png: the RLE's counts are damaged"):
        read(ENTRY, bad, ENTRY)


def test_damaged_masks_can_be_collected():
    entries = [
        {**ENTRY, "id": 1, "segmentation": {**RLE, "counts": CUT}},
        {**ENTRY, "id": 2},
        {**ENTRY, "id": 3, "segmentation": {"size": [6, 4], "counts": RLE["counts"]}},
        {**ENTRY, "id": 4, "segmentation": [POLYGON]},
        {**ENTRY, "id": 5, "segmentation": {"size": [4.0, 6], "counts": JOINED}},
    ]
    problems = []
    data = read(*entries, problems=problems)
    assert [each.id for each in data.images[0].instances] == [2, 4]
    assert mask_api.area([each.rle for each in data.images[0].instances]).tolist() == [4, 6]
    # What can be seen in an entry alone comes first.
    files = [problem.file for problem in problems]
    assert files == [f"t.json: entry {number} of a.png" for number in (3, 1, 5)]


def test_the_only_class():
    """SAHI's category_id is a label; with one class on both sides it can mean one thing only."""
    found = [{**ENTRY, "category_id": 0, "score": 1}] * 2
    data = read(*found, score_thr=0)
    assert [each.category for each in data.images[0].instances] == ["cell"] * 2
    assert data.notes == [
        "t.json: all predictions have the category_id 0, which the COCO file does not have; it is "
        "taken for 3 (cell), the only class"
    ]
    for entries, names in (
        ([*found, {**found[0], "category_id": 1}], None),
        (found, {3: "cell", 4: "bud"}),
    ):
        with pytest.raises(ValueError, match="category_id 0, which the COCO file does not have"):
            read(*entries, score_thr=0, names=names)
    with pytest.raises(ValueError, match="category_id 0, which"):
        read({**ENTRY, "category_id": 0})  # of annotations it is a mistake
