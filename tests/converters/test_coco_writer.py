import json

import pytest

from mmcsam.converters.coco_writer import coco_dict, write_json


def test_dict():
    coco = coco_dict([{"id": 1}], [], ("cell", "nucleus"), "Cells", "A licence", "an address")
    assert coco["categories"] == [{"id": 1, "name": "cell"}, {"id": 2, "name": "nucleus"}]
    assert coco["images"] == [{"id": 1, "license": 1}]
    assert coco["info"] == {"description": "Cells", "license": "A licence, an address"}


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "out" / "a.json"
    write_json(path, {"images": [1]})
    with pytest.raises(TypeError):
        write_json(path, {"images": [1, 2], "annotations": [object()]})
    assert json.loads(path.read_text()) == {"images": [1]}
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]
