"""What a row's model costs: parameters, multiply-adds, seconds an image."""

import os
import statistics
import time
from pathlib import Path

import torch
from mmdet.registry import DATASETS, MODELS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.runner import load_checkpoint
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import mmcsam.components  # noqa: F401, registers the models

IMAGES, TURNS = 8, 3


def measure_costs(
    models: dict[str, tuple[Path, Path]], environment: dict[str, str]
) -> dict[str, dict]:
    """Measure the models on the first validation images.

    They take turns image by image, so that what else the machine does falls on all of them.

    Args:
        models: Config and checkpoint of each, by name; they share images and test pipeline.
        environment: Names the data, see ``prepare_data``.

    Returns:
        dict: By name ``parameters``, ``guide_parameters``, ``giga_macs`` (multiply-adds in
        convolutions and matrix products, mean over the images) and ``seconds_an_image`` (from the
        pixels to masks of the image's size, mean over the images of the median of three turns).
    """
    os.environ.update({key: environment[key] for key in ("SEGPC_ROOT", "SEGPC_ANNOTATIONS")})
    configs = {name: Config.fromfile(config) for name, (config, _) in models.items()}
    init_default_scope("mmdet")
    built = {}
    for name, (_, checkpoint) in models.items():
        built[name] = MODELS.build(configs[name].model).eval()
        load_checkpoint(built[name], str(checkpoint), map_location="cpu")
    dataset = DATASETS.build(next(iter(configs.values())).test_dataloader.dataset)
    batches = [pseudo_collate([dataset[index]]) for index in range(min(IMAGES, len(dataset)))]
    costs = {}
    for name, model in built.items():
        guide = getattr(model, "guide", None)
        guide_size = 0 if guide is None else _size(guide)
        costs[name] = {
            "parameters": _size(model) - guide_size,
            "guide_parameters": guide_size,
            "giga_macs": statistics.mean(_macs(model, batch) for batch in batches) / 1e9,
        }
    times = {name: [] for name in built}
    for batch in batches:
        turns = [
            {name: _seconds(model, batch) for name, model in built.items()} for _ in range(TURNS)
        ]
        for name, spent in times.items():
            spent.append(statistics.median(turn[name] for turn in turns))
    for name, spent in times.items():
        costs[name]["seconds_an_image"] = statistics.mean(spent)
    return costs


def _size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@torch.no_grad()
def _macs(model: nn.Module, batch: dict) -> float:
    with FlopCounterMode(display=False) as counter:
        model.test_step(batch)
    return counter.get_total_flops() / 2


@torch.no_grad()
def _seconds(model: nn.Module, batch: dict) -> float:
    start = time.perf_counter()
    model.test_step(batch)
    return time.perf_counter() - start
