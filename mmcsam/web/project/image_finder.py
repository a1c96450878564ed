"""Find a project's images and read their sizes."""

from dataclasses import replace
from pathlib import Path

from mmcsam.check.image_header import read_image_header
from mmcsam.coco.header import PIXEL_LIMIT
from mmcsam.images.array_source import check_size
from mmcsam.images.slide_source import SLIDE_SUFFIXES
from mmcsam.images.source import open_source
from mmcsam.inference.image_files import find_images
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of

from .image_entry import ImageEntry

PICTURES = (".png", ".jpg", ".jpeg", ".bmp")  # decoded as a whole


def list_images(folder: Path, project: Path, notes: list[str]) -> list[str]:
    """Return the names of a folder's images, at any depth, in natural order; none is no error.

    Args:
        folder: The folder.
        project: The project's folder, which may lie in it and is passed over.
        notes: Receives what was passed over.
    """
    problems: list[Problem] = []
    try:
        found = find_images([folder], project, problems, notes)
    except FileNotFoundError:
        found = []
    notes += [str(problem) for problem in problems]
    return [image.name for image in found]


def max_pixels(path: Path) -> int:
    """Return how many pixels an image may have: of what is decoded as a whole fewer."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        return 2**29
    return PIXEL_LIMIT - 1 if suffix in (*SLIDE_SUFFIXES, ".czi", ".zarr") else 2**30


def with_size(entry: ImageEntry, root: Path) -> ImageEntry:
    """Return an entry with what its file says, or with the reason why it cannot be used.

    Of pictures only the header is read.

    Args:
        entry: The entry; its size is read if it is not known.
        root: The folder that the image has to lie in.
    """
    path, name = entry.path, entry.name
    try:
        check_inside(path, root, name)
        if entry.width and path.exists():
            return entry
        if path.suffix.lower() in PICTURES:
            try:
                header = read_image_header(path)
                check_size(name, header.width, header.height, max_pixels(path))
                return replace(entry, width=header.width, height=header.height)
            except UnusableFileError:
                raise
            except (FileNotFoundError, ValueError):
                pass  # then it is no such picture, or what opens it says what is wrong
        with open_source(path, name=name, max_pixels=max_pixels(path)) as source:
            return replace(
                entry, width=source.width, height=source.height, pixel_size=source.pixel_size
            )
    except (UnusableFileError, OSError) as error:
        return replace(entry, reason=str(problem_of(error, name)))


def check_inside(path: Path, root: Path, name: str) -> None:
    """Refuse a file that a link leads to from outside a folder.

    Args:
        path: The file.
        root: The folder.
        name: What to call the file in an error.

    Raises:
        UnusableFileError: If it lies elsewhere.
    """
    if not path.resolve().is_relative_to(root.resolve()):
        raise UnusableFileError(
            name,
            "it is a link that leads out of the folder",
            "a file within the folder of the images",
            "Copy it there, or give the folder that it lies in",
        )
