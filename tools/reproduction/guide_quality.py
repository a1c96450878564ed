"""How well a trained guide outlines cells, at one size for guides of any crop size."""

import os
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from mmdet.registry import DATASETS, MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import load_checkpoint
from torch import Tensor, nn

import mmcsam.components  # noqa: F401, registers the guides
from mmcsam.evaluation.measures.boundary_iou import BOUNDARY_PX, boundary_band
from mmcsam.models.segmentors.foreground import foreground_probability

SIDE, BATCH = 128, 16


def guide_quality(config: Path, checkpoint: Path, environment: dict[str, str]) -> dict[str, float]:
    """Compare a guide's masks with the true ones on the validation crops.

    A guide sees a RoI at its own crop size; its map is brought to 128 px and compared there. The
    RoIs are the same for all guides, as a test draws them by the cell's number.

    Args:
        config: Of the guide's training, with its crop size.
        checkpoint: Its weights.
        environment: Names the data, see ``prepare_data``.

    Returns:
        dict: ``crop_IoU`` and ``boundary_IoU`` (bands of 5 px), means over the crops;
        ``neighbour_leak``, share of the predicted pixels that lie on other cells; ``parameters``
        and ``ms_a_crop``, the median of batches of 16 crops.
    """
    os.environ.update({key: environment[key] for key in ("SEGPC_ROOT", "SEGPC_ANNOTATIONS")})
    init_default_scope("mmdet")
    cfg = Config.fromfile(config)
    model = MODELS.build(cfg.model).eval()
    load_checkpoint(model, str(checkpoint), map_location="cpu")
    crops = DATASETS.build(cfg.val_dataloader.dataset)
    truth = DATASETS.build({**cfg.val_dataloader.dataset, "crop_size": SIDE})
    scores, spent = [], []
    for first in range(0, len(crops), BATCH):
        places = range(first, min(first + BATCH, len(crops)))
        inputs = [crops[place]["inputs"] for place in places]
        start = time.perf_counter()
        guesses = segment(model, inputs)
        spent.append(1000 * (time.perf_counter() - start) / len(places))
        for place, guess in zip(places, guesses, strict=True):
            labels = truth[place]["data_samples"].gt_sem_seg.sem_seg[0].numpy()
            scores.append(score(labels, guess))
    ious, boundaries, leaked, predicted = np.array(scores).T
    return {
        "crop_IoU": float(ious.mean()),
        "boundary_IoU": float(boundaries.mean()),
        "neighbour_leak": float(leaked.sum() / max(predicted.sum(), 1)),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "ms_a_crop": statistics.median(spent),
    }


@torch.no_grad()
def segment(model: nn.Module, crops: list[Tensor]) -> np.ndarray:
    """Return a guide's masks (R, 128, 128) of BGR crops (3, s, s), as bool."""
    inputs = model.data_preprocessor({"inputs": crops, "data_samples": None}, False)["inputs"]
    maps = foreground_probability(model(inputs))
    maps = nn.functional.interpolate(maps, (SIDE, SIDE), mode="bilinear", align_corners=False)
    return (maps[:, 0] > 0.5).numpy()


def score(labels: np.ndarray, guess: np.ndarray) -> tuple[float, float, int, int]:
    """Compare one crop.

    Args:
        labels: (s, s), 1 on the primary cell and 2 on others.
        guess: (s, s) bool.

    Returns:
        IoU, IoU of the bands along the outlines, predicted pixels on other cells, predicted pixels.
    """
    true = labels == 1
    bands = [boundary_band(mask.astype(np.uint8), BOUNDARY_PX) > 0 for mask in (true, guess)]
    return _iou(true, guess), _iou(*bands), int((guess & (labels == 2)).sum()), int(guess.sum())


def _iou(first: np.ndarray, second: np.ndarray) -> float:
    either = (first | second).sum()
    return float((first & second).sum() / either) if either else 1.0
