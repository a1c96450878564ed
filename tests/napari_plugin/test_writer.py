"""Labels layers as files, from plain data."""

import json

import numpy as np
import pytest
import tifffile

from mmcsam.coco.reader import read_coco
from mmcsam.napari_plugin.reader import get_reader
from mmcsam.napari_plugin.writer import write_coco_file, write_label_image_file
from mmcsam.structures.rle import decode_crop

LABELS = np.zeros((6, 8), np.int64)
LABELS[0:2, 0:3], LABELS[4:6, 5:8], LABELS[0, 7], LABELS[3, 0] = 1, 4, 4, 9
FEATURES = {"index": [1, 4, 9], "class": ["b", "a", "b"], "score": [0.5, 0.25, 1.0]}
OURS = {"mmcsam": {"file_name": "scans/1.png", "classes": ["a", "b", "c"]}}


def read_back(path):
    coco = json.loads(path.read_text())
    return coco, read_coco(path)


def test_coco_says_what_the_layer_said(tmp_path):
    path = tmp_path / "cells.json"
    attributes = {"name": "x", "features": FEATURES, "metadata": OURS}
    assert write_coco_file(str(path), LABELS, attributes) == [str(path)]
    coco, data = read_back(path)
    assert [entry["name"] for entry in coco["categories"]] == ["a", "b", "c"]
    keys = ("category_id", "score", "area")
    found = [tuple(entry[key] for key in keys) for entry in coco["annotations"]]
    assert found == [(2, 0.5, 6), (1, 0.25, 7), (2, 1.0, 1)]
    (image,) = data.images
    assert (image.file_name, image.width, image.height) == ("scans/1.png", 8, 6)
    crop, left, top = decode_crop(image.instances[1].rle)
    np.testing.assert_array_equal(crop, (LABELS == 4)[0:6, 5:8])
    assert (left, top) == (5, 0)


def test_what_was_written_is_read_as_the_same_layer(tmp_path):
    path = str(tmp_path / "cells.json")
    write_coco_file(path, LABELS, {"name": "x", "features": FEATURES, "metadata": OURS})
    [(labels, attributes, _)] = get_reader(path)(path)
    again = str(tmp_path / "again.json")
    write_coco_file(again, labels, attributes)
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "cells.json").read_bytes()
    assert attributes["features"] | {"index": [1, 4, 9]} == FEATURES | {"area_px": [6, 7, 1]}


def test_a_cell_drawn_by_hand_makes_annotations(tmp_path):
    """The table has no row of it, or one without values, as napari adds them."""
    path = tmp_path / "cells.json"
    two = {name: values[:2] for name, values in FEATURES.items()}
    odd = {"index": [1, 4, 9], "class": ["b", "a", float("nan")], "score": [0.5, 0.25, np.nan]}
    for features in (two, odd):
        write_coco_file(str(path), LABELS, {"name": "x", "features": features, "metadata": OURS})
        coco, _ = read_back(path)
        assert [entry["category_id"] for entry in coco["annotations"]] == [2, 1, 1]
        assert not any("score" in entry for entry in coco["annotations"])


def test_rows_without_an_index_count_from_the_background(tmp_path):
    path = tmp_path / "cells.json"
    features = {"class": ["nothing", "b", "x", "x", "a"]}
    write_coco_file(str(path), LABELS, {"name": "x", "features": features})
    coco, _ = read_back(path)
    names = [entry["name"] for entry in coco["categories"]]
    assert [names[entry["category_id"] - 1] for entry in coco["annotations"]] == ["b", "a", "cell"]


@pytest.mark.parametrize("features", [None, {}])
def test_a_layer_that_nobody_described(tmp_path, features):
    path = tmp_path / "cells.json"
    write_coco_file(str(path), LABELS, {"name": "Labels", "features": features, "metadata": {}})
    coco, data = read_back(path)
    assert [entry["name"] for entry in coco["categories"]] == ["cell"]
    assert data.images[0].file_name == "Labels"
    write_coco_file(str(path), np.zeros((2, 2), int), {"name": "Labels"})
    assert read_back(path)[0]["annotations"] == []


@pytest.mark.parametrize(
    ("highest", "dtype"), [(9, "uint16"), (65_535, "uint16"), (65_536, "uint32"), (2**33, "uint64")]
)
def test_a_label_image(tmp_path, highest, dtype):
    labels = np.where(LABELS == 9, highest, LABELS)
    path = tmp_path / "cells.tif"
    assert write_label_image_file(str(path), labels, {"name": "x"}) == [str(path)]
    found = tifffile.imread(path)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, labels)


def test_a_stack_and_several_scales(tmp_path):
    stack = np.stack([LABELS, LABELS + 1])
    path = tmp_path / "cells.tif"
    write_label_image_file(str(path), stack, {"name": "x"})
    np.testing.assert_array_equal(tifffile.imread(path), stack)
    write_label_image_file(str(path), [LABELS, LABELS[::2, ::2]], {"name": "x", "multiscale": True})
    np.testing.assert_array_equal(tifffile.imread(path), LABELS)
    with pytest.raises(ValueError, match="the layer x: it has 3 axes; expected 2"):
        write_coco_file(str(tmp_path / "cells.json"), stack, {"name": "x"})


@pytest.mark.parametrize("write", [write_coco_file, write_label_image_file])
def test_labels_below_0_are_refused_and_nothing_is_written(tmp_path, write):
    with pytest.raises(ValueError, match="the layer x: the mask has values below 0, down to -1"):
        write(str(tmp_path / "cells.json"), LABELS - 1, {"name": "x"})
    assert not list(tmp_path.iterdir())
