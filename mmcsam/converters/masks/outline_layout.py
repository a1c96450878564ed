"""Find images with files of outlines beside them: Labelme's JSON, ImageJ's ROIs."""

import re
from collections import defaultdict
from pathlib import Path

from natsort import natsorted

from mmcsam.images.lab_file_names import has_pixels, stem_of
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders

from .sample import MaskSample

SUFFIXES = (".json", ".zip", ".roi")
_FOLDER = re.compile(r"(?:rois?|roisets?|labelme|json|annotations?|imagej)", re.IGNORECASE)
_ROI_SET = re.compile(r"(?:rois?(?:et)?[_\- ]+)?(.+?)(?:[_\- ]+rois?(?:et)?)?", re.IGNORECASE)


def find_outlines(src: Path, problems: list[Problem]) -> list[MaskSample]:
    """Match files of outlines with the images of their names, beside them or one folder above.

    ``a.json``, ``a.zip``, ``a_RoiSet.zip``, ``RoiSet_a.zip`` and ``a.roi`` belong to ``a.png``;
    they may lie in a folder ``rois``, ``labelme``, ``json`` or ``annotations`` beside the images
    or their folder.

    Args:
        src: Where to look.
        problems: Receives folders that cannot be read, and images with two such files.

    Returns:
        list: A sample an image, in natural order; ``masks`` is None where there is no such file.
        Empty if no image has one.
    """
    images: dict[tuple[Path, str], Path] = {}
    outlines: list[Path] = []
    for folder, _, names in walk_folders(src, problems):
        for path in (folder / name for name in names):
            if has_pixels(path.name):
                images.setdefault((folder, stem_of(path)), path)
            elif path.suffix.lower() in SUFFIXES:
                outlines.append(path)
    folders = {folder for folder, _ in images}
    matched: dict[Path, list[Path]] = defaultdict(list)
    for path in natsorted(outlines):
        places = [path.parent]
        if _FOLDER.fullmatch(path.parent.name):
            above = path.parent.parent
            places += [above, *sorted(each for each in folders if each.parent == above)]
        match = _ROI_SET.fullmatch(stem_of(path))
        stems = [stem_of(path), *([match[1]] if match and path.suffix.lower() != ".json" else [])]
        keys = [(place, stem) for place in places for stem in stems]
        found = next((images[key] for key in keys if key in images), None)
        if found is not None:
            matched[found].append(path)
    samples = []
    for image in natsorted(images.values(), key=str):
        files = matched.get(image, [])
        if len(files) > 1:
            shown = ", ".join(path.relative_to(src).as_posix() for path in files)
            problems.append(
                Problem(
                    image.relative_to(src).as_posix(),
                    f"there are {len(files)} files of outlines for it, {shown}",
                    "one",
                    "Remove all others, or move them elsewhere",
                )
            )
            continue
        samples.append(MaskSample(image, tuple(files) or None))
    return samples if matched else []
