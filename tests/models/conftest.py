import numpy as np
import pytest
import torch
from mmdet.models.data_preprocessors import DetDataPreprocessor
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.config import Config
from mmengine.logging import MMLogger
from mmengine.model import BaseModule
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from repository import ROOT
from torch import nn

import mmcsam  # noqa: F401, registers the components

PREPROCESSORS = {
    "imagenet": {
        "mean": [123.675, 116.28, 103.53],
        "std": [58.395, 57.12, 57.375],
        "bgr_to_rgb": True,
    },
    "caffe2": {"mean": [103.53, 116.28, 123.675], "std": [1.0, 1.0, 1.0], "bgr_to_rgb": False},
    "none": {},
}


@MODELS.register_module()
class RecordingSegmentor(BaseModule):
    """Keep the crops that it gets; one logit is the mean over channels, times a weight."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.crops = []

    def forward(self, crops):
        self.crops.append(crops.detach())
        return crops.mean(dim=1, keepdim=True) * self.weight


@MODELS.register_module()
class ThreeClassSegmentor(BaseModule):
    """Background logit 0.5, then the mean over channels and its negative."""

    def forward(self, crops):
        mean = crops.mean(dim=1, keepdim=True)
        return torch.cat([torch.full_like(mean, 0.5), mean, -mean], dim=1)


@pytest.fixture(autouse=True)
def _fixed_start():
    init_default_scope("mmdet")
    MMLogger.get_current_instance().setLevel("WARNING")  # init_weights tells of every parameter
    torch.manual_seed(0)
    np.random.seed(0)


@pytest.fixture
def count():
    """Count the parameters of a module or of what a config builds."""

    def call(module):
        module = MODELS.build(module) if isinstance(module, dict) else module
        return sum(parameter.numel() for parameter in module.parameters())

    return call


@pytest.fixture
def preprocessor():
    """Build a detector's preprocessor: "imagenet" (RGB), "caffe2" (BGR) or "none"."""

    def build(name):
        return DetDataPreprocessor(**PREPROCESSORS[name])

    return build


@pytest.fixture
def detector_cfg():
    """Return the config of a small detector."""
    return Config.fromfile(ROOT / "tests/samples/tiny_detector.py").model


@pytest.fixture
def detector(detector_cfg):
    """Return a function that builds a small detector with initialised weights, or an ablation."""

    def build(fusion=True, csam=True, guide=True):
        roi_head = detector_cfg.roi_head
        if not fusion:
            roi_head.mask_head.fusion = None
            roi_head.mask_head.in_channels = 32
            roi_head.mask_roi_extractor = roi_head.bbox_roi_extractor.copy()
            roi_head.mask_roi_extractor.roi_layer = {"type": "RoIAlign", "output_size": 8}
        if not csam:
            roi_head.mask_head.csam = None
        if not guide:
            detector_cfg.guide = None
        model = MODELS.build(detector_cfg)
        model.init_weights()
        return model

    return build


@pytest.fixture
def batch():
    """Return a function that makes a batch of two 96x128 images with ``cells`` cells each.

    The files are twice as large as the images.
    """

    def make(cells=2):
        rng = np.random.default_rng(0)
        boxes = [(10, 12, 50, 60), (64, 30, 110, 80)][:cells]
        inputs, samples = [], []
        for image_id in range(2):
            masks = np.zeros((len(boxes), 96, 128), np.uint8)
            for mask, (left, top, right, bottom) in zip(masks, boxes, strict=True):
                mask[top:bottom, left:right] = 1
            sample = DetDataSample(
                metainfo={
                    "img_id": image_id,
                    "img_shape": (96, 128),
                    "ori_shape": (192, 256),
                    "scale_factor": (0.5, 0.5),
                }
            )
            sample.gt_instances = InstanceData(
                bboxes=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
                labels=torch.zeros(len(boxes), dtype=torch.long),
                masks=BitmapMasks(masks, 96, 128),
            )
            sample.ignored_instances = InstanceData(
                bboxes=torch.zeros(0, 4), labels=torch.zeros(0, dtype=torch.long)
            )
            inputs.append(torch.from_numpy(rng.integers(0, 256, (3, 96, 128), dtype=np.uint8)))
            samples.append(sample)
        return {"inputs": inputs, "data_samples": samples}

    return make
