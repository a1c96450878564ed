"""A command as a reader: run in this process, judged by its exit code and by what it leaves."""

import contextlib
import hashlib
import io
import shlex
from pathlib import Path
from random import Random
from typing import Any

from mmcsam.cli.main import main

from .byte_mutation import mutate_bytes
from .reader import Contradiction, Reader

_CODES = (0, 1, 2)
_BEHIND = (".partial-", ".whole-", ".part")


class CommandReader(Reader):
    """Writes data to ``in``, and runs a command that may write to ``out``."""

    takes = 240

    def size(self, value: Any) -> int:
        """Allow what a command holds besides its data."""
        return 64 * 2**20

    def write(self, rng: Random, folder: Path) -> Path:
        data = folder / "in"
        data.mkdir()
        self.words = [str(word) for word in self.call(rng, data, folder / "out")]
        (folder / "call").write_text(shlex.join(self.words), errors="backslashreplace")
        return data

    def call(self, rng: Random, data: Path, out: Path) -> list:
        """Write the data and return the command's words."""
        raise NotImplementedError

    def read(self, path: Path) -> Any:
        before = _content(path)
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = main(*self.words)
        self.found = None
        text = complained.getvalue()
        if code not in _CODES:
            self.found = f"exit code {code}"
        elif "Traceback" in text:
            self.found = f"a traceback: {text[-200:]}"
        elif _content(path) != before:
            self.found = "an input was changed"
        elif code == 2 and "error: " not in text:
            self.found = f"exit code 2 and no error: {text[-200:]}"
        elif code == 2 and not any(name in text for name in self.known(path)):
            self.found = f"an error that names nothing: {text[-200:]}"
        left = [p for p in path.parent.rglob(".*") if any(each in p.name for each in _BEHIND)]
        if self.found is None and left:
            self.found = f"it left {left[0].name}"
        if code == 2 and self.found is None:
            raise ValueError(f"{path.name}: {text}")
        return code

    def known(self, path: Path) -> set[str]:
        """Return what an error may name: a file, a folder, an option."""
        options = {word.strip("-").replace("-", "_") for word in self.words if word[:2] == "--"}
        return {"--", str(path), *options, *(each.name for each in path.rglob("*"))}

    def judge(self, path: Path, value: Any) -> bool:
        if self.found is not None:
            raise Contradiction(f"{shlex.join(self.words)[-160:]}: {self.found}")
        return self.confirm(path, value)

    def confirm(self, path: Path, code: int) -> bool:
        """Return whether the output was confirmed, or raise Contradiction."""
        return False


def change_one(rng: Random, folder: Path, share: float = 0.9) -> Path | None:
    """Change a file below a folder, or take it away; None where all stay as they are."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files or rng.random() >= share:
        return None
    path = rng.choice(files)
    kind = rng.random()
    if kind < 0.06:
        path.unlink()
    elif kind < 0.1:
        path.rename(
            path.with_name(
                rng.choice(("x" * 200 + path.suffix, f"é {path.name}", "7_7.bmp", path.stem))
            )
        )
    elif kind < 0.15:
        path.write_bytes(rng.choice(files).read_bytes() if path.exists() else b"")
    else:
        path.write_bytes(mutate_bytes(rng, path.read_bytes()))
    return path


def _content(path: Path) -> dict[str, str]:
    return {
        str(each): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in path.rglob("*")
        if each.is_file() and not each.is_symlink()
    }
