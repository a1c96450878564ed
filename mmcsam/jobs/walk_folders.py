"""Walk through folders, whatever links there are."""

import os
from collections.abc import Iterator
from pathlib import Path

from .problem import Problem, problem_of


def walk_folders(src: Path, problems: list[Problem]) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Walk through a folder in a fixed order, links followed, each folder once.

    Args:
        src: Where to start.
        problems: Receives folders that cannot be read.

    Yields:
        tuple: A folder, the names of the folders in it, and of the files in it. Hidden folders and
        files are left out. As with ``os.walk``, a folder name taken from the list is not entered.
    """
    visited = set()

    def report(error: OSError) -> None:
        problems.append(problem_of(error, Path(error.filename).relative_to(src).as_posix()))

    for folder, names, files in os.walk(src, onerror=report, followlinks=True):
        real = os.path.realpath(folder)
        if real in visited:
            names.clear()
            continue
        visited.add(real)
        # __MACOSX is what the macOS archiver adds: a shadow tree without images.
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "__MACOSX")
        yield Path(folder), names, sorted(name for name in files if not name.startswith("."))
