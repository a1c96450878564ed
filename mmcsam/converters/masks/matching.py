"""Match label images with images by their names."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from mmcsam.images.lab_file_names import (
    is_cellpose_session,
    without_image_suffix,
    without_mask_suffix,
)
from mmcsam.jobs.problem import Problem

from .sample import MaskSample


def match_by_name(
    images: Iterable[tuple[str, Path]],
    masks: Iterable[tuple[str, Path]],
    src: Path,
    problems: list[Problem],
) -> list[MaskSample]:
    """Match each label image with the image of its name.

    ``a.tif``, ``a_mask.tif``, ``a_masks.tif``, ``a_label.tif`` and the like belong to ``a.png`` or
    ``a_img.png``.

    Args:
        images: Image files, each with the folder that a mask of the same place shares.
        masks: Label images, likewise.
        src: What problems name files from.
        problems: Receives masks without an image, and images with two masks or of one name.

    Returns:
        list: A sample an image, in the order given; ``masks`` is None where there is no mask.
    """
    by_stem: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for place, path in images:
        by_stem[place, path.stem].append(path)
    index = dict(by_stem)
    for (place, stem), paths in by_stem.items():
        index.setdefault((place, without_image_suffix(stem)), paths)
    matched: dict[Path, list[Path]] = defaultdict(list)
    for place, mask in masks:
        stems = (mask.stem, without_mask_suffix(mask.stem) or mask.stem)
        found = next((index[place, stem] for stem in stems if (place, stem) in index), None)
        if found is not None:
            matched[found[0]].append(mask)
        else:
            problems.append(_orphan(mask, src))
    samples = []
    for paths in by_stem.values():
        labels = _without_sessions(matched[paths[0]])
        if len(paths) > 1:
            problems.append(_several(paths, "images of one name", src))
        elif len(labels) > 1:
            problems.append(_several(labels, f"masks for {_name(paths[0], src)}", src))
        else:
            samples.append(MaskSample(paths[0], tuple(labels) or None))
    return samples


def _without_sessions(masks: list[Path]) -> list[Path]:
    """Leave out Cellpose's Python objects where there is a mask beside them."""
    return [mask for mask in masks if not is_cellpose_session(mask)] or masks


def _orphan(mask: Path, src: Path) -> Problem:
    stem = without_mask_suffix(mask.stem) or mask.stem
    return Problem(
        _name(mask, src),
        "the mask has no image",
        f"an image called {stem}",
        "Copy the image, rename it as its mask, or remove the mask",
    )


def _several(paths: list[Path], what: str, src: Path) -> Problem:
    others = ", ".join(_name(path, src) for path in paths[1:])
    return Problem(
        _name(paths[0], src),
        f"there are {len(paths)} {what}, with {others}",
        "one",
        "Remove all others, or move them elsewhere",
    )


def _name(path: Path, src: Path) -> str:
    return path.relative_to(src).as_posix()
