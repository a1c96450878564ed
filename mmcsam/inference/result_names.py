"""What the files written for each image are called."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from mmcsam.jobs.output_names import output_names
from mmcsam.jobs.problem import Problem

from .image_files import ImageFile

_LONGEST = 200  # bytes; file systems take 255, and what is written has longer names
_ENDINGS = (".json", ".tif", ".zip", ".geojson", ".png")  # of what is written for an image


def result_names(images: Sequence[ImageFile], problems: list[Problem]) -> dict[str, ImageFile]:
    """Choose what to call the files written for each image, see :func:`output_names`.

    Images of one name that come from several folders are told apart by the folders' names.

    Args:
        images: Of different paths.
        problems: Receives the images whose files would have no name that every file system takes.

    Returns:
        dict: The other images by the name of their files, without a suffix.

    Example:
        >>> sources = [Path("plate1"), Path("plate2")]
        >>> images = [ImageFile(source / "1.tif", source, "1.tif") for source in sources]
        >>> [(name, image.name) for name, image in result_names(images, []).items()]
        [('plate1/1', 'plate1/1.tif'), ('plate2/1', 'plate2/1.tif')]
    """
    images = _of_text(_apart(images), problems)
    images = _once(images, problems)
    names = dict(zip(output_names([image.name for image in images]), images, strict=True))
    folders = {
        str(folder).lower() for name in names for folder in Path(name).parents if folder.name
    }
    kept = {}
    for name, image in names.items():
        taken = [end for end in _ENDINGS if f"{name}{end}".lower() in folders]
        length = len(os.fsencode(Path(name).name))
        if length > _LONGEST:
            found = f"its name has {length} bytes"
            expected = f"at most {_LONGEST}, since the names of what is written are longer"
            problems.append(Problem(image.name, found, expected, "Rename it"))
        elif taken:
            found = f"a file written for it could have the name of the folder {name}{taken[0]}"
            problems.append(Problem(image.name, found, "another name", "Rename the folder"))
        else:
            kept[name] = image
    return kept


def _apart(images: Iterable[ImageFile]) -> list[ImageFile]:
    """Put more of their folders' names before the names of images that would have the same."""
    images = list(images)
    while True:
        count = Counter(image.name for image in images)
        if max(count.values(), default=1) == 1:
            return images
        images = [image if count[image.name] == 1 else _longer(image) for image in images]


def _longer(image: ImageFile) -> ImageFile:
    root = Path(os.path.abspath(image.root))
    return ImageFile(image.path, root.parent, f"{root.name}/{image.name}")


def _of_text(images: Iterable[ImageFile], problems: list[Problem]) -> list[ImageFile]:
    """Leave out names that JSON, tables and OpenCV cannot take."""
    kept = []
    for image in images:
        shown = str(image.path).encode("utf-8", "backslashreplace").decode()
        if shown == str(image.path):
            kept.append(image)
        else:
            problems.append(Problem(shown, "its path is not UTF-8", "text", "Rename it"))
    return kept


def _once(images: Iterable[ImageFile], problems: list[Problem]) -> list[ImageFile]:
    """Leave out names that are those of another image where file systems do not tell case apart."""
    first: dict[str, ImageFile] = {}
    for image in images:
        written = f"{output_names([image.name])[0]}{Path(image.name).suffix}".lower()
        if written in first:
            found = f"{first[written].name} has the same name but for case or kind of slash"
            problems.append(Problem(image.name, found, "another name", "Rename one of them"))
        else:
            first[written] = image
    return list(first.values())
