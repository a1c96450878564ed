import json

import pytest
from mmdet.registry import TRANSFORMS
from mmengine.registry import init_default_scope

import mmcsam  # noqa: F401, registers the transforms


@pytest.fixture
def transform(tmp_path):
    init_default_scope("mmdet")
    path = tmp_path / "folds.json"
    path.write_text(json.dumps({"folds": {"3": 0, "8": 2}}))
    return TRANSFORMS.build({"type": "LoadGuideFold", "folds": str(path)})


def test_fold_of_an_image(transform):
    assert transform({"img_id": 8})["guide_fold"] == 2
    assert transform({"img_id": 3})["guide_fold"] == 0


def test_image_without_a_fold(transform):
    with pytest.raises(KeyError, match=r"image 4 \(x/4\.bmp\) is in no fold of .*folds\.json"):
        transform({"img_id": 4, "img_path": "x/4.bmp"})


def test_no_file(tmp_path):
    init_default_scope("mmdet")
    with pytest.raises(
        FileNotFoundError, match=r"nowhere\.json: no such file, expected folds; train the guides"
    ):
        TRANSFORMS.build({"type": "LoadGuideFold", "folds": str(tmp_path / "nowhere.json")})
