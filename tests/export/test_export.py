"""Exports are read by the libraries that are made for them, and hold what the COCO file holds."""

import csv
import json
import math
import pickle

import cv2
import numpy as np
import pytest
import roifile
import tifffile
from pycocotools import mask as mask_api
from shapely.geometry import MultiPolygon, Polygon, shape

from mmcsam.export.export import FORMATS, export_coco
from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.image_exporter import ImageExporter
from mmcsam.export.imagej import imagej_roi
from mmcsam.export.label_image import draw_label_image
from mmcsam.export.measurements import measure
from mmcsam.export.output_names import output_names
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.rle import encode_crop

WIDTH, HEIGHT = 40, 30


def full(*boxes, holes=()):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for value, group in ((1, boxes), (0, holes)):
        for left, top, right, bottom in group:
            mask[top:bottom, left:right] = value
    return mask


MASKS = {
    "plain": full((2, 3, 12, 9)),
    "holed": full((15, 2, 30, 20), holes=[(18, 5, 22, 9), (22, 9, 24, 12)]),  # meet at a corner
    "parts": full((0, 20, 6, 30), (6, 15, 12, 20), (34, 25, 40, 30)),  # two meet at a corner
    "pixel": full((39, 0, 40, 1)),
}


def rle_of(mask):
    return encode_crop(mask, 0, 0, mask.shape[::-1])


def annotation(number, mask, image_id=1, category_id=1):
    return {
        "id": number,
        "image_id": image_id,
        "category_id": category_id,
        "segmentation": rle_of(mask),
        "area": int(mask.sum()),
        "bbox": [0, 0, 1, 1],
        "iscrowd": 0,
    }


@pytest.fixture
def write(tmp_path):
    """Write a COCO file of two images; return its path."""

    def call(annotations, names=("a/1.png", "b/1.png")):
        images = [
            {"id": i, "file_name": name, "width": WIDTH, "height": HEIGHT}
            for i, name in enumerate(names, start=1)
        ]
        coco = {
            "images": images,
            "annotations": annotations,
            "categories": [{"id": 1, "name": "cell"}, {"id": 7, "name": "dead/dying"}],
        }
        path = tmp_path / "coco.json"
        path.write_text(json.dumps(coco))
        return path

    return call


@pytest.fixture
def exported(write, tmp_path):
    """Export all kinds of masks, each of a class, in every format."""
    path = write([annotation(10 + i, m, 1, (1, 7)[i % 2]) for i, m in enumerate(MASKS.values())])
    report = export_coco(path, tmp_path / "out", FORMATS, workers=1)
    return tmp_path / "out", report


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def composite_shape(roi):
    """Return a composite region as ImageJ makes it of its path, by the even-odd rule."""
    rings, values = [], roi.multi_coordinates.tolist()
    while values:
        operation = values.pop(0)
        assert operation in (0, 1, 4)
        if operation == 0:
            rings.append([])
        if operation < 4:
            rings[-1].append((values.pop(0), values.pop(0)))
    result = Polygon()
    for ring in rings:
        result = result.symmetric_difference(Polygon(ring))
    return result


def filled(geometry):
    """Fill a shape at the pixels' centres."""
    from shapely import contains_xy

    rows, columns = np.indices((HEIGHT, WIDTH)) + 0.5
    return contains_xy(geometry, columns, rows)


def test_report(exported):
    out, report = exported
    assert vars(report) | {"out": None} == {
        "out": None,
        "images": 2,
        "images_without_objects": 1,
        "objects": 4,
        "of_several_parts": 1,
        "overlapped_pixels": 0,
        "images_with_overlap": 0,
        "hidden_objects": 0,
        "files": {"labels": 2, "imagej": 1, "qupath": 2, "csv": 1},
        "notes": [],
        "problems": [],
    }
    text = str(report)
    assert f"written: 2 files in {out / 'labels'}\n" in text
    assert f"written: {out / 'cells.csv'}\nskipped: 0" in text
    assert "hidden objects" in text
    files = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    assert files == [
        "cells.csv",
        "imagej/a/1.zip",
        "labels/a/1.tif",
        "labels/b/1.tif",
        "qupath/a/1.geojson",
        "qupath/b/1.geojson",
    ]


