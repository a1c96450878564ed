import json

import cv2
import numpy as np
import pytest
from boxed_cells import CORNER, FIRST, HEIGHT, SECOND, WIDTH, annotation
from mmdet.registry import DATASETS
from mmengine.registry import init_default_scope

import mmcsam  # noqa: F401, registers the data sets


@pytest.fixture(autouse=True)
def _fixed_start():
    init_default_scope("mmdet")
    np.random.seed(0)


@pytest.fixture
def coco(tmp_path):
    """Two touching cells on one noisy image, one in the corner of another, a third without."""
    rng = np.random.default_rng(0)
    images = [
        {"id": number, "file_name": f"x/{number}.bmp", "width": WIDTH, "height": HEIGHT}
        for number in (1, 2, 3)
    ]
    (tmp_path / "x").mkdir()
    for image in images:
        pixels = rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        cv2.imwrite(str(tmp_path / image["file_name"]), pixels)
    return {
        "images": images,
        "annotations": [
            annotation(1, 1, FIRST),
            annotation(2, 1, SECOND),
            annotation(3, 2, CORNER),
        ],
        "categories": [{"id": 1, "name": "cell"}],
    }


@pytest.fixture
def dataset(coco, tmp_path):
    """Return a function that builds a data set; without settings crops are the cells' boxes."""

    def build(**settings):
        (tmp_path / "cells.json").write_text(json.dumps(coco))
        plain = {"crop_size": 30, "max_margin": 0.0, "jitter": 0.0}
        return DATASETS.build(
            {
                "type": "RoICropDataset",
                "ann_file": "cells.json",
                "data_root": str(tmp_path),
                **plain,
                **settings,
            }
        )

    return build
