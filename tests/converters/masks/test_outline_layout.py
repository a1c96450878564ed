"""Files of outlines find their images, and come through the command."""

import json

import numpy as np
import pytest
from lab_masks import IMAGE, Lab, convert

from mmcsam.converters.masks.outline_layout import find_outlines


def found(lab):
    problems = []
    samples = find_outlines(lab.root, problems)
    names = {
        sample.image.name: sample.masks and sample.masks[0].relative_to(lab.root).as_posix()
        for sample in samples
    }
    return names, problems


@pytest.mark.parametrize(
    "name",
    [
        *("images/a.json", "images/a.zip", "images/a_RoiSet.zip", "images/RoiSet_a.zip"),
        *("images/a.roi", "rois/a.zip", "images/labelme/a.json", "annotations/a.json"),
    ],
)
def test_names(tmp_path, name):
    lab = Lab(tmp_path)
    lab.write("images/a.png", IMAGE)
    lab.write("images/b.png", IMAGE)
    lab.write(name, b"{}")
    assert found(lab) == ({"a.png": name, "b.png": None}, [])


def test_files_of_others(tmp_path):
    lab = Lab(tmp_path)
    lab.write("a.png", IMAGE)
    lab.write("coco.json", b"{}")
    assert found(lab) == ({}, [])
    lab.write("a.json", b"{}")
    lab.write("a.zip", b"")
    names, (problem,) = found(lab)
    assert names == {}
    assert "2 files of outlines for it, a.json, a.zip" in str(problem)


def test_the_command(tmp_path):
    lab = Lab(tmp_path / "in")
    lab.write("a.png", IMAGE)
    lab.write("b.png", IMAGE)
    lab.write("c.png", IMAGE)
    square = [[2, 1], [6, 1], [6, 4], [2, 4]]
    shapes = [
        {"label": "cell", "points": square, "shape_type": "polygon"},
        {"label": "debris", "points": [[0, 0], [1, 1]], "shape_type": "line"},
    ]
    for name, width in (("a", 24), ("b", 25)):
        content = {"imageWidth": width, "imageHeight": 16, "shapes": shapes}
        lab.write(f"{name}.json", json.dumps(content).encode())
    report = convert(lab, tmp_path / "out")
    coco = json.loads((tmp_path / "out/instances_train.json").read_text())
    assert [image["file_name"] for image in coco["images"]] == ["a.png"]
    assert [entry["area"] for entry in coco["annotations"]] == [12]
    assert "a.json: left out, as they enclose no pixel: 1 line" in report.notes
    assert sorted(problem.file for problem in report.problems) == ["b.json", "c.png"]


def test_what_export_writes_comes_back(tmp_path):
    """Holes and parts too."""
    pytest.importorskip("roifile")
    from mmcsam.coco.reader import read_coco
    from mmcsam.export import export_coco

    lab = Lab(tmp_path / "in")
    labels = np.zeros((16, 24), np.uint16)
    labels[0:7, 0:9], labels[2:5, 3:6], labels[14:16, 20:24] = 7, 0, 7
    labels[8:12, 10:15], labels[8, 10] = 9, 0
    lab.pair("a", labels)
    convert(lab, tmp_path / "coco")
    ann_file = tmp_path / "coco/instances_train.json"
    export_coco(ann_file, out=tmp_path / "out", formats=["imagej"], workers=1)
    (regions,) = (tmp_path / "out").rglob("*.zip")
    back = Lab(tmp_path / "back")
    back.write("a.png", IMAGE)
    back.write("a_RoiSet.zip", regions.read_bytes())
    convert(back, tmp_path / "again")
    one, two = (
        [each.rle for each in read_coco(path).images[0].instances]
        for path in (ann_file, tmp_path / "again/instances_train.json")
    )
    assert one == two