def test_label_images(exported):
    out, _ = exported
    labels = tifffile.imread(out / "labels/a/1.tif")
    assert labels.dtype == np.uint16
    assert labels.shape == (HEIGHT, WIDTH)
    for label, mask in enumerate(MASKS.values(), start=1):
        np.testing.assert_array_equal(labels == label, mask > 0)
    empty = tifffile.imread(out / "labels/b/1.tif")
    assert empty.shape == (HEIGHT, WIDTH)
    assert not empty.any()


def test_imagej(exported):
    out, _ = exported
    rois = roifile.roiread(out / "imagej/a/1.zip")
    assert [roi.name for roi in rois] == [
        "cell-0001",
        "dead_dying-0002",
        "cell-0003",
        "dead_dying-0004",
    ]
    assert [roi.group for roi in rois] == [1, 2, 1, 2]
    assert rois[1].props == "class: dead/dying\nlabel: 2\nid: 11\n"
    traced, composite = roifile.ROI_TYPE.TRACED, roifile.ROI_TYPE.RECT
    assert [roi.roitype for roi in rois] == [traced, composite, composite, traced]
    for roi, mask in zip(rois, MASKS.values(), strict=True):
        geometry = composite_shape(roi) if roi.composite else Polygon(roi.integer_coordinates)
        if not roi.composite:
            np.testing.assert_array_equal(
                roi.coordinates(), roi.integer_coordinates + (roi.left, roi.top)
            )
            geometry = Polygon(roi.coordinates())
        assert geometry.area == mask.sum()
        np.testing.assert_array_equal(filled(geometry), mask > 0)
        assert (roi.left, roi.top, roi.right, roi.bottom) == geometry.bounds


def test_imagej_of_images_beyond_16_bits_has_32_bit_coordinates():
    mask = InstanceMask(np.ones((2, 3), np.uint8), 70_000, 5, (70_010, 10))
    roi = imagej_roi(ExportedObject(1, 1, "cell", 300, 0.987, mask))
    again = roifile.ImagejRoi.frombytes(roi.tobytes())
    assert composite_shape(again).bounds == (70_000, 5, 70_003, 7)
    assert again.name == "cell-0001-0.99"
    assert again.group == 0


def test_qupath(exported):
    out, _ = exported
    collection = json.loads((out / "qupath/a/1.geojson").read_text())
    assert collection["type"] == "FeatureCollection"
    kinds = [feature["geometry"]["type"] for feature in collection["features"]]
    assert kinds == ["Polygon", "Polygon", "MultiPolygon", "Polygon"]
    for feature, mask in zip(collection["features"], MASKS.values(), strict=True):
        assert feature["type"] == "Feature"
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert geometry.area == mask.sum()
        np.testing.assert_array_equal(filled(geometry), mask > 0)
    assert collection["features"][1]["properties"] == {
        "objectType": "annotation",
        "classification": {"name": "dead/dying"},
        "measurements": {"label": 2},
    }
    assert len(collection["features"][1]["geometry"]["coordinates"]) == 3
    first = collection["features"][0]["geometry"]["coordinates"]
    assert first == [[[2, 3], [12, 3], [12, 9], [2, 9], [2, 3]]]
    empty = json.loads((out / "qupath/b/1.geojson").read_text())
    assert empty == {"type": "FeatureCollection", "features": []}


