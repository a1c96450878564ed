"""Train a packed model further, and say whether it became better."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.coco.reader import read_coco
from mmcsam.datasets.folds import write_folds
from mmcsam.engine.required_images import require_entries, require_readable
from mmcsam.inference.model.packed_model import SUFFIX, read_card
from mmcsam.report.evaluate_files import evaluate_files
from mmcsam.report.evaluation_run import EvaluationRun

from .class_map import match_classes
from .held_back import predict_held_back
from .recipe import Recipe
from .training import train_further


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
        annotations: COCO JSON with masks. Images of more than 8 bits go through the mapping that it
            records, or else the model. What is not annotated in an image is taken for
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
    if not Path(images).is_dir():
        raise FileNotFoundError(f"{images}: no such folder, expected the images; check its name")
    coco = read_coco(annotations)
    require_entries(annotations)
    card = read_card(model)
    mapped = recorded_intensity(annotations) is not None or card.intensity is not None
    require_readable(annotations, images, mapped)
    matched = match_classes(coco.categories, card.classes, classes)
    recipe = Recipe.for_images(len(coco.images))
    if iterations is not None:
        recipe = replace(recipe, iterations=iterations)
    train_file, held_back = annotations.resolve(), None
    if recipe.folds:
        train_file, held_back = write_folds(annotations, work_dir / "folds", recipe.folds)[0]
    description = f"{card.name}, trained further on {len(coco.images)} images"
    train_further(
        model, images, train_file, held_back, matched, recipe, out, work_dir, seed, description
    )
    if held_back is None:
        return None
    return _compare(model, out, matched, held_back, images, work_dir)


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
