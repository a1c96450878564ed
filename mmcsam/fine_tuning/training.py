"""Train a packed model further on given images, and pack the result."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from mmdet.registry import MODELS
from mmengine.config import ConfigDict
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.coco.reader import read_json
from mmcsam.inference.model.known_types import require_known_types
from mmcsam.inference.model.packed_model import (
    file_sha256,
    read_packed_model,
    write_packed_model,
)
from mmcsam.jobs.whole_file import write_json
from mmcsam.ops.checkpoint import read_weights
from mmcsam.ops.write_checkpoint import write_checkpoint

from .recipe import Recipe
from .runner_config import runner_config
from .start_weights import start_weights, with_classes


def train_further(
    model: Path,
    images: Path,
    train_file: Path,
    held_back: Path | None,
    matched: Mapping[str, str],
    recipe: Recipe,
    out: Path,
    work_dir: Path,
    seed: int = 0,
    description: str = "not said",
) -> None:
    """Train a packed model further. An interrupted training goes on when it is started again.

    Args:
        model: The packed model to start from; it stays as it is.
        images: Folder that ``file_name`` starts from.
        train_file: COCO JSON to learn from.
        held_back: COCO JSON that ends the training when it no longer improves on it; None trains
            to the end.
        matched: The model's class of each annotated one.
        recipe: How long and how fast.
        out: The new packed model.
        work_dir: Folder for logs and checkpoints.
        seed: Of the training.
        description: Of the new model.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If the model was packed without what a training needs, or the folder holds
            another training.
    """
    work_dir = work_dir.resolve()
    card, weights = read_packed_model(model)
    if not card.model.get("train_cfg"):
        raise ValueError(
            f"{model}: packed without its training's settings, expected a model that can be "
            "trained; pack it again from its config and checkpoint"
        )
    require_known_types(card.model, str(model))
    require_known_types(card.pipeline, str(model))
    _require_same_job(
        work_dir / "job.json",
        {
            "model": file_sha256(model),
            "annotations": file_sha256(train_file),
            "held_back": None if held_back is None else file_sha256(held_back),
            "classes": dict(matched),
            "recipe": asdict(recipe),
            "seed": seed,
        },
    )
    recorded = recorded_intensity(train_file)
    if recorded is not None:
        card = replace(card, intensity=recorded.info())
    config = with_classes(card.model, len(card.classes), len(matched))
    start = _write_start(config, weights, card.classes, matched, work_dir / "start.pth")
    cfg = runner_config(
        card,
        config,
        recipe,
        train_file.resolve(),
        held_back,
        images.resolve(),
        tuple(matched),
        start,
        work_dir,
        seed,
    )
    if (work_dir / "last_checkpoint").is_file():  # of an interrupted training
        cfg.resume, cfg.load_from = True, None
    Runner.from_cfg(cfg).train()
    new = replace(
        card,
        name=out.stem,
        classes=tuple(matched),
        model=config,
        licence="not said",
        description=description,
    )
    write_packed_model(out, new, read_weights(_chosen(work_dir)))


def _require_same_job(record: Path, job: dict) -> None:
    """Refuse to go on with a training of something else.

    Raises:
        ValueError: If the folder holds another one.
    """
    if record.is_file() and read_json(record) != job:
        raise ValueError(
            f"{record.parent}: holds a training of another model, other annotations or settings; "
            "name another --work-dir, or remove it"
        )
    record.parent.mkdir(parents=True, exist_ok=True)
    write_json(record, job)


def _write_start(
    config: dict,
    weights: Mapping,
    known: tuple[str, ...],
    matched: Mapping[str, str],
    path: Path,
) -> Path:
    """Write the checkpoint to start from."""
    init_default_scope("mmdet")
    built = MODELS.build(ConfigDict(config))
    chosen = [known.index(name) for name in matched.values()]
    floats = {name: value.float() for name, value in weights.items()}
    write_checkpoint(path, {"state_dict": start_weights(built, floats, chosen, len(known))})
    return path


def _chosen(work_dir: Path) -> Path:
    """Return the best checkpoint by the held-back images, or the last one."""
    best = sorted(work_dir.glob("best_*.pth"), key=lambda path: path.stat().st_mtime)
    return best[-1] if best else Path((work_dir / "last_checkpoint").read_text().strip())
