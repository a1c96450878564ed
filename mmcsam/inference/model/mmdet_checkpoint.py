"""A packed model as a checkpoint of MMDetection, for programs that take those."""

from pathlib import Path

from mmcsam.inference.pipeline_steps import PipelineSteps

from .model_card import ModelCard
from .packed_model import read_packed_model


def write_mmdet_checkpoint(model: str | Path, out: str | Path) -> Path:
    """Write a packed model as a checkpoint that holds its config, as MMEngine's runner does.

    ``DetInferencer(weights=out)`` of MMDetection and SAHI's model type ``mmdet`` need no more; the
    config imports mmcsam. Images are scaled as in the model's test: cell width, pixel size and
    intensities of the packed model are not known to these programs.

    Args:
        model: A packed model.
        out: The file, whose name ends in ``.pth``.

    Returns:
        Path: ``out``.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If ``model`` is no packed model, its config names what is not registered, or
            ``out`` has another suffix.
    """
    from mmcsam.ops.write_checkpoint import write_checkpoint

    from .known_types import require_known_types

    if Path(out).suffix != ".pth":
        raise ValueError(f"{out}: expected a name that ends in .pth; give another one")
    card, weights = read_packed_model(model)
    require_known_types(card.model, str(model))
    require_known_types(card.pipeline, str(model))
    meta = {
        "cfg": _config_text(card),
        "dataset_meta": {"classes": list(card.classes), "palette": "random"},
    }
    write_checkpoint(out, {"state_dict": weights, "meta": meta})
    return Path(out)


def _config_text(card: ModelCard) -> str:
    from .known_types import without_start

    model = without_start(card.model)
    if rcnn := (model.get("test_cfg") or {}).get("rcnn"):
        rcnn.pop("mask_format", None)  # these programs encode masks themselves
    pipeline = [{"type": "LoadImageFromFile"}, *PipelineSteps(card.pipeline).steps]
    masks = {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True}
    metainfo = {"classes": card.classes}
    config = {
        "default_scope": "mmdet",
        "custom_imports": {"imports": ["mmcsam"], "allow_failed_imports": False},
        "model": model,
        "test_dataloader": {
            "dataset": {"type": "BaseDetDataset", "metainfo": metainfo, "pipeline": pipeline}
        },
        # SAHI asks it whether there are masks.
        "train_dataloader": {"dataset": {"type": "BaseDetDataset", "pipeline": [masks]}},
        "visualizer": {"type": "DetLocalVisualizer"},
    }
    text = "".join(f"{name} = {value!r}\n" for name, value in config.items())
    # MMEngine replaces {{...}} in a config before it runs it, and two braces side by side open
    # nothing but a text of the card.
    return text.replace("{{", "{\\x7b")
