import json

import pytest
from disc_coco import write_discs
from fake_backend import pack_tiny_model


@pytest.fixture
def data(tmp_path):
    """Six images of discs with their annotations, and a model of random weights."""
    (tmp_path / "coco.json").write_text(json.dumps(write_discs(tmp_path, 6)))
    pack_tiny_model(tmp_path / "old.mmcsam")
    return tmp_path
