"""Image files against their entries, and the instances of one image against each other."""

import pickle
import re

import numpy as np
import pytest
from checked_sample import HEIGHT, WIDTH
from PIL import Image

from mmcsam.check.finding import Finding
from mmcsam.check.finding import FindingKind as Kind
from mmcsam.check.image_checker import ImageChecker


@pytest.mark.parametrize(
    ("fields", "kind", "detail"),
    [
        ({"category_id": 3}, Kind.UNKNOWN_CATEGORY, "annotation 10: category_id 3"),
        ({"category_id": "1"}, Kind.UNKNOWN_CATEGORY, "annotation 10: category_id '1'"),
        ({"ignore": 1}, Kind.IGNORE_FLAG, "1.png, annotation 10"),
        ({"iscrowd": 1}, Kind.CROWD, "1.png, annotation 10"),
        ({"area": 0}, Kind.NO_AREA, "area 0"),
        ({"bbox": [50, 5, 10, 8]}, Kind.BOX_OUTSIDE, "bbox [50, 5, 10, 8]"),
        ({"bbox": [4, 5, 0.5, 8]}, Kind.SMALL_BOX, "bbox [4, 5, 0.5, 8]"),
        ({"segmentation": [[4, 5, 14, 13]]}, Kind.IGNORED_MASK, "1.png, annotation 10"),
        ({"segmentation": {"counts": "0"}}, Kind.IGNORED_MASK, "1.png, annotation 10"),
    ],
)
def test_instances_that_are_not_trained_on(sample, fields, kind, detail):
    finding, trained = sample.spoil(fields)
    assert finding.kind is kind
    assert detail in str(finding)
    assert trained == 2


def test_images_without_instances(sample):
    sample.annotations[0]["area"] = 0
    del sample.annotations[1]
    kinds = [kind for kind, _ in sample.found()]
    assert kinds == [Kind.NO_AREA, Kind.NOTHING_LEFT, Kind.NO_INSTANCES]


def test_pairs(sample):
    sample.annotations += [
        sample.annotation(11, 1, left=4, height=7, area=70, bbox=[4, 5, 10, 7]),  # 0.875: overlaps
        sample.annotation(21, 2),  # the same
        sample.annotation(31, 3, left=13),  # one column
        sample.annotation(32, 3, left=30, category_id=2),
        sample.annotation(33, 3, left=28),
    ]
    sample.categories.append({"id": 2, "name": "nucleus"})
    report = sample.check()
    assert [str(finding) for finding in report.of(Kind.NEAR_DUPLICATE)] == [
        "2.png, annotations 20 and 21: IoU 1.000"
    ]
    assert [str(finding) for finding in report.of(Kind.OVERLAP)] == [
        "1.png, annotations 10 and 11: 70 pixels, IoU 0.875",
        "3.png, annotations 30 and 31: 8 pixels, IoU 0.053",
    ]  # a nucleus lies in its cell: another class is no overlap
    assert report.overlapped_pixels == 78
    assert "overlap, in 78 pixels\n" in str(report)


def test_image_files(sample):
    (sample.root / "1.png").unlink()
    (sample.root / "2.png").write_bytes(b"no image at all")
    sample.pixels("3.png", np.zeros((WIDTH, HEIGHT, 3), np.uint8))
    found = sample.found()
    assert found == [
        (Kind.MISSING_IMAGE, f"1.png: {sample.root / '1.png'} does not exist"),
        (
            Kind.UNREADABLE_IMAGE,
            "2.png: OpenCV, which MMDetection reads images with, does not know its format",
        ),
        (Kind.IMAGE_SIZE, "3.png: 36x40, the file says 40x36"),
    ]
    (sample.root / "2.png").write_bytes(b"")
    assert sample.found()[1] == found[1]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bits(sample, suffix, channels):
    ramp = np.linspace(0, 1, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH, 1).repeat(channels, 2)
    sample.images[0]["file_name"] = f"full.{suffix}"
    sample.pixels(f"full.{suffix}", (65_535 * ramp).astype(np.uint16))
    sample.images[1]["file_name"] = f"twelve.{suffix}"
    sample.pixels(f"twelve.{suffix}", (4_095 * ramp).astype(np.uint16))
    (deep, deep_text), (dark, dark_text) = sample.found()
    assert (deep, dark) == (Kind.DEEP_IMAGE, Kind.DARK_IMAGE)
    # The last of every fourth row is the ramp's 32nd of 36: 233 at the most.
    assert re.fullmatch(rf"full\.{suffix}: read as [01] to 23[23] of 255 .*", deep_text)
    assert re.fullmatch(rf"twelve\.{suffix}: read as 0 to 1[45] of 255 .*", dark_text)


def test_exif_orientation(sample):
    """MMDetection turns images: the COCO file must have the size that they have then."""
    for number, (size, orientation) in enumerate([((40, 36), 6), ((36, 40), 6), ((40, 36), 3)], 1):
        image = Image.new("RGB", size, (90, 90, 90))
        exif = image.getexif()
        exif[0x0112] = orientation
        image.save(sample.root / f"{number}.jpg", exif=exif)
        sample.images[number - 1]["file_name"] = f"{number}.jpg"
    assert sample.found() == [
        (
            Kind.IMAGE_SIZE,
            "1.jpg: 36x40, the file says 40x36, which it has before it is turned "
            "(EXIF orientation 6)",
        ),
        (Kind.TURNED_IMAGE, "2.jpg: EXIF orientation 6"),
        (Kind.TURNED_IMAGE, "3.jpg: EXIF orientation 3"),
    ]


def test_small_images(sample):
    sample.images[0].update(width=20, height=31)
    sample.pixels("1.png", np.zeros((31, 20, 3), np.uint8))
    del sample.annotations[0]
    assert sample.found()[0] == (Kind.SMALL_IMAGE, "1.png: 20x31")


def test_one_image_in_a_worker_process(sample):
    """The checker travels by pickle, and findings name the image and the annotation."""
    check = ImageChecker(sample.root, frozenset({1}), frozenset({1}))
    check = pickle.loads(pickle.dumps(check))
    good, bad = sample.annotations[0], sample.annotation(11, 1, left=20, area=0)
    result = check((sample.images[0], [good, bad]))
    assert result.trained == 1
    assert result.overlapped_pixels == 0
    assert result.findings == [Finding(Kind.NO_AREA, "1.png, annotation 11", "area 0", "1.png", 11)]


def test_a_crowd_region_is_no_reason_to_stop(sample):
    """It is not trained on, but its mask is looked at."""
    check = ImageChecker(sample.root, frozenset({1}), frozenset({1}))
    result = check((sample.images[0], [sample.annotation(10, 1, iscrowd=1, area=70)]))
    assert [finding.kind for finding in result.findings][:2] == [Kind.CROWD, Kind.AREA_DISAGREES]
    assert result.trained == 0


def test_sides_of_32_pixels_are_not_small(sample):
    sample.images[0].update(width=32, height=32)
    sample.pixels("1.png", np.zeros((32, 32, 3), np.uint8))
    check = ImageChecker(sample.root, frozenset({1}), frozenset({1}))
    assert [f.kind for f in check((sample.images[0], [])).findings] == [Kind.NO_INSTANCES]