def test_table(exported):
    out, _ = exported
    rows = rows_of(out / "cells.csv")
    assert [int(row["area_px"]) for row in rows] == [int(m.sum()) for m in MASKS.values()]
    assert [(row["image"], row["label"], row["id"]) for row in rows] == [
        ("a/1.png", str(i), str(9 + i)) for i in (1, 2, 3, 4)
    ]
    assert [row["parts"] for row in rows] == ["1", "1", "2", "1"]  # 8-connected, as elsewhere
    assert [row["touches_border"] for row in rows] == ["0", "0", "1", "1"]
    assert [row["class"] for row in rows] == ["cell", "dead/dying", "cell", "dead/dying"]
    assert rows[0]["score"] == ""
    assert not any("intensity" in column or "_um" in column for column in rows[0])


def predictions(tmp_path, *entries):
    path = tmp_path / "predictions.segm.json"
    path.write_text(
        json.dumps(
            [
                {"image_id": 1, "category_id": 1, "segmentation": rle_of(mask), "score": score}
                for mask, score in entries
            ]
        )
    )
    return path


def test_predictions(write, tmp_path):
    """The lower score is left out, the higher one wins shared pixels; files have the scores."""
    path = write([annotation(1, MASKS["plain"])])
    result = predictions(
        tmp_path,
        (full((0, 0, 10, 10)), 0.9),
        (full((5, 5, 15, 15)), 0.75),
        (full((30, 0, 35, 5)), 0.2),
        (full((6, 6, 9, 9)), 0.5),  # inside the first: hidden
    )
    report = export_coco(path, tmp_path / "out", FORMATS, result, score_thr=0.5, workers=1)
    assert (report.objects, report.overlapped_pixels) == (3, 25 + 9)
    assert (report.images_with_overlap, report.hidden_objects) == (1, 1)
    labels = tifffile.imread(tmp_path / "out/labels/a/1.tif")
    assert np.bincount(labels.ravel()).tolist() == [HEIGHT * WIDTH - 175, 100, 75]
    rois = roifile.roiread(tmp_path / "out/imagej/a/1.zip")
    assert [roi.name for roi in rois] == ["cell-0001-0.90", "cell-0002-0.75", "cell-0003-0.50"]
    features = json.loads((tmp_path / "out/qupath/a/1.geojson").read_text())["features"]
    assert [feature["properties"]["objectType"] for feature in features] == ["detection"] * 3
    assert features[1]["properties"]["measurements"] == {"label": 2, "score": 0.75}
    rows = rows_of(tmp_path / "out/cells.csv")
    assert [(row["label"], row["id"], row["score"]) for row in rows] == [
        ("1", "1", "0.9"),
        ("2", "2", "0.75"),
        ("3", "4", "0.5"),
    ]


def test_predictions_as_annotations_for_qupath(write, tmp_path):
    result = predictions(tmp_path, (MASKS["plain"], 0.9))
    export_coco(write([]), tmp_path, ["qupath"], result, qupath_objects="annotation", workers=1)
    [feature] = json.loads((tmp_path / "qupath/a/1.geojson").read_text())["features"]
    assert feature["properties"]["objectType"] == "annotation"


def objects(*masks, scores=None):
    scores = scores or [None] * len(masks)
    return [
        ExportedObject(i, i, "cell", 1, score, InstanceMask.cut(mask))
        for i, (mask, score) in enumerate(zip(masks, scores, strict=True), start=1)
    ]


def test_overlapping_annotations():
    """The smaller one has shared pixels in either order; of equal ones the later."""
    cell, nucleus = full((0, 0, 20, 20)), full((5, 5, 10, 10))
    for order in ((cell, nucleus), (nucleus, cell)):
        labels, lost, hidden = draw_label_image(objects(*order), (WIDTH, HEIGHT))
        assert (lost, hidden) == (25, 0)
        assert labels[7, 7] == (2 if order[0] is cell else 1)
    labels, lost, hidden = draw_label_image(objects(nucleus, nucleus), (WIDTH, HEIGHT))
    assert (labels[7, 7], lost, hidden) == (2, 25, 1)


