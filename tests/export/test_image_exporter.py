"""One image in every format, and what of it cannot be used."""

import cv2
import mmcv
import numpy as np
import pytest
import tifffile
from exported_masks import HEIGHT, MASKS, WIDTH, annotation, full, objects, rle_of, rows_of
from PIL import Image

from mmcsam.coco.data import CocoImage, CocoInstance
from mmcsam.export.export import export_coco
from mmcsam.export.image_exporter import ImageExporter

COLOURS = {"red": "30", "green": "20", "blue": "10"}


@pytest.mark.parametrize(
    ("name", "dtype", "channels", "expected"),
    [
        ("a.png", np.uint8, 3, COLOURS),
        ("a.png", np.uint8, 4, COLOURS),
        ("a.png", np.uint8, 1, {"grey": "10"}),
        ("a.png", np.uint16, 1, {"grey": "10000"}),
        ("a.png", np.uint16, 3, {"red": "30000", "green": "20000", "blue": "10000"}),
        ("a.tif", np.uint8, 3, COLOURS),  # LZW
        ("a.tif", np.uint16, 1, {"grey": "10000"}),
        ("a.tif", np.float32, 1, {"grey": "10000"}),
        ("a.bmp", np.uint8, 3, COLOURS),
        ("a.bmp", np.uint8, 1, {"grey": "10"}),
    ],
)
def test_intensities(write, tmp_path, name, dtype, channels, expected):
    path = write([annotation(1, MASKS["holed"])], names=[name])
    value = 10 if dtype == np.uint8 else 10_000
    image = np.zeros((HEIGHT, WIDTH, channels), dtype)
    image[MASKS["holed"] > 0] = [value, 2 * value, 3 * value, 1][:channels]
    assert cv2.imwrite(str(tmp_path / name), image)
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
        ("damaged.png", "its content is none of PNG, JPEG, BMP, TIFF, NumPy and CZI"),
        ("other.png", "the image has 41x30 pixels"),
    ]
    assert str(report.problems[0]) == (
        f"absent.png: no such image; expected the file {tmp_path / 'absent.png'}. "
        "Its objects have no intensities. Give the folder that file_name starts from."
    )
    rows = rows_of(tmp_path / "out/cells.csv")
    assert [row["mean_intensity_grey"] for row in rows] == ["9", "", "", ""]


