"""Run a detector in PyTorch."""

import os
from collections.abc import Mapping

import torch
from mmdet.structures import DetDataSample
from torch import Tensor

from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.preparation import Preparation
from mmcsam.ops.fold_batch_norms import fold_batch_norms
from mmcsam.structures.rle import cut_to_box, decode_crop

from .detection import OBJECTS, Detection


class PyTorchBackend:
    """A detector in PyTorch, ready to predict.

    Args:
        card: Of the model.
        weights: Its weights by name.
        device: As PyTorch names it; None takes a GPU where there is one.
        source: What to call the model in an error.
        lowest_score: Objects of lower scores are not asked for.

    Raises:
        ValueError: If the config names what is not registered.
        UnusableFileError: If the weights do not fit it.
    """

    name = "pytorch"

    def __init__(
        self,
        card: ModelCard,
        weights: Mapping[str, Tensor],
        device: str | None,
        source: str,
        lowest_score: float = 0.0,
    ) -> None:
        self.model = build_detector(card, weights, source)
        fold_batch_norms(self.model)
        self.to(device)
        self.prepare = Preparation(PipelineSteps(card.pipeline))
        self._leave_out(lowest_score)
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

    def set_threads(self, count: int) -> int:
        """Let PyTorch use so many threads of the CPU from now on; return how many it used."""
        before = torch.get_num_threads()
        torch.set_num_threads(count)
        return before

    def _leave_out(self, lowest_score: float) -> None:
        """Let no mask be made of objects below a score.

        NMS goes from high scores to low ones, so that what is left out changes nothing else.
        """
        for module in self.model.modules():
            settings = getattr(module, "test_cfg", None)
            if isinstance(settings, dict) and "score_thr" in settings:
                # The detector leaves out what is no more than this.
                settings["score_thr"] = max(settings["score_thr"], lowest_score - 1e-6)

    def _set_limits(self, area: float) -> int:
        """Let the limits follow a window's area; return that of the last stage."""
        last = 0
        for settings, name, value in self._limits:
            is_last = "score_thr" in settings
            settings[name] = round(max(value, OBJECTS if is_last else 0) * area)
            if is_last and name == "max_per_img":
                last = settings[name]
        return last or round(OBJECTS * area)


def _own_device() -> str:
    """Return this process's GPU, where torchrun has started one for each, or the CPU."""
    if not torch.cuda.is_available():
        return "cpu"
    return f"cuda:{int(os.environ.get('LOCAL_RANK', '0')) % torch.cuda.device_count()}"
