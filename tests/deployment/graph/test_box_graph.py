"""Boxes of several classes in a graph."""

import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmengine.config import ConfigDict
from mmengine.structures import InstanceData

from mmcsam.deployment.graph.box_graph import BoxGraph
from mmcsam.deployment.operators import OnnxOperators, TorchOperators


@pytest.fixture
def heads(packed):
    """Return a function that builds RoI heads of three classes."""
    from mmcsam.inference.model.packed_model import read_card

    def build(**settings):
        torch.manual_seed(0)
        config = ConfigDict(read_card(packed).model["roi_head"])
        config.bbox_head.update(num_classes=3, **settings)
        config.mask_head.num_classes = 3
        test_cfg = ConfigDict(
            score_thr=0.05, nms={"type": "nms", "iou_threshold": 0.4}, max_per_img=1000
        )
        roi_head = MODELS.build({**config, "test_cfg": test_cfg}).eval()
        torch.nn.init.normal_(roi_head.bbox_head.fc_cls.weight, std=1.0)
        torch.nn.init.normal_(roi_head.bbox_head.fc_reg.weight, std=0.2)
        return roi_head

    return build


@pytest.mark.parametrize("class_agnostic", [False, True])
@pytest.mark.parametrize("one_box_for_all", [False, True])
def test_as_the_head(heads, class_agnostic, one_box_for_all):
    roi_head = heads(reg_class_agnostic=one_box_for_all)
    roi_head.test_cfg.nms["class_agnostic"] = class_agnostic
    features = tuple(torch.randn(1, 32, 96 // s, 160 // s) for s in (4, 8, 16, 32))
    corner = torch.rand(30, 2) * torch.tensor([100, 50])
    proposals = torch.cat([corner, corner + 10 + torch.rand(30, 2) * 40], dim=1)
    sample = DetDataSample(metainfo={"img_shape": (96, 160), "scale_factor": (1, 1)})
    with torch.no_grad():
        expected = roi_head.predict_bbox(
            features,
            [sample.metainfo],
            [InstanceData(bboxes=proposals, scores=torch.ones(30))],
            roi_head.test_cfg,
        )[0]
        for operators in (OnnxOperators(), TorchOperators()):
            boxes, scores, labels = BoxGraph(roi_head, operators)(
                features,
                proposals,
                (torch.tensor(96), torch.tensor(160)),
                torch.tensor(1.0),
                torch.tensor(0.0),
            )
            assert labels.tolist() == expected.labels.tolist()
            torch.testing.assert_close(scores, expected.scores, atol=1e-5, rtol=1e-5)
            torch.testing.assert_close(boxes, expected.bboxes, atol=1e-3, rtol=1e-4)
    assert len(labels) > 10 and (class_agnostic or len(set(labels.tolist())) > 1)
