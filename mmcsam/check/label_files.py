"""Find the label image of each image of a COCO file."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePath

from mmcsam.images.lab_file_names import has_pixels, is_byproduct, stem_of, without_mask_suffix
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders


def find_label_files(folder: Path, file_names: Iterable[str]) -> dict[str, Path | None]:
    """Find label images by the names of images, with or without an ending such as ``_masks``.

    They lie in folders as the images do, as ``export`` writes them, or in the folder itself.

    Args:
        folder: Where to look.
        file_names: Of the images, from their own folder.

    Returns:
        dict: The file of each image; None where there is none.

    Raises:
        NotADirectoryError: If ``folder`` is no folder.
        OSError: If a folder in it cannot be read.
        ValueError: If two files are of one image.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder; give the one of the label images")
    problems: list[Problem] = []
    found: dict[PurePath, list[Path]] = defaultdict(list)
    for parent, _, names in walk_folders(folder, problems):
        for path in (parent / name for name in names if has_pixels(name)):
            if not is_byproduct(path):
                found[_key(path.relative_to(folder))].append(path)
    if problems:
        raise OSError(str(problems[0]))
    files: dict[str, Path | None] = {}
    for name in file_names:
        key = _key(PurePath(name))
        paths = found.get(key) or found.get(PurePath(key.name)) or []
        if len(paths) > 1:
            shown = " and ".join(path.relative_to(folder).as_posix() for path in paths)
            raise ValueError(
                f"{folder}: {shown} are both of the image {name}; expected one label image each, "
                "in a folder of their own"
            )
        files[name] = paths[0] if paths else None
    return files


def _key(path: PurePath) -> PurePath:
    stem = stem_of(Path(path))
    return path.with_name(without_mask_suffix(stem) or stem)