def test_images_under_names_of_other_tools(write, tmp_path):
    names = ["x\\one.png", "two%20.png", "same.png"]
    path = write([annotation(i, MASKS["plain"], i) for i in (1, 2, 3)], names)
    (tmp_path / "x").mkdir()
    for number, name in enumerate(("x/one.png", "two .png", "a/same.png", "b/same.png")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / name), np.full((HEIGHT, WIDTH), number, np.uint8))
    report = export_coco(path, tmp_path / "out", ["csv"], image_root=tmp_path, workers=1)
    rows = rows_of(tmp_path / "out/cells.csv")
    assert [row["mean_intensity_grey"] for row in rows] == ["0", "1", ""]
    (problem,) = report.problems
    assert (problem.file, problem.found) == ("same.png", "2 files could be the image")
    assert report.notes == [
        f"2 images are called otherwise in {tmp_path} than in the COCO file (first: x\\one.png is "
        "taken for x/one.png)"
    ]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_turned_as_mmdetection_turns_it(tmp_path, orientation):
    """COCO's width and height are those of the turned image."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[: HEIGHT // 2], pixels[:, : WIDTH // 2, 2] = (200, 100, 0), 250
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(pixels).save(tmp_path / "a.jpg", exif=exif)
    turned = mmcv.imread(str(tmp_path / "a.jpg"))
    mask = np.zeros(turned.shape[:2], np.uint8)
    mask[3:11, 2:9] = 1
    image = CocoImage(1, "a.jpg", *mask.shape[::-1], [CocoInstance(1, "cell", rle_of(mask))])
    [row] = exporter(tmp_path / "out", "csv", image_root=tmp_path)(("x", image)).rows
    found = [row[f"mean_intensity_{name}"] for name in ("blue", "green", "red")]
    assert found == turned[mask > 0].mean(axis=0).tolist()


def test_of_several_pages_the_first_is_measured(tmp_path):
    """As MMDetection reads it."""
    pages = np.stack([np.full((HEIGHT, WIDTH), value, np.uint16) for value in (700, 9)])
    tifffile.imwrite(tmp_path / "a.tif", pages, photometric="minisblack")
    result = exporter(tmp_path / "out", "csv", image_root=tmp_path)(
        ("x", coco_image(MASKS["plain"], name="a.tif"))
    )
    assert (result.rows[0]["mean_intensity_grey"], result.problems) == (700, [])


def test_an_image_that_opencv_does_not_read(tmp_path):
    zarr = pytest.importorskip("zarr")
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[MASKS["plain"] > 0] = (30, 20, 10)
    zarr.save_array(str(tmp_path / "a.zarr"), pixels)
    result = exporter(tmp_path / "out", "csv", image_root=tmp_path)(
        ("x", coco_image(MASKS["plain"], name="a.zarr"))
    )
    assert [result.rows[0][f"mean_intensity_{name}"] for name in COLOURS] == [30, 20, 10]
    assert result.problems == []


def test_an_image_of_which_a_part_is_damaged(tmp_path):
    """Either all objects have intensities, or none."""
    image = np.zeros((HEIGHT, WIDTH), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", image, tile=(16, 16), compression="zlib")
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        place = file.pages[0].dataoffsets[-1]
    with open(tmp_path / "a.tif", "r+b") as file:
        file.seek(place)
        file.write(b"none")
    result = exporter(tmp_path / "out", "csv", image_root=tmp_path)(
        ("x", coco_image(MASKS["plain"], MASKS["parts"], name="a.tif"))
    )
    assert [row["area_px"] for row in result.rows] == [60, 120]
    assert not any("intensity" in column for row in result.rows for column in row)
    [problem] = result.problems
    assert (problem.file, problem.expected) == ("a.tif", "a whole image")
    assert problem.cure == "Its objects have no intensities. Copy or save it again"


def test_empty_and_damaged_masks_are_reported(write, tmp_path):
    broken = annotation(2, MASKS["plain"])
    broken["segmentation"] = {"size": [HEIGHT, WIDTH], "counts": "5220"}
    path = write([annotation(1, full()), broken, annotation(3, MASKS["plain"])])
    report = export_coco(path, tmp_path / "out", ["labels"], workers=1)
    assert report.objects == 1
    assert "entry 2 of a/1.png: the RLE's counts are damaged" in str(report.problems[0])
    assert "a/1.png, object 1: the mask is empty; expected a mask of" in str(report.problems[1])
    labels = tifffile.imread(tmp_path / "out/labels/a/1.tif")
    np.testing.assert_array_equal(labels, MASKS["plain"])


def coco_image(*masks, name="a/1.png"):
    instances = [CocoInstance(10 + i, "cell", rle_of(mask)) for i, mask in enumerate(masks)]
    return CocoImage(1, name, WIDTH, HEIGHT, instances)


def exporter(out, *formats, image_root=None):
    return ImageExporter(out, formats, ("debris", "cell"), image_root, None, "annotation")


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


def test_objects_that_somebody_has_decoded(tmp_path):
    image = ("a/1.png", (WIDTH, HEIGHT))
    means = [{"mean_intensity_grey": 5.0}, {"mean_intensity_grey": 7.0}]
    found = objects(MASKS["plain"], MASKS["pixel"])
    export = exporter(tmp_path, "labels", "csv")
    result = export.write("x", *image, found, means)
    assert [row["mean_intensity_grey"] for row in result.rows] == [5, 7]
    assert (result.objects, result.hidden) == (2, 0)
    assert tifffile.imread(tmp_path / "labels/x.tif").max() == 2
    assert "mean_intensity_grey" not in export.write("x", *image, found).rows[0]
    with pytest.raises(ValueError, match="shorter"):
        export.write("x", *image, found, means[:1])


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
