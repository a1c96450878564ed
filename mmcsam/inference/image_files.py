"""Find the images that a prediction is asked for."""

import glob
import hashlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from natsort import natsorted

from mmcsam.images.slide_source import SLIDE_SUFFIXES
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".npy", ".czi", *SLIDE_SUFFIXES)
_ZARR = ".zarr"
_END = 2**20  # bytes
_LONGEST = 255  # bytes of a name that file systems keep
_INI_SIZE = 2**20  # characters; such files have a few thousand


class ImageFile(NamedTuple):
    """One image to predict.

    Attributes:
        path: The file.
        root: The folder that was asked for; the file's own where the file was.
        name: Path from there, with forward slashes.
    """

    path: Path
    root: Path
    name: str

    def fingerprint(self) -> str:
        """Return what tells the image from another one of its name; nothing if it is no file.

        It covers the size and both ends, so that a slide need not be read; of a folder the names
        and sizes of its files.
        """
        found = hashlib.sha256()
        try:
            if self.path.is_dir():
                for path in sorted(each for each in self.path.rglob("*") if each.is_file()):
                    found.update(f"{path.relative_to(self.path)} {path.stat().st_size}\n".encode())
            elif self.path.is_file():
                with open(self.path, "rb") as file:
                    size = file.seek(0, os.SEEK_END)
                    for place in (0, max(0, size - _END)):
                        file.seek(place)
                        found.update(file.read(_END))
                found.update(str(size).encode())
            else:
                return ""
        except OSError:
            return ""
        return found.hexdigest()


def find_images(
    sources: Sequence[str | Path], out: str | Path, problems: list[Problem], notes: list[str]
) -> list[ImageFile]:
    """Find images: files, folders at any depth, patterns, lists, each file once.

    A Zarr folder is an image. What belongs to a slide of several files is none: the folder beside
    ``a.mrxs``, the pictures that ``a.vms`` names. A path in a list need not be there: it is
    returned, so that whoever opens it can tell.

    Args:
        sources: Of each one: a file, a folder, a pattern such as ``scans/*.tif``, a text file
            ``*.txt`` with a path a line, or ``-`` for such lines on standard input.
        out: Folder of the output; what lies in it is no image to predict.
        problems: Receives folders that cannot be read.
        notes: Receives what was passed over.

    Returns:
        list: In the order of the sources, folders in natural order.

    Raises:
        FileNotFoundError: If a source itself is not there, or there is no image at all.
        ValueError: If a list holds what cannot be a path.
    """
    found: dict[str, ImageFile] = {}
    others: list[Path] = []
    skipped = Path(out).resolve()
    for source in _expanded(sources):
        if source.is_dir() and source.suffix.lower() != _ZARR:
            for path in _in_folder(source, skipped, problems, others):
                name = path.relative_to(source).as_posix()
                found.setdefault(os.path.realpath(path), ImageFile(path, source, name))
        else:
            found.setdefault(
                os.path.realpath(source), ImageFile(source, source.parent, source.name)
            )
    if others:
        notes.append(
            f"{len(others)} files that are no images were passed over (first: {others[0]})"
        )
    if not found:
        raise FileNotFoundError(
            f"{', '.join(map(str, sources))}: no image, expected files of the kinds "
            f"{' '.join(SUFFIXES)}; check the name"
        )
    return list(found.values())


def _expanded(sources: Iterable[str | Path]) -> Iterator[Path]:
    for source in sources:
        path = Path(source)
        if str(source) == "-":
            if isinstance(sys.stdin, io.TextIOWrapper):
                sys.stdin.reconfigure(errors="surrogateescape")
            yield from _listed(sys.stdin, "standard input")
        elif path.suffix == ".txt" and path.is_file():
            # A file's name need not be text; it is kept as os.fsdecode does.
            with open(path, encoding="utf-8-sig", errors="surrogateescape") as lines:
                yield from _listed(lines, str(path))
        elif path.exists() or path.is_symlink():
            yield path
        elif matches := natsorted(glob.glob(str(source), recursive=True)):
            yield from map(Path, matches)
        else:
            raise FileNotFoundError(
                f"{source}: no such file or folder, expected images; check its name"
            )


def _listed(lines: Iterable[str], source: str) -> Iterator[Path]:
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if "\0" in text:
            raise ValueError(
                f"{source}, line {number}: it holds a zero byte, expected the path of an image; "
                "give a list in UTF-8"
            )
        if any(len(os.fsencode(part)) > _LONGEST for part in Path(text).parts):
            raise ValueError(
                f"{source}, line {number}: a name of over {_LONGEST} bytes, expected the path of "
                "an image; give a list with a path a line"
            )
        if text:
            yield Path(text)


def _in_folder(
    folder: Path, skipped: Path, problems: list[Problem], others: list[Path]
) -> list[Path]:
    paths: list[Path] = []
    for inside, names, files in walk_folders(folder, problems):
        if skipped in (inside.resolve(), *inside.resolve().parents):
            names.clear()
            continue
        paths += [inside / name for name in names if name.lower().endswith(_ZARR)]
        parts = {part for name in files for part in _parts_of_slide(inside / name)}
        names[:] = [name for name in names if not name.lower().endswith(_ZARR) | (name in parts)]
        for name in files:
            path = inside / name
            if name not in parts:
                (paths if path.suffix.lower() in SUFFIXES else others).append(path)
    return natsorted(paths, key=lambda path: path.relative_to(folder).as_posix())


def _parts_of_slide(path: Path) -> set[str]:
    """Return the names of a folder or files beside a slide that are parts of it."""
    suffix = path.suffix.lower()
    if suffix == ".mrxs":
        return {path.stem} if (path.with_suffix("") / "Slidedat.ini").is_file() else set()
    if suffix not in (".vms", ".vmu"):
        return set()
    try:
        with open(path, encoding="latin-1") as file:
            lines = file.read(_INI_SIZE).splitlines()
    except OSError:  # opening the slide will say so
        return set()
    return {value.strip() for line in lines for _, _, value in [line.partition("=")]} - {path.name}
