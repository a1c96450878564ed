"""Output that is whole or absent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .killed_runs import (
    NEW,
    OLD,
    PARTIAL,
    WHOLE,
    files_in,
    finish_killed_runs,
    locked_folder,
    move_files,
    remove_folder,
)
from .output_guard import OutputGuard
from .whole_file import raise_without_room


@contextmanager
def staged(out: str | Path, guard: OutputGuard | None = None) -> Iterator[Path]:
    """Give a folder to write to; its files move to ``out`` once the block has ended well.

    If the block raises, on a full disk or on Ctrl-C too, ``out`` is as it was before. Files in
    ``out`` of the same names are replaced, others stay.

    With a guard the files belong together: those that they replace go first, so that a process that
    is killed in between leaves no new file beside an old one, and the next run with a guard moves
    the rest. What killed runs left half-written it removes; :func:`finish_killed_runs` does both.

    Args:
        out: The folder that receives the files; made if missing.
        guard: Of ``out``; None for files of which each stands for itself, and may be replaced.

    Yields:
        Path: An empty folder inside ``out``, so that moving a file is a rename.

    Raises:
        FileExistsError: If the guard does not let a file be replaced.
        NotADirectoryError: If ``out`` is a file.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; give a folder for the output")
    made = next((path for path in reversed((out, *out.parents)) if not path.exists()), None)
    out.mkdir(parents=True, exist_ok=True)
    try:
        if guard is None:
            with locked_folder(out) as stage:
                new = stage / NEW
                new.mkdir()
                yield new
                move_files(new, out)
        else:
            finish_killed_runs(out)
            with locked_folder(out) as stage:
                new = stage / NEW
                new.mkdir()
                yield new
                guard.check(files_in(new))
                guard.record(new)
                _replace_together(stage, out)
    except BaseException as error:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise_without_room(error, out)
        raise


def _replace_together(stage: Path, out: Path) -> None:
    """Move files to their places, the old ones away first; all are as before if that fails."""
    whole = stage.with_name(stage.name.replace(PARTIAL, WHOLE))
    os.replace(stage, whole)  # from here on the next run would go on
    names = files_in(whole / NEW)
    moved = []
    try:
        for name in names:
            old = whole / OLD / name
            old.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.replace(out / name, old)
            except FileNotFoundError:
                continue
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(whole / NEW / name, out / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            (out / name).unlink(missing_ok=True)
        if (whole / OLD).is_dir():
            move_files(whole / OLD, out)
        remove_folder(whole)
        raise
    remove_folder(whole)
