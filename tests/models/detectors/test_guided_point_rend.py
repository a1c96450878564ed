import pytest
import torch
from mmdet.registry import MODELS


@pytest.fixture
def point_cfg(detector_cfg):
    """A small PointRend, its point head for three levels of 32 channels."""
    detector_cfg.roi_head.update(
        type="PointRendRoIHead",
        point_head=dict(
            type="MaskPointHead",
            in_channels=3 * 32,
            num_fcs=1,
            fc_channels=8,
            num_classes=1,
            coarse_pred_each_layer=True,
            loss_point=dict(type="CrossEntropyLoss", use_mask=True),
        ),
    )
    detector_cfg.type = "GuidedPointRend"
    detector_cfg.test_cfg.rcnn.update(
        subdivision_steps=1, subdivision_num_points=32 * 32, scale_factor=2
    )
    return detector_cfg


def test_points_refine_the_coarse_masks(point_cfg, batch):
    """All points of a mask are asked here, so it is whole or empty as the point head says."""
    model = MODELS.build(point_cfg).eval()
    data = model.data_preprocessor(batch(), False)
    point_head = model.roi_head.point_head
    torch.nn.init.zeros_(point_head.fc_logits.weight)
    pixels = []
    for logit in (-9.0, 9.0):
        torch.nn.init.constant_(point_head.fc_logits.bias, logit)
        with torch.no_grad():
            found = model(**data, mode="predict")[0].pred_instances
        assert len(found) > 0
        pixels.append(found.masks.sum().item())
    assert pixels[0] == 0
    assert pixels[1] > 0


@pytest.mark.parametrize(("levels", "right"), [(2, 64), (3, 96)])
def test_point_head_of_other_channels(point_cfg, levels, right):
    head = point_cfg.roi_head
    sizes, strides = (16, 8, 4)[:levels], [4, 8, 16][:levels]
    head.mask_roi_extractor.update(output_sizes=sizes, featmap_strides=strides)
    head.mask_head.fusion.input_sizes = sizes
    head.point_head.in_channels = 32
    message = rf"in_channels=32, but it samples {levels} levels of 32 .*: set it to {right}$"
    with pytest.raises(ValueError, match=message):
        MODELS.build(point_cfg)
    head.point_head.in_channels = right
    assert MODELS.build(point_cfg).roi_head.point_head.in_channels == right
