"""The detectors that the benchmarks compare, with one class and random weights."""

from pathlib import Path

import torch
from harness import DEVICE
from mmdet.registry import MODELS
from mmengine.config import Config, ConfigDict
from mmengine.hub import get_config
from mmengine.structures import InstanceData
from torch import Tensor, nn

CONFIGS = Path(__file__).parents[2] / "configs"
PEERS = {
    "Mask R-CNN": "mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py",
    "GRoIE": "groie/mask-rcnn_r50_fpn_groie_1x_coco.py",
    "PointRend": "point_rend/point-rend_r50-caffe_fpn_ms-1x_coco.py",
    "Cascade Mask R-CNN": "cascade_rcnn/cascade-mask-rcnn_r50_fpn_1x_coco.py",
    "HTC": "htc/htc-without-semantic_r50_fpn_1x_coco.py",
}


def build_peer(name: str) -> nn.Module:
    """Build MMDetection's detector of that name, without pretrained weights."""
    return _build(get_config(f"mmdet::{PEERS[name]}").model)


def build_ours(width: int | None, crop_size: int = 128) -> nn.Module:
    """Build the paper's detector with a guide of so many channels, or MSFL alone if None."""
    name = "msfl_r50_segpc.py" if width is None else "csam_r50_segpc.py"
    cfg = Config.fromfile(CONFIGS / name).model
    if width is not None:
        cfg.guide.update(checkpoint=None, crop_size=crop_size)
        cfg.guide.segmentor.base_channels = width
    cfg.test_cfg.rcnn.mask_format = "rle"
    return _build(cfg)


def build_light() -> nn.Module:
    """Build the detector whose mask head costs less, with its guide of 16 channels on 64 px."""
    cfg = Config.fromfile(CONFIGS / "csam_light_r50_segpc.py").model
    cfg.guide.checkpoint = None
    cfg.test_cfg.rcnn.mask_format = "rle"
    return _build(cfg)


def _build(cfg: ConfigDict) -> nn.Module:
    torch.manual_seed(0)
    cfg.backbone.init_cfg = None
    _set_classes(cfg)
    return MODELS.build(cfg).to(DEVICE)


def _set_classes(cfg: ConfigDict | list) -> None:
    for key, value in cfg.items() if isinstance(cfg, dict) else enumerate(cfg):
        if key == "num_classes":
            cfg[key] = 1
        elif isinstance(value, dict | list):
            _set_classes(value)


class FixedBoxes:
    """What a RoI head finds once :func:`detect_boxes` was called; it can be sent to a process.

    Attributes:
        boxes: (n, 4) in the network's input.
    """

    def __init__(self, head: nn.Module, boxes: Tensor) -> None:
        self.head = head
        self.boxes = boxes

    def __call__(self, *args: object, **kwargs: object) -> list[InstanceData]:
        """Predict as ever, and return these boxes."""
        type(self.head).predict_bbox(self.head, *args, **kwargs)
        found = InstanceData(
            bboxes=self.boxes.to(DEVICE, copy=True),
            scores=torch.linspace(1, 0.5, len(self.boxes), device=DEVICE),
            labels=torch.zeros(len(self.boxes), dtype=torch.long, device=DEVICE),
        )
        return [found]


def detect_boxes(model: nn.Module, boxes: Tensor) -> FixedBoxes:
    """Let a detector work as ever, but find these boxes (n, 4) in the network's input."""
    model.roi_head.predict_bbox = FixedBoxes(model.roi_head, boxes)
    return model.roi_head.predict_bbox
