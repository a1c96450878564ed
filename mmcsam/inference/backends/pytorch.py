"""Run a detector in PyTorch."""

import os
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmengine.config import ConfigDict
from mmengine.model import BaseModel
from mmengine.registry import init_default_scope
from torch import Tensor

import mmcsam.components  # noqa: F401, registers what configs name
from mmcsam.inference.model.known_types import require_known_types, without_start
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.ops.exact_weights import load_exact_weights
from mmcsam.ops.fold_batch_norms import fold_batch_norms
from mmcsam.structures.rle import cut_to_box, decode_crop

# Detectors are tested on 100 objects an image, as COCO has them; a slide holds more.
_OBJECTS = 1000


class Detection(NamedTuple):
    """One object in a window.

    Attributes:
        crop: (h, w), 0 and 1 or bool; in every outer row and column once.
        left: Column of the crop's first column in the window, in image pixels.
        top: Row of its first row, likewise.
        score: In [0, 1].
        label: Number of the class, from 0.
    """

    crop: np.ndarray
    left: int
    top: int
    score: float
    label: int


class PyTorchBackend:
    """A detector in PyTorch, ready to predict.

    Args:
        card: Of the model.
        weights: Its weights by name.
        device: As PyTorch names it; None takes a GPU where there is one.
        source: What to call the model in an error.

    Raises:
        ValueError: If the config names what is not registered.
        UnusableFileError: If the weights do not fit it.
    """

    def __init__(
        self, card: ModelCard, weights: Mapping[str, Tensor], device: str | None, source: str
    ) -> None:
        config = without_start(card.model)
        require_known_types(config, source)
        require_known_types(card.pipeline, source)
        if rcnn := (config.get("test_cfg") or {}).get("rcnn"):
            # Our heads make no masks of the window's size then; others do not look at it.
            rcnn["mask_format"] = "rle"
        init_default_scope("mmdet")
        self.model: BaseModel = MODELS.build(ConfigDict(config))
        floats = {name: value.float() for name, value in weights.items()}
        cure = "Give the config that the checkpoint was trained with"
        load_exact_weights(self.model, floats, source, cure)
        self.model.eval()
        fold_batch_norms(self.model)
        self.to(device)
        self._limits = [
            (module.test_cfg, name, module.test_cfg[name])
            for module in self.model.modules()
            for name in ("max_per_img", "nms_pre")
            if isinstance(getattr(module, "test_cfg", None), dict) and name in module.test_cfg
        ]

    def to(self, device: str | None) -> None:
        """Move the network to a device; None takes a GPU where there is one, this process's own."""
        self.device = device or _own_device()
        self.model.to(self.device)

    @torch.no_grad()
    def detect(self, data: dict, area: float = 1.0) -> tuple[list[Detection], bool]:
        """Find the objects in a window.

        Args:
            data: ``inputs`` (3, H, W) and ``data_samples`` of it, as a pipeline packs them.
            area: How many times larger the window is than the images that the detector's limits
                were made for; they grow with it.

        Returns:
            tuple: The objects by descending score; and whether the detector's limit was reached, so
            that there may be more.
        """
        limit = self._set_limits(max(1.0, area))
        sample: DetDataSample = self.model.test_step(
            {"inputs": [data["inputs"]], "data_samples": [data["data_samples"]]}
        )[0]
        found = sample.pred_instances
        masks = found.masks.cpu().numpy() if isinstance(found.masks, Tensor) else found.masks
        detections = []
        # Some detectors score box and mask apart, as in COCO's evaluation.
        scores = found.get("mask_scores", found.scores)
        for mask, score, label in zip(masks, scores.tolist(), found.labels.tolist(), strict=True):
            crop, left, top = decode_crop(mask) if isinstance(mask, dict) else cut_to_box(mask)
            if crop.size:
                detections.append(Detection(crop, left, top, score, label))
        detections.sort(key=lambda detection: -detection.score)
        return detections, len(scores) >= limit

    def _set_limits(self, area: float) -> int:
        """Let the limits follow a window's area; return that of the last stage."""
        last = 0
        for settings, name, value in self._limits:
            is_last = "score_thr" in settings
            settings[name] = round(max(value, _OBJECTS if is_last else 0) * area)
            if is_last and name == "max_per_img":
                last = settings[name]
        return last or round(_OBJECTS * area)


def _own_device() -> str:
    """Return this process's GPU, where torchrun has started one for each, or the CPU."""
    if not torch.cuda.is_available():
        return "cpu"
    return f"cuda:{int(os.environ.get('LOCAL_RANK', '0')) % torch.cuda.device_count()}"
