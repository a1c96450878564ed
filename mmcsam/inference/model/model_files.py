"""Models as files: packed ones, and configs with checkpoints."""

import platform
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmcsam.coco.intensity_info import recorded_info
from mmcsam.coco.reader import read_coco
from mmcsam.images.intensity import IntensityMapping
from mmcsam.inference.pipeline_steps import PipelineSteps, steps_in_memory
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.version import __version__

from .model_card import ModelCard
from .packed_model import SUFFIX, read_packed_model, write_packed_model

if TYPE_CHECKING:
    from torch import Tensor


def load_model(
    model: str | Path, checkpoint: str | Path | None = None
) -> "tuple[ModelCard, Mapping[str, Tensor]]":
    """Read a model.

    Args:
        model: A packed model, or a config's file.
        checkpoint: The config's checkpoint.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If they are not what they should be.
    """
    if checkpoint is None:
        if Path(model).suffix == ".py":
            raise ValueError(f"{model}: a config needs its checkpoint; give --checkpoint FILE")
        return read_packed_model(model)
    from mmcsam.ops.checkpoint import read_weights

    return card_of_config(model), read_weights(checkpoint)


def card_of_config(config: str | Path, **known: Any) -> ModelCard:
    """Make the card of a config's model. A config is a program, and is run.

    Args:
        config: Its file.
        **known: More of what a card says.

    Raises:
        OSError: If it cannot be read.
        ValueError: If its test pipeline cannot be used for images in memory.
    """
    import torch

    from mmcsam.engine.launch import read_config

    from .known_types import without_start

    cfg = read_config(str(config), [])
    dataset = cfg.test_dataloader.dataset
    while "dataset" in dataset:
        dataset = dataset.dataset
    model = without_start(cfg.model.to_dict())
    given = dataset.pipeline[0].get("intensity")
    if given is not None and known.get("intensity") is None:
        known["intensity"] = IntensityMapping(*given).info()
    return ModelCard(
        name=str(known.pop("name", Path(config).stem)),
        classes=tuple(dataset.get("metainfo", {}).get("classes", ("cell",))),
        model=_plain(model),
        pipeline=_plain(steps_in_memory([dict(step) for step in dataset.pipeline], str(config))),
        versions={
            "mmcsam": __version__,
            "torch": torch.__version__,
            "Python": platform.python_version(),
        },
        **known,
    )


def pack_model(
    config: str | Path,
    checkpoint: str | Path,
    out: str | Path,
    ann_file: str | Path | None = None,
    half: bool = False,
    **known: Any,
) -> Path:
    """Write a config and its checkpoint as one file.

    Args:
        config: The config's file.
        checkpoint: Its checkpoint; only its weights are read.
        out: The file, whose name ends in ``.mmcsam``.
        ann_file: COCO JSON of the training images: tells the cells' width and the intensities.
        half: Keep the weights in 16 bits.
        **known: What the card says: name, cell_width, pixel_size, licence, description.

    Returns:
        Path: ``out``.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If the weights do not fit the config, or ``out`` has another suffix.
    """
    from mmcsam.inference.backends.pytorch import PyTorchBackend
    from mmcsam.ops.checkpoint import read_weights

    if Path(out).suffix != SUFFIX:
        raise ValueError(f"{out}: expected a name that ends in {SUFFIX}; give another one")
    card = card_of_config(config)
    if ann_file is not None:
        width = cell_width(ann_file, PipelineSteps(card.pipeline))  # whether it is in COCO's form
        known["cell_width"] = known.get("cell_width") or width
        known["intensity"] = recorded_info(ann_file)
    card = card_of_config(config, **known)
    weights = read_weights(checkpoint)
    PyTorchBackend(card, weights, "cpu", str(checkpoint))  # whether they fit
    return write_packed_model(out, card, weights, half)


def cell_width(ann_file: str | Path, steps: PipelineSteps) -> float:
    """Return how wide a COCO file's cells are to the network: the median, in its pixels.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not in COCO's form or has no cell.
    """
    widths = []
    for image in read_coco(ann_file).images:
        factor = steps.factor_in_test(image.width, image.height)
        for instance in image.instances:
            _, _, width, height = InstanceMask.from_rle(instance.rle).bbox
            widths.append((width * height) ** 0.5 * factor)
    if not widths:
        raise ValueError(f"{ann_file}: no cell in it, expected the training data")
    return statistics.median(widths)


def _plain(value: Any) -> Any:
    """Return a config's content as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
