"""COCO files in the form of annotation tools are read, or refused with the cure."""

import json

import numpy as np
import pytest

from mmcsam.coco.reader import read_coco
from mmcsam.structures.rle import decode_crop

RING = [2, 1, 6, 1, 6, 4, 2, 4]
COUNTS = [21, 3, 7, 3, 7, 3, 7, 3, 66]
IMAGE = {"id": 1, "file_name": "a.png", "width": 12, "height": 10}
CELL = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": [RING], "iscrowd": 0}
CELL |= {"bbox": [2, 1, 4, 3], "area": 12}


def file(image=(), cell=(), categories=({"id": 1, "name": "cell"},), **more):
    return {
        "images": [{**IMAGE, **dict(image)}],
        "annotations": [{**CELL, **dict(cell)}],
        "categories": list(categories),
        **more,
    }


TOOLS = {
    "Labelme": file(
        {"id": 0, "file_name": "JPEGImages/a.jpg", "license": 0, "url": None},
        {"id": 0, "image_id": 0, "area": 12.0, "bbox": [2.0, 1.0, 4.0, 3.0]},
        [{"id": 0, "name": "_background_"}, {"id": 1, "name": "cell"}],
        type="instances",
    ),
    "CVAT": file(
        {"license": 0, "flickr_url": "", "coco_url": "", "date_captured": 0},
        {
            "segmentation": {"counts": COUNTS, "size": [10, 12]},
            "attributes": {"occluded": False, "rotation": 0.0},
        },
        [{"id": 1, "name": "cell", "supercategory": ""}],
        licenses=[{"name": "", "id": 0, "url": ""}],
    ),
    "Label Studio": file(
        {"id": 0, "file_name": "images\\1f2e-a.png"},
        {"id": 0, "image_id": 0, "category_id": 0, "ignore": 0},
        [{"id": 0, "name": "cell"}],
    ),
    "VIA": file({"id": "1"}, {"image_id": "1", "segmentation": RING, "category_id": "1"}),
    "Roboflow": file(
        {"id": 0, "file_name": "a_png.rf.0a1b.jpg", "extra": {"name": "a.png"}},
        {"id": 0, "image_id": 0, "category_id": 1},
        [
            {"id": 0, "name": "cell", "supercategory": "none"},
            {"id": 1, "name": "cell", "supercategory": "cell"},
        ],
    ),
    "RectLabel": file(
        cell={"segmentation": {"size": [10, 12], "counts": COUNTS}, "track_id": 0, "area": 12.0}
    ),
    "imantics": file(
        {
            "path": "/home/lab/a.png",
            "metadata": {},
            "regenerate_thumbnail": False,
            "milliseconds": 0,
        },
        {"isbbox": False, "color": "#a0b1c2", "metadata": {}, "bbox": [2, 1, 4, 3]},
        [{"id": 1, "name": "cell", "color": "#ffffff", "metadata": {}, "keypoint_colors": []}],
    ),
    "QuPath": file(cell={"area": None, "bbox": None, "iscrowd": None, "id": "7e2f-44a0"}),
}


def read(path, content, encoding="utf-8"):
    path.write_bytes(json.dumps(content).encode(encoding))
    return read_coco(path)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_cell_is_read(tmp_path, tool, encoding):
    (image,) = read(tmp_path / "a.json", TOOLS[tool], encoding).images
    (cell,) = image.instances
    crop, left, top = decode_crop(cell.rle)
    assert (left, top, cell.category, cell.crowd) == (2, 1, "cell", False)
    assert np.array_equal(crop, np.ones((3, 4)))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ({"segmentation": {"size": [12, 10], "counts": COUNTS}}, "width and height are swapped"),
        ({"segmentation": [[1, 2, 1, 6, 4, 6, 4, 2]]}, "only with x and y swapped"),
        ({"segmentation": [[2, 1, 6, 1, 6, 4, 2]]}, "a polygon has 7 numbers"),
        ({"iscrowd": "maybe"}, "iscrowd is 'maybe'"),
        ({"image_id": "a.png"}, "the image_id 'a.png'"),
    ],
)
def test_what_means_several_things_is_refused(tmp_path, cell, said):
    with pytest.raises(ValueError, match=said) as error:
        read(tmp_path / "a.json", file(cell=cell))
    assert "entry 1" in str(error.value)
