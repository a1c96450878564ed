"""Assign a lab's images to training, validation and test."""

import random
from collections import defaultdict
from dataclasses import replace

from natsort import natsorted

from mmcsam.converters.split_folders import SPLIT_NAMES, split_of
from mmcsam.jobs.problem import Problem

from .layout import MaskLayout
from .sample import MaskSample


def assign_splits(
    layout: MaskLayout,
    validation_share: float | None = None,
    seed: int = 0,
    allow_empty: bool = False,
) -> dict[str, list[MaskSample]]:
    """Assign images to splits by their folders' names, or at random.

    The nearest folder above an image that is called train, validation, valid, val or test names its
    split; without such folders all images are for training. Images without a mask are left out,
    but for a test split that has no masks at all.

    Args:
        layout: The images; receives notes, and images without a mask as problems.
        validation_share: Draw this share of the training images for validation, in (0, 1).
        seed: Of the draw; the same images and seed give the same splits.
        allow_empty: Keep images without a mask file, as images without cells.

    Returns:
        dict: Samples by split, in the order of their names.

    Raises:
        ValueError: If only some images lie in a split's folder, or a share is asked for where there
            are validation images, or fewer than two images.
    """
    splits = _by_folder(layout)
    splits = {split: _with_masks(split, splits[split], layout, allow_empty) for split in splits}
    if validation_share is not None:
        _draw(splits, validation_share, seed, layout)
    return {split: samples for split, samples in splits.items() if samples}


def _by_folder(layout: MaskLayout) -> dict[str, list[MaskSample]]:
    found: dict[str, list[MaskSample]] = defaultdict(list)
    outside: list[MaskSample] = []
    for sample in natsorted(layout.samples, key=lambda sample: str(sample.image)):
        split = split_of(sample.image.parent, layout.src)
        (outside if split is None else found[split]).append(sample)
    if outside and found:
        raise ValueError(
            f"{len(outside)} images are in no split's folder (first: {outside[0].image}), "
            f"{sum(map(len, found.values()))} others are in {', '.join(sorted(found))}; move them "
            f"to a folder called {', '.join(SPLIT_NAMES)}, or give a folder further down"
        )
    return dict(found) if found else {"train": outside}


def _with_masks(
    split: str, samples: list[MaskSample], layout: MaskLayout, allow_empty: bool
) -> list[MaskSample]:
    empty = [sample for sample in samples if sample.masks == ()]
    if empty:
        layout.notes.append(
            f"{split}: {len(empty)} images have an empty folder of masks and count as images "
            f"without cells (first: {_name(empty[0], layout)})"
        )
    bare = [sample for sample in samples if sample.masks is None]
    if not bare:
        return samples
    if split == "test" and len(bare) == len(samples):
        layout.notes.append(f"the test split has no masks: {len(bare)} images without annotations")
    elif allow_empty:
        layout.notes.append(
            f"{split}: {len(bare)} images have no mask file and count as images without cells "
            f"(first: {_name(bare[0], layout)})"
        )
    else:
        layout.problems += [
            Problem(
                _name(sample, layout),
                "the image has no mask",
                "a mask of its name",
                "Add the mask (all 0 if there is no cell), or give --allow-empty if all such "
                "images are without cells",
            )
            for sample in bare
        ]
        return [sample for sample in samples if sample.masks is not None]
    return [replace(sample, masks=sample.masks or ()) for sample in samples]


def _draw(splits: dict[str, list[MaskSample]], share: float, seed: int, layout: MaskLayout) -> None:
    if "validation" in splits:
        raise ValueError("there are validation images already; leave out --validation-share")
    samples = splits.get("train", [])
    if len(samples) < 2:
        raise ValueError(
            f"{layout.src}: --validation-share needs two training images or more, found "
            f"{len(samples)}; leave it out, or add images"
        )
    count = min(max(1, round(share * len(samples))), len(samples) - 1)
    drawn = set(random.Random(seed).sample(range(len(samples)), count))
    splits["train"] = [sample for i, sample in enumerate(samples) if i not in drawn]
    splits["validation"] = [samples[i] for i in sorted(drawn)]
    layout.notes.append(
        f"validation: {count} of {len(samples)} images drawn at random with seed {seed}; images of "
        "one slide or patient can be in both splits"
    )


def _name(sample: MaskSample, layout: MaskLayout) -> str:
    return sample.image.relative_to(layout.src).as_posix()
