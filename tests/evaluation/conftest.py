import json

import numpy as np
import pytest
from drawn_instances import SIZE, draw_pair_masks
from pycocotools import mask as mask_api

from mmcsam.structures.rle import encode_masks


@pytest.fixture(scope="session")
def drawn():
    """Twelve images: (truth, prediction, scores with ties and in no order, crowd)."""
    rng = np.random.default_rng(3)
    images = []
    for _ in range(12):
        truth, prediction = draw_pair_masks(rng)
        scores = rng.integers(1, 11, len(prediction)) / 10
        crowd = rng.random(len(truth)) < 0.15
        images.append((truth, prediction, scores, crowd))
    return images


@pytest.fixture
def write_coco(tmp_path):
    """Write images such as ``drawn`` as COCO files and return their paths."""

    def write(drawn, **changes):
        entries, annotations, results = [], [], []
        for number, (truth, prediction, scores, crowd) in enumerate(drawn, start=1):
            entry = {"id": number, "file_name": f"{number}.png"}
            entries.append({**entry, "height": SIZE[0], "width": SIZE[1]})
            common = {"image_id": number, "category_id": 1}
            for rle, is_crowd in zip(encode_masks(truth), crowd, strict=True):
                annotation = {"id": len(annotations) + 1, "iscrowd": int(is_crowd), **common}
                area, bbox = float(mask_api.area(rle)), mask_api.toBbox(rle).tolist()
                annotations.append({**annotation, "segmentation": rle, "area": area, "bbox": bbox})
            for rle, score in zip(encode_masks(prediction), scores, strict=True):
                results.append({**common, "score": float(score), "segmentation": rle})
        truth = {"images": entries, "annotations": annotations, **changes}
        truth = {"categories": [{"id": 1, "name": "cell"}], **truth}
        paths = tmp_path / "truth.json", tmp_path / "predictions.json"
        for path, content in zip(paths, (truth, results), strict=True):
            path.write_text(json.dumps(content))
        return paths

    return write