def test_more_than_65535_objects_need_32_bits():
    pixel = np.ones((1, 1), np.uint8)
    many = [
        ExportedObject(
            i + 1, i, "cell", 1, None, InstanceMask(pixel, i % 256, i // 256, (256, 257))
        )
        for i in range(65_536)
    ]
    labels, lost, hidden = draw_label_image(many, (256, 257))
    assert labels.dtype == np.uint32
    assert (labels.max(), lost, hidden) == (65_536, 0, 0)
    assert draw_label_image(many[:-1], (256, 257))[0].dtype == np.uint16


def test_measurements_of_a_disk():
    mask = np.zeros((101, 121), np.uint8)
    cv2.circle(mask, (60, 45), 40, 1, -1)
    values = measure(objects(mask)[0], pixel_size=0.5)
    area = int(mask.sum())
    assert (values["area_px"], values["area_um2"]) == (area, area / 4)
    assert (values["centroid_x_px"], values["centroid_y_px"]) == (60.5, 45.5)
    assert values["equivalent_diameter_px"] == pytest.approx(math.sqrt(4 * area / math.pi))
    assert values["major_axis_px"] == pytest.approx(80, abs=0.5)
    assert values["major_axis_um"] == values["major_axis_px"] / 2
    assert values["perimeter_px"] == pytest.approx(80 * math.pi, rel=0.06)
    assert values["eccentricity"] == pytest.approx(0, abs=0.01)
    assert 0.97 < values["solidity"] < 1  # the hull cuts across the pixels' steps
    assert 0.9 < values["circularity"] <= 1
    box = [values[f"bbox_{side}_px"] for side in ("left", "top", "width", "height")]
    assert box == [20, 5, 81, 81]


def test_measurements_of_a_pixel_and_a_line():
    pixel, line = (measure(item) for item in objects(full((3, 4, 4, 5)), full((0, 9, 20, 10))))
    assert (pixel["area_px"], pixel["centroid_x_px"], pixel["centroid_y_px"]) == (1, 3.5, 4.5)
    assert (pixel["solidity"], pixel["circularity"], pixel["eccentricity"]) == (1, 1, 0)
    assert line["eccentricity"] > 0.99
    assert line["solidity"] == 1


def test_solidity_of_an_l():
    """7x7 pixels without 4x4 in a corner: 33 of the hull's 49 - 8."""
    [item] = objects(full((10, 10, 17, 17), holes=[(13, 10, 17, 14)]))
    assert measure(item)["solidity"] == pytest.approx(33 / 41)


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


@pytest.mark.parametrize("key", ["image_id", "category_id"])
def test_entries_that_lack_something(write, tmp_path, key):
    entry = annotation(1, MASKS["plain"])
    del entry[key]
    with pytest.raises(ValueError, match=rf"coco\.json: an entry has no '{key}'"):
        export_coco(write([entry]), tmp_path / "out", ["csv"], workers=1)


def test_images_of_one_id(write, tmp_path):
    path = write([annotation(1, MASKS["plain"])])
    coco = json.loads(path.read_text())
    coco["images"][1]["id"] = 1
    path.write_text(json.dumps(coco))
    with pytest.raises(ValueError, match="some images have the same id"):
        export_coco(path, tmp_path / "out", ["csv"], workers=1)
    del coco["images"][0]["width"]
    path.write_text(json.dumps(coco))
    with pytest.raises(ValueError, match="an image or category has no 'width'"):
        export_coco(path, tmp_path / "out", ["csv"], workers=1)


def test_files_of_an_earlier_run_are_noted(write, tmp_path):
    out = tmp_path / "out"
    first = export_coco(write([annotation(1, MASKS["plain"])]), out, ["imagej"], workers=1)
    second = export_coco(write([annotation(1, MASKS["plain"], 2)]), out, ["imagej"], workers=1)
    assert first.notes == []
    assert second.notes == [f"1 files in {out / 'imagej'} are of an earlier run"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["x/1.bmp", "y/1.bmp"], ["x/1", "y/1"]),
        (["1.png", "1.jpg", "2.png"], ["1.png", "1.jpg", "2"]),
        (["/data/1.png", "../2.png", "C:\\cells\\3.png"], ["data/1", "2", "cells/3"]),
        (["a.b.png", "A.png", "a.tif"], ["a.b", "A.png", "a.tif"]),
    ],
)
def test_names(names, expected):
    assert output_names(names) == expected


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["1.png", "1.png"], "1.png and 1.png would both be written as 1.png"),
        (["a/1.png", "../a/1.png"], "give each image one entry and a file_name of its own"),
        (["1.png", "1.PNG"], "would both be written"),
        ([".."], "names no file"),
    ],
)
def test_bad_names(names, message):
    with pytest.raises(ValueError, match=message):
        output_names(names)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"formats": []}, ValueError, "one or more of"),
        ({"formats": ["png"]}, ValueError, "one or more of"),
        ({"formats": ["csv", "csv"]}, ValueError, "each once"),
        ({"formats": ["labels"], "pixel_size": 0.2}, ValueError, "add the format csv"),
        ({"formats": ["labels"], "image_root": "."}, ValueError, "add the format csv"),
        ({"formats": ["csv"], "pixel_size": 0}, ValueError, "above 0 micrometres, got 0"),
        ({"formats": ["csv"], "pixel_size": math.nan}, ValueError, "above 0 micrometres, got nan"),
        ({"formats": ["csv"], "image_root": "absent"}, NotADirectoryError, "absent is no folder"),
        ({"formats": ["qupath"], "qupath_objects": "cell"}, ValueError, "got 'cell'"),
        ({"formats": ["csv"], "workers": 0}, ValueError, "workers must be 1 or more"),
    ],
)
def test_bad_arguments(write, tmp_path, arguments, error, message):
    with pytest.raises(error, match=message):
        export_coco(write([annotation(1, MASKS["plain"])]), tmp_path / "out", **arguments)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "library"), [("labels", "tifffile"), ("imagej", "roifile"), ("csv", "skimage")]
)
def test_without_the_library(write, tmp_path, monkeypatch, name, library):
    monkeypatch.setattr(
        "mmcsam.export.export.find_spec", lambda found: None if found == library else 1
    )
    with pytest.raises(ImportError, match=rf'{name} needs {library}: pip install "mmcsam\[formats'):
        export_coco(write([]), tmp_path / "out", [name], workers=1)
    export_coco(write([]), tmp_path / "out", ["qupath"], workers=1)


