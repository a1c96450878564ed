"""Keep what is written from replacing what is read, or what somebody else has written."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from .killed_runs import RECORD, finish_killed_runs


class OutputGuard:
    """Tells which files of an output folder may be replaced.

    A hidden file in the folder records what this program wrote there, with size and time: these
    files may be replaced, unless they were changed since, or are read by the same run. All others
    need ``overwrite``.

    Args:
        out: The output folder.
        read: Files that the run reads; these are never replaced.
        overwrite: Whether files that others wrote may be replaced.
        option: What the user gives the place with, for the cure in an error.

    Example:
        >>> guard = OutputGuard("out", read=["cells.json"])
        >>> guard.check(["cells.json"])  # there is no such file in out
    """

    def __init__(
        self,
        out: str | Path,
        read: Iterable[str | Path] = (),
        overwrite: bool = False,
        option: str = "--out",
    ) -> None:
        self.out = Path(out)
        self._read = list(read)
        self._looked = False
        self._identities: set[tuple[int, int]] | None = None
        self._overwrite = overwrite
        self._option = option

    def check(self, names: Iterable[str | Path]) -> None:
        """Check that files may be written, once what a killed run had whole is in its place.

        Args:
            names: Their paths in ``out``; those of files that are not there may be.

        Raises:
            FileExistsError: If one is read by this run, or by others and not to be overwritten.
            IsADirectoryError: If one is a folder.
        """
        if not self._looked and self.out.is_dir():  # its files are ours, once they are all there
            finish_killed_runs(self.out)
        self._looked = True
        written = None
        for name in names:
            path = self.out / name
            if name == Path(RECORD):
                continue
            try:
                status = path.stat()
            except OSError:
                continue
            if path.is_dir():
                raise IsADirectoryError(
                    f"{path}: it is a folder, expected room for a file; give another {self._option}"
                )
            if (status.st_dev, status.st_ino) in self._files_read():
                raise FileExistsError(
                    f"{path}: it is read by this run, and would be written over; expected an "
                    f"output folder of its own; give another {self._option}"
                )
            written = _recorded(self.out) if written is None else written
            ours = written.get(_key(name)) == [status.st_size, status.st_mtime_ns]
            if not (ours or self._overwrite):
                raise FileExistsError(
                    f"{path}: there is such a file already, and it is not, or no longer, as this "
                    f"program wrote it; expected a free name; give another {self._option}, or "
                    "--overwrite to replace it"
                )

    def record(self, stage: Path) -> None:
        """Write to a folder of files that will be moved to ``out`` the record of them, too."""
        written = _recorded(self.out)
        for path in sorted(stage.rglob("*")):
            if path.is_file() and path != stage / RECORD:
                status = path.stat()
                written[_key(path.relative_to(stage))] = [status.st_size, status.st_mtime_ns]
        (stage / RECORD).write_text(json.dumps({"files": written}, indent=1), encoding="utf-8")

    def _files_read(self) -> set[tuple[int, int]]:
        if self._identities is None:
            self._identities = set()
            for path in self._read:
                try:
                    status = os.stat(path)
                except OSError:
                    continue  # whoever reads it says so
                self._identities.add((status.st_dev, status.st_ino))
        return self._identities


def _key(name: str | Path) -> str:
    return Path(name).as_posix()


def _recorded(out: Path) -> dict[str, list[int]]:
    """Return size and time of the files that this program wrote; empty if there is no record."""
    try:
        files = json.loads((out / RECORD).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return files if isinstance(files, dict) else {}
