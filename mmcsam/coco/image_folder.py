"""The image files of a COCO file."""

import os
from functools import lru_cache
from pathlib import Path

from .file_names import FileNames


def find_image(root: Path, file_name: str) -> list[Path]:
    """Find the file that a ``file_name`` means, however a tool has written it.

    The name as it stands comes first. Only where there is no such file are those below the folder
    looked through, once for all names; see :class:`FileNames`.

    Args:
        root: Folder that the names start from.
        file_name: As in the COCO file.

    Returns:
        list: The file; none if there is none; or all that it could be.
    """
    path = root / file_name
    try:
        if path.exists():  # Zarr's images are folders
            return [path]
    except (OSError, ValueError):  # longer than a name can be, or with a zero in it
        return []
    return [root / name for name in _names_below(root).find(file_name)]


@lru_cache(maxsize=2)
def _names_below(root: Path) -> FileNames:
    """Return the names of all files below a folder; hidden ones are left out."""
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(folder).relative_to(root)
        names += [(relative / name).as_posix() for name in sorted(files) if name[0] != "."]
    return FileNames(names)
