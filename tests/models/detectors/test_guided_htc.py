import pytest
import torch
from mmdet.registry import MODELS


@pytest.fixture
def semantic_cfg(detector_cfg):
    """A small hybrid task cascade of two stages with a semantic branch of one class."""
    head = detector_cfg.roi_head
    boxes = head.bbox_roi_extractor
    mask_head = head.mask_head
    mask_head.type = "CSAMHTCMaskHead"
    head.update(
        type="HybridTaskCascadeRoIHead",
        num_stages=2,
        stage_loss_weights=[1, 0.5],
        bbox_head=[head.bbox_head.copy() for _ in range(2)],
        mask_head=[dict(mask_head, with_conv_res=False), mask_head],
        semantic_roi_extractor=dict(boxes, featmap_strides=[8]),
        semantic_head=dict(
            type="FusedSemanticHead",
            num_ins=5,
            fusion_level=1,
            num_convs=1,
            in_channels=32,
            conv_out_channels=32,
            num_classes=1,
        ),
        semantic_fusion=("bbox",),
    )
    detector_cfg.type = "GuidedHybridTaskCascade"
    detector_cfg.train_cfg.rcnn = [detector_cfg.train_cfg.rcnn] * 2
    return detector_cfg


def test_semantic_features_reach_the_boxes_alone(semantic_cfg, batch):
    """What the semantic branch says changes the scores; the mask heads run as ever."""
    model = MODELS.build(semantic_cfg).eval()
    data = model.data_preprocessor(batch(), False)
    scores = []
    for bias in (0.0, 5.0):
        torch.nn.init.constant_(model.roi_head.semantic_head.conv_embedding.conv.bias, bias)
        with torch.no_grad():
            found = model(**data, mode="predict")[0].pred_instances
        assert found.masks.shape == (len(found), 192, 256)
        scores.append(found.scores.sort().values)
    assert len(scores[0]) > 0
    assert scores[0].shape != scores[1].shape or not torch.equal(*scores)


@pytest.mark.parametrize("fusion", [("mask",), ("bbox", "mask")])
def test_semantic_features_cannot_reach_the_masks(semantic_cfg, fusion):
    semantic_cfg.roi_head.semantic_fusion = fusion
    with pytest.raises(ValueError, match="fuses several feature maps of a RoI: set it to .'bbox'"):
        MODELS.build(semantic_cfg)
