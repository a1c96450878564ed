import json

import cv2
import numpy as np
import pytest
from fake_backend import draw_discs, pack_tiny_model

from mmcsam.structures.instance_mask import InstanceMask

SIZE = (96, 64)


@pytest.fixture
def data(tmp_path):
    """Six images of discs with their annotations, and a model of random weights."""
    images, annotations = [], []
    for number in range(6):
        picture = draw_discs(*SIZE, 3, number)
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
        images.append(
            {"id": number, "file_name": f"{number}.png", "width": SIZE[0], "height": SIZE[1]}
        )
        count, labels = cv2.connectedComponents((picture > 127).astype(np.uint8))
        for label in range(1, count):
            mask = InstanceMask.cut((labels == label).astype(np.uint8), 0, 0, SIZE)
            own = {"id": len(annotations) + 1, "image_id": number}
            annotations.append({**own, **mask.annotation(1)})
    coco = {"images": images, "annotations": annotations}
    coco["categories"] = [{"id": 1, "name": "disc"}]
    (tmp_path / "coco.json").write_text(json.dumps(coco))
    pack_tiny_model(tmp_path / "old.mmcsam")
    return tmp_path
