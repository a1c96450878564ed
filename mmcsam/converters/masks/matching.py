"""Match masks with images by their names."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mmcsam.images.lab_file_names import (
    is_cellpose_session,
    is_number,
    stem_of,
    tracking_image,
    without_channel,
    without_image_suffix,
    without_mask_number,
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
        by_stem[place, stem_of(path)].append(path)
    index = dict(by_stem)
    channels = _by_case(by_stem)
    for (place, stem), paths in by_stem.items():
        index.setdefault((place, without_image_suffix(stem)), paths)
    for key, paths in channels.items():
        index.setdefault(key, paths)
    matched: dict[Path, list[Path]] = defaultdict(list)
    for place, mask in masks:
        found = next((index[place, stem] for stem in _names(mask) if (place, stem) in index), None)
        if found is not None:
            matched[found[0]].append(mask)
        else:
            problems.append(_orphan(mask, src))
    samples = []
    for (place, stem), paths in by_stem.items():
        labels = _without_sessions(matched[paths[0]])
        case = channels.get((place, without_channel(stem)), ())
        if len(paths) > 1:
            problems.append(_several(paths, "images of one name", src))
        elif len(case) > 1 and matched[case[0]]:
            if paths[0] == case[0]:
                problems.append(_several_channels(case, src))
        elif len(labels) > 1:
            problems.append(_several(labels, f"masks for {_name(paths[0], src)}", src))
        else:
            samples.append(MaskSample(paths[0], tuple(labels) or None))
    return samples


def match_by_number(
    images: Iterable[tuple[str, Path]],
    masks: Iterable[tuple[str, Path]],
    src: Path,
    problems: list[Problem],
) -> list[MaskSample]:
    """Match each file of one instance with the image whose name it begins with.

    ``a_1.png``, ``a_mask_2.png``, ``a (3).png``, all files in a folder ``a`` and, among such,
    ``a_mask.png`` belong to ``a.png``.

    Args:
        images: Image files, each with the folder that a mask of the same place shares.
        masks: Files of one instance, likewise.
        src: What problems name files from.
        problems: Receives masks without an image.

    Returns:
        list: A sample an image, in the order given; ``masks`` is None where there is none.
    """
    images = list(images)
    by_stem = {(place, stem_of(path)): path for place, path in images}
    matched: dict[Path, list[Path]] = defaultdict(list)
    for place, mask in masks:
        name = stem_of(mask)
        stems = [name]
        stems += [name[:end] for end in range(len(name), 0, -1) if is_number(name[end:])]
        stems += [without_mask_suffix(name) or name]
        keys = [*((place, each) for each in stems), _folder_key(place)]
        found = next((by_stem[key] for key in keys if key in by_stem), None)
        if found is not None:
            matched[found].append(mask)
        else:
            problems.append(_orphan(mask, src))
    return [MaskSample(path, tuple(matched[path]) or None) for _, path in images]


def are_numbered(
    images: Iterable[tuple[str, Path]], masks: Iterable[tuple[str, Path]], src: Path
) -> bool:
    """Return whether masks are files of one instance, told by numbers behind an image's name.

    Where a mask may as well be a label image, all masks need to fit.
    """
    images, masks = list(images), list(masks)
    orphans: list[Problem] = []
    samples = match_by_number(images, masks, src, orphans)
    counts = {
        sample.image: sum(_tells_apart(mask, sample.image) for mask in sample.masks or ())
        for sample in samples
    }
    if not any(counts.values()):
        return False
    if not any(sample.masks for sample in match_by_name(images, masks, src, [])):
        return True
    several = (counts[sample.image] for sample in samples if len(sample.masks or ()) > 1)
    return not orphans and any(several)


def _folder_key(place: str) -> tuple[str, str]:
    """Return place and name of the image that a folder of masks would belong to."""
    above, _, name = place.rpartition("/")
    return above, unicodedata.normalize("NFC", name)


def _tells_apart(mask: Path, image: Path) -> bool:
    """Return whether a mask's name, or its folder's, says that there are more for this image."""
    stem = stem_of(image)
    in_folder = unicodedata.normalize("NFC", mask.parent.name) == stem
    return in_folder or is_number(stem_of(mask)[len(stem) :])


def _names(mask: Path) -> list[str]:
    """Return the names that the image of a label image may have, the likeliest first."""
    stem = stem_of(mask)
    return [stem, without_mask_suffix(stem) or stem, tracking_image(stem) or stem]


def _by_case(
    by_stem: Mapping[tuple[str, str], list[Path]],
) -> dict[tuple[str, str], list[Path]]:
    """Return the images of nnU-Net's cases, a file a channel; places say which are such."""
    cases: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for (place, stem), paths in by_stem.items():
        if place.split("/")[0] in ("Tr", "Ts"):
            cases[place, without_channel(stem)] += paths
    return dict(cases)


def _without_sessions(masks: list[Path]) -> list[Path]:
    """Leave out Cellpose's Python objects where there is a mask beside them."""
    return [mask for mask in masks if not is_cellpose_session(mask)] or masks


def _orphan(mask: Path, src: Path) -> Problem:
    stem = stem_of(mask)
    stem = tracking_image(stem) or without_mask_suffix(stem) or without_mask_number(stem) or stem
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


def _several_channels(paths: Sequence[Path], src: Path) -> Problem:
    others = ", ".join(_name(path, src) for path in paths[1:])
    return Problem(
        _name(paths[0], src),
        f"the image has {len(paths)} channels in as many files, with {others}",
        "one file an image",
        "Merge the channels into one RGB image, or move those away that are not to be used",
    )


def _name(path: Path, src: Path) -> str:
    return path.relative_to(src).as_posix()
