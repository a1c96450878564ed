"""Output that is whole or absent."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged(out: str | Path) -> Iterator[Path]:
    """Give a folder to write to; its files move to ``out`` once the block has ended well.

    If the block raises, on a full disk or on Ctrl-C too, ``out`` is as it was before. Files in
    ``out`` of the same names are replaced, others stay.

    Args:
        out: The folder that receives the files; made if missing.

    Yields:
        Path: An empty folder inside ``out``, so that moving a file is a rename.

    Raises:
        NotADirectoryError: If ``out`` is a file.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; give a folder for the output")
    made = next((path for path in reversed((out, *out.parents)) if not path.exists()), None)
    out.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".partial-", dir=out))
    try:
        yield stage
        for source in sorted(path for path in stage.rglob("*") if not path.is_dir()):
            target = out / source.relative_to(stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
        shutil.rmtree(stage)  # empty folders
    except BaseException:
        shutil.rmtree(stage if made is None else made, ignore_errors=True)
        raise
