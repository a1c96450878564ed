"""What a drawn data set was drawn by, and what it consists of."""

import hashlib
import json
from pathlib import Path

from mmcsam.version import __version__

_NAME = ".mmcsam-sample"  # hidden: the data set itself has SegPC-2021's files alone


def write_manifest(tree: Path, settings: dict) -> None:
    """Write into a data set what it was drawn by, and the checksums of its files.

    Args:
        tree: Its folder.
        settings: Numbers by name.

    Raises:
        OSError: If it cannot be written.
    """
    (tree / _NAME).write_text(json.dumps(_manifest(tree, settings)), encoding="utf-8")


def is_complete(tree: Path, settings: dict) -> bool:
    """Return whether a data set is what the same settings would draw, to the byte.

    Args:
        tree: Its folder.
        settings: Numbers by name.
    """
    try:
        written = json.loads((tree / _NAME).read_text(encoding="utf-8"))
        return written == json.loads(json.dumps(_manifest(tree, settings)))
    except (OSError, ValueError, RecursionError):
        return False


def _manifest(tree: Path, settings: dict) -> dict:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and path.name != _NAME)
    return {
        "mmcsam": __version__,
        "settings": settings,
        "files": {
            path.relative_to(tree).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }
