import pytest
import torch
from mmdet.models.task_modules.samplers import SamplingResult
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData

from mmcsam.models import CSAMMaskHead
from mmcsam.models.roi_heads.roi_features import RoIFeatures

FUSION = {
    "type": "MultiScaleFusion",
    "in_channels": 8,
    "branch_channels": 4,
    "input_sizes": (8, 4),
    "output_size": 4,
}
CSAM = {"type": "CSAM", "kernel_size": 3}


@pytest.fixture
def small_head():
    def build(**settings):
        return CSAMMaskHead(
            **{
                "fusion": FUSION,
                "csam": CSAM,
                "in_channels": 8,
                "conv_out_channels": 6,
                "num_classes": 1,
                **settings,
            }
        )

    return build


@pytest.fixture
def features():
    def make(rois=3, guide=True):
        levels = (torch.randn(rois, 8, 8, 8), torch.randn(rois, 8, 4, 4))
        return RoIFeatures(levels, torch.rand(rois, 1, 16, 16) if guide else None)

    return make


@pytest.fixture
def one_positive():
    """A sampling result with one positive proposal on one cell, and the ground truth."""
    box = torch.tensor([[4.0, 4.0, 20.0, 20.0]])
    masks = torch.zeros(1, 32, 32, dtype=torch.uint8)
    masks[:, 4:20, 4:12] = 1  # the left half of the box
    truth = InstanceData(
        bboxes=box,
        labels=torch.zeros(1, dtype=torch.long),
        masks=BitmapMasks(masks.numpy(), 32, 32),
    )
    sampled = SamplingResult.random(num_gts=1, num_preds=1)
    sampled.pos_priors, sampled.pos_assigned_gt_inds = box, torch.zeros(1, dtype=torch.long)
    sampled.pos_gt_labels = torch.zeros(1, dtype=torch.long)
    return [sampled], [truth]