def test_processes_give_the_same_files(write, tmp_path):
    path = write([annotation(i, m, i % 2 + 1) for i, m in enumerate(MASKS.values())])
    outs = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        export_coco(path, out, FORMATS, workers=workers)
        outs.append(
            {
                p.relative_to(out): p.read_bytes()
                for p in out.rglob("*")
                if p.is_file() and p.suffix != ".zip"
            }
        )
    assert len(outs[0]) == 5
    assert outs[0] == outs[1]
    pickle.dumps(ImageExporter(tmp_path, FORMATS, ("cell",), None, None, "detection"))


def test_areas_of_random_masks_agree_in_every_format(write, tmp_path):
    rng = np.random.default_rng(3)
    noise = [(rng.random((HEIGHT, WIDTH)) < p).astype(np.uint8) for p in (0.2, 0.5, 0.8)]
    path = write([annotation(i, mask) for i, mask in enumerate(noise, start=1)])
    export_coco(path, tmp_path, ["imagej", "qupath", "csv"], workers=1)
    areas = [int(mask_api.area(rle_of(mask))) for mask in noise]
    rois = roifile.roiread(tmp_path / "imagej/a/1.zip")
    assert [composite_shape(roi).area for roi in rois] == areas
    features = json.loads((tmp_path / "qupath/a/1.geojson").read_text())["features"]
    geometries = [shape(feature["geometry"]) for feature in features]
    assert [geometry.area for geometry in geometries] == areas
    assert all(isinstance(g, MultiPolygon) and g.is_valid for g in geometries)
    assert [int(row["area_px"]) for row in rows_of(tmp_path / "cells.csv")] == areas
