import json

import pytest
from exported_masks import HEIGHT, MASKS, WIDTH, annotation

from mmcsam.export.export import FORMATS, export_coco


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
