"""Write what an evaluation yields, without replacing what it reads or what others wrote."""

from collections.abc import Iterable
from pathlib import Path

from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged


def check_output(path: Path, read: Iterable[str | Path], overwrite: bool = False) -> OutputGuard:
    """Check that a file may be written, and return what guards it.

    Args:
        path: The file.
        read: Files of truth and predictions, and folders of them, which are never replaced.
        overwrite: Replace a file that this program did not write, or that was changed since.

    Raises:
        FileExistsError: If it may not.
        IsADirectoryError: If it is a folder.
    """
    files: list[Path] = []
    for each in map(Path, read):
        files += each.iterdir() if each.is_dir() else [each]
    guard = OutputGuard(path.parent, files, overwrite, "name")
    guard.check([path.name])
    return guard


def write_output(
    path: Path, text: str, read: Iterable[str | Path], overwrite: bool = False
) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Args:
        path: The file; its folder is made if missing.
        text: Its content.
        read: As for :func:`check_output`.
        overwrite: Likewise.

    Raises:
        OSError: If it cannot be written, or may not.
    """
    guard = check_output(path, read, overwrite)
    with staged(path.parent, guard) as stage:
        # A file's name need not be text.
        (stage / path.name).write_text(text, encoding="utf-8", errors="backslashreplace")
