"""What the check says of each annotation is what MMDetection does with it."""

import itertools
import json
from collections import Counter

import numpy as np
import pytest
from mmdet.datasets import CocoDataset
from mmdet.datasets.transforms import LoadAnnotations

from mmcsam.check.check import check_coco
from mmcsam.check.finding import FindingKind as Kind
from mmcsam.structures.rle import encode_crop

WIDTH, HEIGHT = 40, 30
RLE = encode_crop(np.ones((5, 6)), 3, 4, (WIDTH, HEIGHT))
POLYGON = [3.0, 4.0, 9.0, 4.0, 9.0, 9.0, 3.0, 9.0]

DROPPED = {
    Kind.IGNORE_FLAG,
    Kind.BOX_OUTSIDE,
    Kind.NO_AREA,
    Kind.SMALL_BOX,
    Kind.UNKNOWN_CATEGORY,
    Kind.OTHER_CLASS,
}
IGNORED = {Kind.CROWD, Kind.IGNORED_MASK}
SPOILT = {Kind.NO_MASK, Kind.MASK_SIZE, Kind.DAMAGED_MASK}

BOXES = [
    [3, 4, 6, 5],
    [3, 4, 0.9, 5],
    [3, 4, 6, 0],
    [3, 4, -6, 5],
    [-6, 4, 6, 5],
    [40, 4, 6, 5],
    [39.5, 4, 6, 5],
    [3, 30, 6, 5],
    [-2, -2, 100, 100],
]
AREAS = [30, 0.5, 0, -1]
CROWDS = [0, 1, True, "0", None]
IGNORES = [False, True, 0, 1]
CATEGORIES = [1, 2, 9, "1"]
MASKS = {
    "rle": RLE,
    "uncompressed": {"size": [HEIGHT, WIDTH], "counts": [94, 4, 26, 4, 1072]},
    "polygon": [POLYGON],
    "two polygons": [POLYGON, [20.0, 20.0, 25.0, 20.0, 22.0, 25.0]],
    "a polygon of two points": [[3.0, 4.0, 9.0, 9.0]],
    "a polygon of an odd number": [[3.0, 4.0, 9.0, 9.0, 3.0, 9.0, 1.0]],
    "one of two polygons is short": [POLYGON, [1.0, 2.0, 3.0, 4.0]],
    "no counts": {"size": [HEIGHT, WIDTH]},
    "null counts": {"size": [HEIGHT, WIDTH], "counts": None},
    "counts are a number": {"size": [HEIGHT, WIDTH], "counts": 5},
    "no size": {"counts": "0"},
    "null": None,
    "an empty list": [],
    "an empty object": {},
    "text": "52203",
    "a flat list": POLYGON,
    "another size": encode_crop(np.ones((5, 6)), 3, 4, (WIDTH, HEIGHT + 1)),
    "rows and columns swapped": encode_crop(np.ones((5, 6)), 3, 4, (HEIGHT, WIDTH)),
    "too many counts": {"size": [HEIGHT, WIDTH], "counts": [94, 4, 26, 4, 1072, 9]},
    "empty": encode_crop(np.zeros((5, 6)), 3, 4, (WIDTH, HEIGHT)),
}


def annotations():
    """Vary every field alone and every pair of fields, around an annotation that is fine."""
    fields = {
        "bbox": BOXES,
        "area": AREAS,
        "iscrowd": CROWDS,
        "ignore": IGNORES,
        "category_id": CATEGORIES,
        "segmentation": list(MASKS.values()),
    }
    good = {name: values[0] for name, values in fields.items()}
    for first, second in itertools.combinations(fields, 2):
        for one, two in itertools.product(fields[first], fields[second]):
            yield {**good, first: one, second: two}
    for name in ("iscrowd", "ignore", "segmentation"):
        yield {key: value for key, value in good.items() if key != name}


@pytest.fixture(scope="module")
def coco_file(tmp_path_factory):
    """A COCO file with one annotation an image."""
    entries = list(annotations())
    coco = {
        "images": [
            {"id": i, "file_name": f"{i}.png", "width": WIDTH, "height": HEIGHT}
            for i in range(len(entries))
        ],
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "debris"}],
        "annotations": [{**entry, "id": i, "image_id": i} for i, entry in enumerate(entries)],
    }
    path = tmp_path_factory.mktemp("coco") / "coco.json"
    path.write_text(json.dumps(coco))
    return path


def fate(load, item):
    """Return what becomes of an image's one annotation in MMDetection."""
    if not item["instances"]:
        return "dropped"
    try:
        loaded = load({**item, "ori_shape": (HEIGHT, WIDTH), "img_shape": (HEIGHT, WIDTH)})
    except (KeyError, TypeError, ValueError, AssertionError):
        return "stopped"
    [mask] = loaded["gt_masks"].masks
    if mask.any() and [place.min() for place in mask.nonzero()] != [4, 3]:
        return "scrambled"
    return "ignored" if loaded["gt_ignore_flags"][0] else "trained"


def test_every_annotation_has_the_fate_that_the_check_says(coco_file):
    report = check_coco(coco_file, coco_file.parent, classes=["cell"], workers=1)
    kinds = {}
    for finding in report.findings:
        kinds.setdefault(finding.annotation_id, set()).add(finding.kind)
    dataset = CocoDataset(
        ann_file=str(coco_file), metainfo={"classes": ("cell",)}, data_prefix={"img": "."}
    )
    load = LoadAnnotations(with_bbox=True, with_mask=True, poly2mask=True)
    fates = Counter()
    for number in range(len(dataset)):
        item = dataset.get_data_info(number)
        found = kinds.get(item["img_id"], set())
        if found & DROPPED:
            expected = {"dropped"}
        elif found & SPOILT:
            expected = {"stopped", "scrambled"}
        else:
            expected = {"ignored"} if found & IGNORED else {"trained"}
        really = fate(load, item)
        assert really in expected, (list(annotations())[item["img_id"]], found)
        fates[really] += 1
    assert sorted(fates) == ["dropped", "ignored", "scrambled", "stopped", "trained"]
    assert min(fates.values()) > 10
    assert fates.total() == report.instances
    assert report.trained == fates["trained"]
