"""Names of exported files."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath


def output_names(file_names: Sequence[str]) -> list[str]:
    """Return what to call the files written for images, without a suffix.

    Folders are kept, so that images of one stem in two folders stay apart. The suffix is dropped,
    but where two images of one folder differ in nothing else. Drives, leading slashes and ``..``
    are left out: nothing is written outside the output folder.

    Args:
        file_names: ``file_name`` of each image.

    Raises:
        ValueError: If two images would have the same name.

    Example:
        >>> output_names(["train/1.bmp", "validation/1.bmp", "a/2.png", "a/2.tif"])
        ['train/1', 'validation/1', 'a/2.png', 'a/2.tif']
    """
    full = [_inside(name) for name in file_names]
    short = [str(path.with_suffix("")) for path in full]
    # File systems of Windows and macOS do not tell upper and lower case apart.
    count = Counter(name.lower() for name in short)
    count.update({str(path).lower() for path in full})  # a.png of a.png.png is taken by a.png
    names = [
        str(path) if count[name.lower()] > 1 else name
        for path, name in zip(full, short, strict=True)
    ]
    first: dict[str, str] = {}
    for name, file_name in zip(names, file_names, strict=True):
        if name.lower() in first:
            raise ValueError(
                f"the images {first[name.lower()]} and {file_name} would both be written as "
                f"{name}; give each image one entry and a file_name of its own"
            )
        first[name.lower()] = file_name
    return names


def _inside(file_name: str) -> PurePosixPath:
    path = PureWindowsPath(file_name)  # splits at both kinds of slash
    parts = [part for part in path.parts if part not in (path.anchor, "..")]
    if not parts:
        raise ValueError(f"file_name {file_name!r} names no file")
    return PurePosixPath(*parts)
