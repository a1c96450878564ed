import json

import numpy as np
import pytest
import torch
from mmdet.registry import METRICS
from mmdet.structures import DetDataSample
from mmdet.structures.mask import encode_mask_results
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData
from pycocotools import mask as mask_utils


def box(left, top, right, bottom):
    mask = np.zeros((10, 10), np.uint8, order="F")
    mask[top:bottom, left:right] = 1
    return mask


@pytest.fixture
def ann_file(tmp_path):
    """Image 5 with two touching cells of 20 pixels, image 9 without cells; 10x10 each."""
    annotations = []
    for number, mask in enumerate((box(0, 0, 4, 5), box(4, 0, 8, 5)), start=1):
        rle = mask_utils.encode(mask)
        annotations.append(
            {
                "id": number,
                "image_id": 5,
                "category_id": 1,
                "segmentation": {"size": [10, 10], "counts": rle["counts"].decode()},
                "area": 20,
                "bbox": [0, 0, 1, 1],
                "iscrowd": 0,
            }
        )
    path = tmp_path / "cells.json"
    path.write_text(
        json.dumps(
            {
                "images": [
                    {"id": number, "file_name": f"{number}.bmp", "width": 10, "height": 10}
                    for number in (5, 9)
                ],
                "annotations": annotations,
                "categories": [{"id": 1, "name": "cell"}],
            }
        )
    )
    return str(path)


def sample(image_id, masks, scores, rle):
    made = DetDataSample(metainfo={"img_id": image_id})
    masks = np.array(masks, bool).reshape(-1, 10, 10)
    made.pred_instances = InstanceData(
        scores=torch.tensor(scores),
        labels=torch.zeros(len(masks), dtype=torch.long),
        masks=encode_mask_results(masks) if rle else torch.from_numpy(masks),
    )
    return made


@pytest.fixture(params=[False, True], ids=["tensors", "RLE"])
def predictions(request):
    """On image 5 a good mask of 36 pixels at 0.9 and a bad one at 0.4; nothing on image 9."""
    return [
        sample(5, [box(0, 0, 9, 4), box(0, 6, 10, 10)], [0.9, 0.4], request.param),
        sample(9, [], [], request.param),
    ]


def evaluate(ann_file, samples, **settings):
    metric = METRICS.build({"type": "MergedMaskIoUMetric", "ann_file": ann_file, **settings})
    evaluator = Evaluator(metric)
    for one in samples:
        evaluator.process(data_samples=[one])
    return evaluator.evaluate(len(samples))


def test_confident_masks_only(ann_file, predictions):
    """32 of 40 + 36 - 32 pixels; the rest of 200."""
    figures = evaluate(ann_file, predictions)
    cell, background = 32 / 44, (200 - 44) / (200 - 32)
    assert figures == pytest.approx(
        {
            "mIoU": (cell + background) / 2,
            "cell_IoU": cell,
            "background_IoU": background,
            "mIoU_image": ((32 / 44 + 56 / 68) / 2 + 1) / 2,
        }
    )


def test_lower_threshold(ann_file, predictions):
    """With the bad mask too: 36 + 40 pixels predicted, 44 + 40 in the union."""
    figures = evaluate(ann_file, predictions, score_thr=0.4)
    assert figures["cell_IoU"] == pytest.approx(32 / 84)


def test_nothing_is_confident(ann_file, predictions):
    figures = evaluate(ann_file, predictions, score_thr=0.95)
    assert figures["cell_IoU"] == 0
    assert figures["background_IoU"] == pytest.approx(160 / 200)


def test_prefix(ann_file, predictions):
    assert set(evaluate(ann_file, predictions, prefix="segpc")) == {
        "segpc/mIoU",
        "segpc/cell_IoU",
        "segpc/background_IoU",
        "segpc/mIoU_image",
    }
