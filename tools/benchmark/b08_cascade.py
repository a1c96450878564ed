"""B8: passes of the guide in a cascade's test."""

import copy
from pathlib import Path

import torch
from harness import DEVICE, Row
from mmdet.registry import MODELS
from mmdet.testing import demo_mm_inputs
from mmengine.config import Config

from mmcsam.models.roi_heads.image_features import ImageFeatures

CONFIG = Path(__file__).parents[2] / "configs" / "csam_cascade_r50_segpc.py"


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    cfg = Config.fromfile(CONFIG).model
    cfg.backbone.init_cfg = cfg.guide.checkpoint = None
    cfg.guide.segmentor.base_channels = 4
    model = MODELS.build(cfg).to(DEVICE).eval()
    calls = []
    model.guide.register_forward_hook(lambda *_: calls.append(1))
    data = model.data_preprocessor(demo_mm_inputs(1, [[3, 128, 160]], with_mask=True), False)

    def test() -> tuple[int, torch.Tensor]:
        calls.clear()
        with torch.no_grad():
            (sample,) = model(**copy.deepcopy(data), mode="predict")
        return len(calls), sample.pred_instances.masks

    (ours, our_masks), remembering = test(), ImageFeatures.guide_map
    try:
        ImageFeatures.guide_map = lambda self, rois: self.runner.guide(self.image, rois)
        peer, masks = test()
    finally:
        ImageFeatures.guide_map = remembering
    what = "guide passes in the test of a cascade of three, without and with memory"
    same = "same" if torch.equal(our_masks, masks) else "DIFFERENT"
    return [Row("B8", what, peer, ours, 3, f"{same} masks of {len(masks)} detections")]
