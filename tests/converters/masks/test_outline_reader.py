"""Labelme's shapes and ImageJ's regions become masks."""

import base64
import json
import tracemalloc
import zipfile

import cv2
import numpy as np
import pytest

from mmcsam.converters.masks.outline_reader import read_outlines
from mmcsam.jobs.problem import UnusableFileError

SIZE = (12, 10)
SQUARE = [[2, 1], [6, 1], [6, 4], [2, 4]]


def labelme(tmp_path, *shapes, **more):
    path = tmp_path / "a.json"
    content = {"imageWidth": 12, "imageHeight": 10, "shapes": list(shapes), **more}
    path.write_text(json.dumps(content))
    return read_outlines(path, "a.json", SIZE)


def shape(points, kind="polygon", label="cell", **more):
    return {"label": label, "points": points, "shape_type": kind, **more}


def areas(found):
    return [int((mask.crop > 0).sum()) for mask in found.masks]


def test_labelme_shapes(tmp_path):
    found = labelme(
        tmp_path,
        shape(SQUARE),
        shape([[2, 1], [6, 4]], "rectangle"),
        shape([[5, 5], [5, 8]], "circle", label="other"),
        shape([[1, 1], [4, 4]], "line"),
        shape([[20, 20], [30, 20], [30, 30]]),
    )
    assert areas(found)[:2] == [12, 12]
    assert 24 <= areas(found)[2] <= 32
    assert found.masks[0].bbox == (2, 1, 4, 3)
    assert found.masks[0].crop.all()
    assert dict(found.labels) == {"cell": 2, "other": 1}
    assert dict(found.left_out) == {"line": 1, "polygon": 1}


def test_labelme_groups_are_one_object(tmp_path):
    other = [[8, 6], [10, 6], [10, 8], [8, 8]]
    found = labelme(
        tmp_path, shape(SQUARE, group_id=3), shape(other, group_id=3), shape(other, group_id=4)
    )
    assert areas(found) == [16, 4]
    assert [mask.bbox for mask in found.masks] == [(2, 1, 8, 7), (8, 6, 2, 2)]


def test_a_thousand_shapes_of_a_large_image_fit_into_little_memory(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"shapes": [shape(SQUARE)] * 1000}))
    read_outlines(path, "a.json", SIZE)  # imports what it needs
    tracemalloc.start()
    found = read_outlines(path, "a.json", (2040, 1536))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert areas(found) == [12] * 1000
    assert peak < 2040 * 1536 * 2  # a mask of the image's size each would be a thousand times that


def test_labelme_masks(tmp_path):
    part = np.array([[1, 0, 1], [1, 1, 1]], np.uint8) * 255
    text = base64.b64encode(cv2.imencode(".png", part)[1].tobytes()).decode()
    found = labelme(tmp_path, shape([[3, 4], [5, 5]], "mask", mask=text))
    assert found.masks[0].bbox == (3, 4, 3, 2)
    assert (found.masks[0].crop > 0).tolist() == [[True, False, True], [True, True, True]]
    with pytest.raises(UnusableFileError, match="another size than its box"):
        labelme(tmp_path, shape([[3, 4], [6, 5]], "mask", mask=text))
    with pytest.raises(UnusableFileError, match="no Base64"):
        labelme(tmp_path, shape([[3, 4], [5, 5]], "mask", mask="?"))


@pytest.mark.parametrize(
    ("shapes", "more", "found"),
    [
        ([], {"imageWidth": 13}, "an image of 13x10 pixels"),
        ([], {"shapes": {}}, "no list of shapes"),
        ([7], {}, "shape 1 is no object"),
        ([shape([[1, 2], [3]])], {}, "shape 1 has no list of points"),
        ([shape([[1, 2], [3, 4]])], {}, "shape 1 is a polygon of 2 points"),
        ([shape(SQUARE, "cube")], {}, "shape 1 is a cube of 4 points"),
    ],
)
def test_damaged_labelme(tmp_path, shapes, more, found):
    with pytest.raises(UnusableFileError, match=found):
        labelme(tmp_path, *shapes, **more)


def region(**settings):
    roifile = pytest.importorskip("roifile")
    return roifile.ImagejRoi.frompoints(np.array(SQUARE), **settings)


def test_imagej_regions(tmp_path):
    roifile = pytest.importorskip("roifile")
    oval = roifile.ImagejRoi(roitype=roifile.ROI_TYPE.OVAL, left=1, top=2, right=8, bottom=9)
    box = roifile.ImagejRoi(roitype=roifile.ROI_TYPE.RECT, left=1, top=2, right=4, bottom=9)
    point = roifile.ImagejRoi.frompoints(np.array([[3, 3]]))
    point.roitype = roifile.ROI_TYPE.POINT
    path = tmp_path / "a.zip"
    roifile.roiwrite(path, [region(name="a"), oval, box, point], mode="w")
    found = read_outlines(path, "a.zip", SIZE)
    assert areas(found)[0] == 12
    assert 32 <= areas(found)[1] <= 40
    assert areas(found)[2] == 21
    assert dict(found.left_out) == {"point": 1}
    single = tmp_path / "a.roi"
    single.write_bytes(region().tobytes())
    assert areas(read_outlines(single, "a.roi", SIZE)) == [12]


def test_damaged_imagej_files(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK")
    with pytest.raises(UnusableFileError, match="no whole ZIP file"):
        read_outlines(path, "a.zip", SIZE)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("b.roi", b"Iout" + bytes(9))
    with pytest.raises(UnusableFileError, match=r"the region b\.roi cannot be read"):
        read_outlines(path, "a.zip", SIZE)


def test_regions_of_several_slices(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        for position in (1, 2):
            file.writestr(f"{position}.roi", region(position=position).tobytes())
    with pytest.raises(UnusableFileError, match="of 2 slices"):
        read_outlines(path, "a.zip", SIZE)
