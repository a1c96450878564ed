"""Train a packed model further, and say whether it became better."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import torch
from mmdet.registry import MODELS
from mmengine.config import ConfigDict
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmcsam.coco.reader import read_coco, read_json
from mmcsam.datasets.folds import write_folds
from mmcsam.engine.required_images import require_entries, require_readable
from mmcsam.inference.model.known_types import require_known_types
from mmcsam.inference.model.packed_model import (
    SUFFIX,
    file_sha256,
    read_packed_model,
    write_packed_model,
)
from mmcsam.jobs.whole_file import whole_file, write_json
from mmcsam.ops.checkpoint import read_weights
from mmcsam.report.evaluate_files import evaluate_files
from mmcsam.report.evaluation_run import EvaluationRun

from .class_map import match_classes
from .held_back import predict_held_back
from .recipe import Recipe
from .runner_config import runner_config
from .start_weights import start_weights, with_classes


def fine_tune(
    images: str | Path,
    annotations: str | Path,
    model: str | Path,
    out: str | Path,
    work_dir: str | Path,
    classes: Mapping[str, str] | None = None,
    iterations: int | None = None,
    seed: int = 0,
) -> EvaluationRun | None:
    """Train a packed model on a lab's own images and pack the result.

    One image in five is held back: the training ends when it no longer improves on these, and old
    and new model are compared on them. So the new one has been chosen by them, and the comparison
    flatters it a little. An interrupted training goes on when it is started again.

    Args:
        images: Folder that the annotations' ``file_name`` starts from.
        annotations: COCO JSON with masks. What is not annotated in an image is taken for
            background: leave out images that are annotated in part.
        model: The packed model to start from; it stays as it is.
        out: The new packed model.
        work_dir: Folder for logs and checkpoints.
        classes: The model's class of each annotated one, where names differ.
        iterations: How long at most; None chooses by the number of images.
        seed: Of the training.

    Returns:
        EvaluationRun: Old and new on the images that were held back; None for fewer than five
        images, of which none is.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If the annotations are not in COCO's form or of no class of the model, or the
            model was packed without what a training needs.
    """
    images, annotations, model, out = map(Path, (images, annotations, model, out))
    work_dir = Path(work_dir).resolve()
    if out.suffix != SUFFIX:
        raise ValueError(f"{out}: expected a name that ends in {SUFFIX}; give another one")
    coco = read_coco(annotations)
    require_entries(annotations)
    require_readable(annotations, images)
    card, weights = read_packed_model(model)
    if not card.model.get("train_cfg"):
        raise ValueError(
            f"{model}: packed without its training's settings, expected a model that can be "
            "trained; pack it again from its config and checkpoint"
        )
    require_known_types(card.model, str(model))
    require_known_types(card.pipeline, str(model))
    matched = match_classes(coco.categories, card.classes, classes)
    recipe = Recipe.for_images(len(coco.images))
    if iterations is not None:
        recipe = replace(recipe, iterations=iterations)
    _require_same_job(
        work_dir / "job.json",
        {
            "model": file_sha256(model),
            "annotations": file_sha256(annotations),
            "classes": matched,
            "recipe": asdict(recipe),
            "seed": seed,
        },
    )

    train_file, held_back = annotations.resolve(), None
    if recipe.folds:
        train_file, held_back = write_folds(annotations, work_dir / "folds", recipe.folds)[0]
    config = with_classes(card.model, len(card.classes), len(matched))
    start = _write_start(config, weights, card.classes, matched, work_dir / "start.pth")
    cfg = runner_config(
        card,
        config,
        recipe,
        train_file,
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
        description=f"{card.name}, trained further on {len(coco.images)} images",
    )
    write_packed_model(out, new, read_weights(_chosen(work_dir)))
    if held_back is None:
        return None
    return _compare(model, out, matched, held_back, images, work_dir)


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
    config: dict, weights: Mapping, known: tuple[str, ...], matched: dict[str, str], path: Path
) -> Path:
    """Write the checkpoint to start from."""
    init_default_scope("mmdet")
    built = MODELS.build(ConfigDict(config))
    chosen = [known.index(name) for name in matched.values()]
    floats = {name: value.float() for name, value in weights.items()}
    with whole_file(path) as part:
        torch.save({"state_dict": start_weights(built, floats, chosen, len(known))}, part)
    return path


def _chosen(work_dir: Path) -> Path:
    """Return the best checkpoint by the held-back images, or the last one."""
    best = sorted(work_dir.glob("best_*.pth"), key=lambda path: path.stat().st_mtime)
    return best[-1] if best else Path((work_dir / "last_checkpoint").read_text().strip())


def _compare(
    old: Path, new: Path, matched: dict[str, str], truth: Path, images: Path, work_dir: Path
) -> EvaluationRun:
    own = {name: name for name in matched}
    results = [
        (f"{role} ({model.name})", predict_held_back(model, truth, images, path, classes))
        for role, model, path, classes in (
            ("old", old, work_dir / "old.json", matched),
            ("new", new, work_dir / "new.json", own),
        )
    ]
    return evaluate_files(truth, results)
