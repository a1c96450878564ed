"""Exports are read by the libraries that are made for them, and hold what the COCO file holds."""

import json
import math
import os
import pickle

import numpy as np
import pytest
import roifile
import tifffile
from exported_masks import HEIGHT, MASKS, WIDTH, annotation, composite_shape, full, rle_of, rows_of
from pycocotools import mask as mask_api
from shapely.geometry import MultiPolygon, shape

from mmcsam.export.export import FORMATS, export_coco, write_table
from mmcsam.export.image_exporter import ImageExporter
from mmcsam.jobs.output_guard import RECORD


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
        RECORD,
        "cells.csv",
        "imagej/a/1.zip",
        "labels/a/1.tif",
        "labels/b/1.tif",
        "qupath/a/1.geojson",
        "qupath/b/1.geojson",
    ]


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


@pytest.mark.parametrize("key", ["image_id", "category_id"])
def test_entries_that_lack_something(write, tmp_path, key):
    entry = annotation(1, MASKS["plain"])
    del entry[key]
    with pytest.raises(ValueError, match=rf"coco\.json: entry 1 has no '{key}'"):
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
    with pytest.raises(ValueError, match=r"a/1.png: width and height are \(None, "):
        export_coco(path, tmp_path / "out", ["csv"], workers=1)


def test_files_of_an_earlier_run_are_noted(write, tmp_path):
    out = tmp_path / "out"
    first = export_coco(write([annotation(1, MASKS["plain"])]), out, ["imagej"], workers=1)
    second = export_coco(write([annotation(1, MASKS["plain"], 2)]), out, ["imagej"], workers=1)
    assert first.notes == []
    assert second.notes == [f"1 files in {out / 'imagej'} are of an earlier run"]


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
                if p.is_file() and p.suffix != ".zip" and p.name != RECORD  # it has times
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


def test_tables_have_the_columns_that_are_needed(tmp_path):
    path = tmp_path / "cells.csv"
    write_table(path, [])
    head = path.read_text().strip().split(",")
    assert (head[:3], head[-1]) == (["image", "label", "id"], "touches_border")
    write_table(
        path,
        [
            {"image": "ä, b.png", "label": 1, "mean_intensity_grey": 1 / 3},
            {"image": "c.png", "label": 2, "score": None, "area_um2": 2.0},
        ],
    )
    first, second = rows_of(path)
    assert list(first)[-3:] == ["touches_border", "area_um2", "mean_intensity_grey"]
    assert (first["image"], first["mean_intensity_grey"], first["area_um2"]) == (
        "ä, b.png",
        "0.333333",
        "",
    )
    assert (second["label"], second["score"], second["area_um2"]) == ("2", "", "2")


@pytest.mark.parametrize("name", ["labels/a/1.tif", "cells.csv", "qupath/a/1.geojson"])
def test_files_of_others_are_not_replaced(write, tmp_path, name):
    """Such as a lab's own label images in a folder called labels."""
    path, out = write([annotation(1, MASKS["plain"])]), tmp_path / "lab"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_bytes(b"the lab's own")
    with pytest.raises(FileExistsError, match=rf"{name}: there is such a file already"):
        export_coco(path, out, FORMATS, workers=1)
    assert (out / name).read_bytes() == b"the lab's own"
    assert [p for p in out.rglob("*") if p.is_file()] == [out / name]
    export_coco(path, out, FORMATS, workers=1, overwrite=True)
    assert (out / name).read_bytes() != b"the lab's own"
    export_coco(path, out, FORMATS, workers=1)  # now they are this program's
    (out / name).write_bytes(b"changed by hand")
    with pytest.raises(FileExistsError, match="no longer, as this program wrote it"):
        export_coco(path, out, FORMATS, workers=1)


def test_what_is_read_is_never_replaced(write, tmp_path):
    path = write([annotation(1, MASKS["plain"])])
    out = path.parent
    os.link(path, out / "cells.csv")
    with pytest.raises(FileExistsError, match=r"cells\.csv: it is read by this run"):
        export_coco(path, out, ["csv"], workers=1, overwrite=True)


def test_a_file_name_that_is_no_text(write, tmp_path):
    """Linux takes any bytes for a name; JSON has them as half a character."""
    path = write([annotation(1, MASKS["plain"])], ["a\udcff.png"])
    report = export_coco(path, tmp_path / "out", FORMATS, workers=1)
    assert report.problems == []
    assert rows_of(tmp_path / "out/cells.csv")[0]["image"] == "a\\udcff.png"
    assert (tmp_path / "out/labels/a\udcff.tif").is_file()
