"""COCO files are written a split each."""

import json

from mmcsam.coco.reader import read_coco
from mmcsam.coco.writer import write_coco


def split(name):
    return {
        "images": [{"id": 1, "file_name": name, "width": 4, "height": 4}],
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [
            {
                "id": 1,
                "image_id": 1,
                "category_id": 1,
                "segmentation": {"size": [4, 4], "counts": "52203"},
            }
        ],
    }


def test_what_was_written_is_read(tmp_path):
    splits = {"train": split("Zelle ä.png"), "validation": split("b.png")}
    write_coco(tmp_path, splits)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["instances_train.json", "instances_validation.json"]
    for name, content in splits.items():
        path = tmp_path / f"instances_{name}.json"
        assert json.loads(path.read_text(encoding="utf-8")) == content
        [image] = read_coco(path).images
        assert image.file_name == content["images"][0]["file_name"]
        assert [instance.rle["counts"] for instance in image.instances] == ["52203"]


def test_no_splits(tmp_path):
    write_coco(tmp_path, {})
    assert list(tmp_path.iterdir()) == []
