"""One image in every format, and what of it cannot be used."""

import cv2
import numpy as np
import pytest
import tifffile
from exported_masks import HEIGHT, MASKS, WIDTH, annotation, full, rle_of, rows_of

from mmcsam.coco.data import CocoImage, CocoInstance
from mmcsam.export.export import export_coco
from mmcsam.export.image_exporter import ImageExporter


@pytest.mark.parametrize(
    ("dtype", "channels", "expected"),
    [
        (np.uint8, 3, {"red": "30", "green": "20", "blue": "10"}),
        (np.uint8, 1, {"grey": "10"}),
        (np.uint16, 1, {"grey": "10000"}),
    ],
)
def test_intensities(write, tmp_path, dtype, channels, expected):
    path = write([annotation(1, MASKS["holed"])], names=["a.png"])
    value = 10 if dtype == np.uint8 else 10_000
    image = np.zeros((HEIGHT, WIDTH, channels), dtype)
    image[MASKS["holed"] > 0] = [value, 2 * value, 3 * value][:channels]
    assert cv2.imwrite(str(tmp_path / "a.png"), image)
    report = export_coco(path, tmp_path / "out", ["csv"], image_root=tmp_path, workers=1)
    assert report.problems == []
    [row] = rows_of(tmp_path / "out/cells.csv")
    found = {key[15:]: value for key, value in row.items() if key.startswith("mean_intensity_")}
    assert found == expected


def test_images_that_cannot_be_measured_are_reported(write, tmp_path):
    names = ["good.png", "absent.png", "damaged.png", "other.png"]
    path = write([annotation(i, MASKS["plain"], i) for i in (1, 2, 3, 4)], names)
    cv2.imwrite(str(tmp_path / "good.png"), np.full((HEIGHT, WIDTH), 9, np.uint8))
    (tmp_path / "damaged.png").write_bytes(b"no image")
    cv2.imwrite(str(tmp_path / "other.png"), np.zeros((HEIGHT, WIDTH + 1), np.uint8))
    report = export_coco(path, tmp_path / "out", ["csv"], image_root=tmp_path, workers=1)
    assert [(problem.file, problem.found) for problem in report.problems] == [
        ("absent.png", "no such image"),
        ("damaged.png", "cannot be read as an image"),
        ("other.png", "the image has 41x30 pixels"),
    ]
    rows = rows_of(tmp_path / "out/cells.csv")
    assert [row["mean_intensity_grey"] for row in rows] == ["9", "", "", ""]


def test_empty_and_damaged_masks_are_reported(write, tmp_path):
    broken = annotation(2, MASKS["plain"])
    broken["segmentation"] = {"size": [HEIGHT, WIDTH], "counts": "5220"}
    path = write([annotation(1, full()), broken, annotation(3, MASKS["plain"])])
    report = export_coco(path, tmp_path / "out", ["labels"], workers=1)
    assert report.objects == 1
    assert "a/1.png, object 1: the mask is empty; expected a mask of" in str(report.problems[0])
    assert "a/1.png, object 2: the RLE's counts are damaged" in str(report.problems[1])
    labels = tifffile.imread(tmp_path / "out/labels/a/1.tif")
    np.testing.assert_array_equal(labels, MASKS["plain"])


def coco_image(*masks, name="a/1.png"):
    instances = [CocoInstance(10 + i, "cell", rle_of(mask)) for i, mask in enumerate(masks)]
    return CocoImage(1, name, WIDTH, HEIGHT, instances)


def exporter(out, *formats):
    return ImageExporter(out, formats, ("debris", "cell"), None, None, "annotation")


def test_an_image_in_every_format(tmp_path):
    image = coco_image(MASKS["plain"], MASKS["parts"], MASKS["plain"])
    result = exporter(tmp_path, "labels", "imagej", "qupath", "csv")(("x", image))
    assert [path.as_posix() for path in result.files] == [
        "labels/x.tif",
        "imagej/x.zip",
        "qupath/x.geojson",
    ]
    assert all((tmp_path / path).is_file() for path in result.files)
    assert (result.objects, result.multi_part) == (3, 1)
    assert (result.overlapped, result.hidden) == (60, 1)
    assert [(row["image"], row["label"], row["id"]) for row in result.rows] == [
        ("a/1.png", 1, 10),
        ("a/1.png", 2, 11),
        ("a/1.png", 3, 12),
    ]


def test_labels_have_no_gap_where_a_mask_is_empty(tmp_path):
    result = exporter(tmp_path, "csv")(("x", coco_image(full(), MASKS["pixel"])))
    assert [(row["label"], row["id"], row["area_px"]) for row in result.rows] == [(1, 11, 1)]
    assert [problem.file for problem in result.problems] == ["a/1.png, object 10"]
    assert result.files == []


def test_an_image_without_objects_has_no_regions(tmp_path):
    """ImageJ takes a ZIP file without regions as damaged; an empty label image is fine."""
    result = exporter(tmp_path, "labels", "imagej", "csv")(("x", coco_image()))
    assert [path.as_posix() for path in result.files] == ["labels/x.tif"]
    assert (result.objects, result.rows) == (0, [])
    assert not tifffile.imread(tmp_path / "labels/x.tif").any()
