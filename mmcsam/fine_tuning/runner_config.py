"""The Runner's config for training a packed model further."""

from pathlib import Path
from typing import Any

from mmengine.config import Config

from mmcsam.images.intensity import IntensityMapping
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import with_tuples

from .recipe import Recipe

_META = ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")
_WARM_UP = 0.1  # share of the iterations


def runner_config(
    card: ModelCard,
    model: dict,
    recipe: Recipe,
    train_file: Path,
    held_back_file: Path | None,
    images: Path,
    classes: tuple[str, ...],
    start: Path,
    work_dir: Path,
    seed: int,
) -> Config:
    """Put a config together.

    Args:
        card: Of the model that is trained further; its test pipeline says how images are scaled,
            its intensities how those of more than 8 bits are read.
        model: Its config, with the number of the new classes.
        recipe: How long and how fast.
        train_file: COCO JSON to learn from.
        held_back_file: COCO JSON to judge by; None judges by nothing.
        images: Folder that ``file_name`` starts from.
        classes: Of the annotations.
        start: Checkpoint to start from.
        work_dir: Folder for logs and checkpoints.
        seed: Of the training.
    """
    load = [
        _load_image(card),
        {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True},
    ]
    steps = [with_tuples(step) for step in card.pipeline]
    resize = [step for step in steps if step["type"] == "Resize"]
    augment = [
        {"type": "RandomRotate90"},
        {"type": "RandomFlip", "prob": 0.5},
        {"type": "PhotoMetricDistortion", "swap_channels": False},
    ]
    pack = {"type": "PackDetInputs", "meta_keys": _META}
    train = [*load, *resize, *augment, pack]
    test = [load[0], *steps[:-1], pack]
    warm_up = max(1, round(_WARM_UP * recipe.iterations))
    log = min(10, max(1, recipe.interval // 2))
    workers: dict[str, Any] = {"num_workers": 1, "persistent_workers": True}
    cfg: dict[str, Any] = {
        "default_scope": "mmdet",
        "custom_imports": {"imports": ["mmcsam"], "allow_failed_imports": False},
        "model": model,
        "work_dir": str(work_dir),
        "load_from": str(start),
        "randomness": {"seed": seed},
        "train_dataloader": {
            **workers,
            "batch_size": recipe.batch_size,
            "sampler": {"type": "InfiniteSampler", "shuffle": True},
            "dataset": _dataset(train_file, images, classes, train, test_mode=False),
        },
        "train_cfg": {
            "type": "IterBasedTrainLoop",
            "max_iters": recipe.iterations,
            "val_interval": recipe.interval,
        },
        "optim_wrapper": {
            "type": "OptimWrapper",
            "optimizer": {"type": "AdamW", "lr": recipe.lr, "weight_decay": 0.05},
            "paramwise_cfg": {"custom_keys": {"backbone": {"lr_mult": 0.1}}},
            "clip_grad": {"max_norm": 5},
        },
        "param_scheduler": [
            {
                "type": "LinearLR",
                "start_factor": 0.01,
                "by_epoch": False,
                "begin": 0,
                "end": warm_up,
            },
            {
                "type": "CosineAnnealingLR",
                "by_epoch": False,
                "begin": warm_up,
                "T_max": max(1, recipe.iterations - warm_up),
                "end": max(recipe.iterations, warm_up + 1),
            },
        ],
        "default_hooks": {
            "timer": {"type": "IterTimerHook"},
            "logger": {"type": "LoggerHook", "interval": log, "log_metric_by_epoch": False},
            "param_scheduler": {"type": "ParamSchedulerHook"},
            "checkpoint": {
                "type": "CheckpointHook",
                "by_epoch": False,
                "interval": recipe.interval,
                "max_keep_ckpts": 1,
                "save_best": None if held_back_file is None else "coco/segm_mAP",
            },
            "sampler_seed": {"type": "DistSamplerSeedHook"},
        },
        "log_processor": {"type": "LogProcessor", "by_epoch": False},
    }
    if held_back_file is not None:
        cfg |= {
            "val_dataloader": {
                **workers,
                "batch_size": 1,
                "sampler": {"type": "DefaultSampler", "shuffle": False},
                "dataset": _dataset(held_back_file, images, classes, test, test_mode=True),
            },
            "val_evaluator": {
                "type": "CocoMetric",
                "ann_file": str(held_back_file),
                "metric": "segm",
            },
            "val_cfg": {"type": "ValLoop"},
            "custom_hooks": [
                {
                    "type": "EarlyStoppingHook",
                    "monitor": "coco/segm_mAP",
                    "rule": "greater",
                    "patience": recipe.patience,
                    "min_delta": 0.002,
                }
            ],
        }
    return Config(cfg)


def _load_image(card: ModelCard) -> dict:
    if card.intensity is None:
        return {"type": "LoadImageFromFile"}
    mapping = IntensityMapping.from_info(card.intensity, card.name)
    return {"type": "LoadCellImage", "intensity": (mapping.low, mapping.high)}


def _dataset(
    ann_file: Path, images: Path, classes: tuple[str, ...], pipeline: list, test_mode: bool
) -> dict:
    return {
        "type": "CocoDataset",
        "ann_file": str(ann_file),
        "data_prefix": {"img": str(images)},
        "metainfo": {"classes": classes},
        "pipeline": pipeline,
        "test_mode": test_mode,
    }
