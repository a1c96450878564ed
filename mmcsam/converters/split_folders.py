"""Find a data set's splits, however its folders are nested."""

from collections.abc import Iterator
from pathlib import Path

from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders

# Folder names that say a split, in lower case.
SPLIT_NAMES = {
    "train": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
}
_NNUNET = {"imagestr": "train", "imagests": "test"}
SPLITS = ("train", "validation", "test")


def source_folder(src: str | Path) -> Path:
    """Return the folder to convert.

    Raises:
        FileNotFoundError: If it does not exist.
        NotADirectoryError: If it is not a folder.
    """
    src = Path(src)
    if not src.exists():
        raise FileNotFoundError(
            f"{src}: no such folder, expected that of the unpacked data set; check its name"
        )
    if not src.is_dir():
        raise NotADirectoryError(
            f"{src}: no folder, expected that of the unpacked data set; unpack it"
        )
    return src


def find_split_folders(
    src: Path, member: str, problems: list[Problem]
) -> Iterator[tuple[Path, str]]:
    """Find the folders that hold a folder called ``member``, links followed, in a fixed order.

    The nearest folder name above ``member`` that is one of ``SPLIT_NAMES`` says the split; ``src``
    itself counts. Nothing below a folder that was found is looked at.

    Args:
        src: Where to look.
        member: Name of the folder to find, such as ``x``.
        problems: Receives folders that cannot be read, and those of no split.

    Yields:
        tuple: The folder that holds ``member``, and its split.
    """
    for parent, names, _ in walk_folders(src, problems):
        if member not in names:
            continue
        names.clear()
        split = split_of(parent, src)
        if split is not None:
            yield parent, split
        else:
            problems.append(
                Problem(
                    (parent / member).relative_to(src).as_posix(),
                    "no folder on its path says which split it is",
                    f"a folder called {', '.join(SPLIT_NAMES)} above it",
                    "Rename the folder, or give a folder higher up as the source",
                )
            )


def split_of(folder: Path, src: Path) -> str | None:
    """Return the split that the nearest telling folder name says, ``src``'s own name included."""
    for name in reversed((src.resolve().name, *folder.relative_to(src).parts)):
        split = (SPLIT_NAMES | _NNUNET).get(name.lower())
        if split is not None:
            return split
    return None
