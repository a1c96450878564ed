"""Let a detector's limits on objects in an image follow the data."""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mmengine.config import Config

from mmcsam.coco.reader import read_json

from .required_data import datasets_of

_NAMES = ("max_per_img", "nms_pre")
_COCO_LIMIT = 100
_ROOM = 2  # for predictions of low score beside those of the cells


def follow_data(cfg: Config, split: str) -> str | None:
    """Raise a detector's limits where an image has more annotations than it may return objects.

    MMDetection's detectors return 100 objects, as COCO has everyday scenes. Limits that are high
    enough stay as they are. A hook counts the images in which the limit was reached.

    Args:
        cfg: The whole config; its model's ``test_cfg`` and ``tta_cfg`` are changed in place.
        split: "val" or "test".

    Returns:
        str: What was changed; None if nothing was.

    Raises:
        OSError: If a COCO file cannot be read.
        ValueError: If it is not JSON.
    """
    model: Any = cfg.get("model") or {}
    if model.get("type") == "MaskTTAModel":
        model.tta_cfg = {"max_per_img": 100, **(model.get("tta_cfg") or {})}
    stages = list(_stages(model, False))
    last = [stage for stage in stages if "max_per_img" in stage and _is_last(stage)]
    if not last:
        return None
    limit = min(stage["max_per_img"] for stage in last)
    cells = _most_annotations(cfg, split)
    note = None
    if cells > limit:
        factor = _ROOM * cells / limit
        for stage in stages:
            for name in _NAMES:
                if stage.get(name, 0) > 0:  # -1 is none
                    stage[name] = math.ceil(stage[name] * factor)
        note = (
            f"an image of the {split} data has {cells} annotations, and the detector returned "
            f"{limit} objects at most; its limits (max_per_img, nms_pre) are {factor:.3g} times as "
            "high now"
        )
        if cells > _COCO_LIMIT:
            note += (
                f". CocoMetric's mAP counts {_COCO_LIMIT} predictions in an image all the same; "
                "InstanceMaskMetric's AP follows the data"
            )
        limit = min(stage["max_per_img"] for stage in last)
    hooks = list(cfg.get("custom_hooks") or [])
    cfg.custom_hooks = [*hooks, {"type": "DetectionLimitHook", "limit": limit}]
    return note


def _stages(settings: Any, inside: bool) -> Iterator[dict]:
    """Yield the dicts of settings for tests that hold a limit."""
    if isinstance(settings, dict):
        if inside and any(name in settings for name in _NAMES):
            yield settings
        for key, value in settings.items():
            yield from _stages(value, inside or key in ("test_cfg", "tta_cfg"))
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from _stages(value, inside)


def _is_last(stage: dict) -> bool:
    """Return whether these are the settings of what a detector returns, not of proposals."""
    return "score_thr" in stage or "iou_threshold" in stage or "nms_pre" not in stage


def _most_annotations(cfg: Config, split: str) -> int:
    most = 0
    for dataset in datasets_of((cfg.get(f"{split}_dataloader") or {}).get("dataset")):
        path = Path(dataset.get("data_root") or "", dataset.get("ann_file") or "")
        if not path.is_file():
            continue
        content = read_json(path)
        entries = content.get("annotations") if isinstance(content, dict) else None
        images = (
            str(entry.get("image_id"))
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict)
        )
        most = max(most, *Counter(images).values(), 0)
    return most
