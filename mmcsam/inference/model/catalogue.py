"""Models by name: those that come with mmcsam, and a lab's own list."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmcsam.coco.reader import read_json
from mmcsam.jobs.whole_file import whole_file

from .packed_model import SUFFIX, file_sha256

DEFAULT = "plasma-cells-drawn"
VARIABLE = "MMCSAM_MODELS"
_BUNDLED = Path(__file__).with_name("bundled") / "models.json"
_KEYS = ("name", "version", "sha256", "licence", "summary", "location")


@dataclass(frozen=True)
class KnownModel:
    """An entry of a list of models.

    Attributes:
        name: What ``--model`` calls it.
        version: Of the model.
        sha256: Of its packed file, in hexadecimal digits.
        licence: Of its weights.
        summary: What it finds, in a line.
        location: File beside the list, an absolute path, or an address that begins with https://.
        folder: Folder of the list.
    """

    name: str
    version: str
    sha256: str
    licence: str
    summary: str
    location: str
    folder: Path

    @property
    def origin(self) -> str:
        """Where it comes from: ``bundled``, ``file`` or ``address``."""
        if self.location.startswith("https://"):
            return "address"
        return "bundled" if self.folder == _BUNDLED.parent else "file"

    @property
    def path(self) -> Path:
        """Its file, where it is not at an address."""
        return self.folder / self.location

    def fetch(self) -> Path:
        """Return the model's file, downloaded once if it is at an address.

        Raises:
            OSError: If it cannot be read or downloaded.
            ValueError: If its content is not what the list says.
        """
        path = self.path
        if self.origin == "address":
            cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
            path = cache / "mmcsam" / f"{self.name}-{self.sha256[:12]}{SUFFIX}"
            if not path.is_file():
                self._download(path)
        if not path.is_file():
            raise FileNotFoundError(
                f"{path}: no such file, expected the model {self.name}; install mmcsam again, or "
                "mend the list that names it"
            )
        self._check(path)
        return path

    def _download(self, path: Path) -> None:
        from torch.hub import download_url_to_file

        with whole_file(path) as part:
            try:
                download_url_to_file(self.location, str(part))
            except OSError as error:
                raise OSError(
                    f"{self.location}: not downloaded ({error}), expected the model {self.name}; "
                    "connect to the network, or copy the file and give its path"
                ) from error
            self._check(part)

    def _check(self, path: Path) -> None:
        if file_sha256(path) != self.sha256:
            raise ValueError(
                f"{path}: not the model {self.name} {self.version} (another SHA-256), expected "
                f"{self.sha256}; copy or install it again"
            )


def known_models() -> list[KnownModel]:
    """Return the models that come with mmcsam, and those of the list in ``MMCSAM_MODELS``.

    Raises:
        OSError: If a list cannot be read.
        ValueError: If it is not in the form that docs/plasma-cells.md shows.
    """
    files = [_BUNDLED]
    if own := os.environ.get(VARIABLE):
        files.append(Path(own).resolve())
    models = [model for file in files for model in _read(file)]
    names = [model.name for model in models]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{files[-1]}: {min(twice)!r} is listed twice; give it another name")
    return models


def find_model(model: str | Path | None = None) -> Path:
    """Return the file of a model.

    Args:
        model: Its path, or its name in the list; None is the one that comes with mmcsam.

    Raises:
        OSError: If its file cannot be read.
        ValueError: If it is damaged.
    """
    name = DEFAULT if model is None else str(model)
    if model is not None and (Path(model).suffix or os.sep in name or Path(model).exists()):
        return Path(model)
    listed = {known.name: known for known in known_models()}
    if name not in listed:
        raise FileNotFoundError(
            f"{name}: no such file and no model of that name, expected a packed model or one of "
            f"{', '.join(listed)}; python -m mmcsam models lists them"
        )
    return listed[name].fetch()


def _read(file: Path) -> list[KnownModel]:
    content: Any = read_json(file)
    entries = content.get("models") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ValueError(
            f'{file}: expected {{"models": [...]}}; docs/plasma-cells.md shows the form'
        )
    models = []
    for number, entry in enumerate(entries):
        values = [entry.get(key) for key in _KEYS] if isinstance(entry, dict) else [None]
        if not all(isinstance(value, str) and value for value in values):
            raise ValueError(
                f"{file}: entry {number} lacks one of {', '.join(_KEYS)}, or one is no text; "
                "docs/plasma-cells.md shows the form"
            )
        named = dict(zip(_KEYS, map(str, values), strict=True))
        models.append(KnownModel(**named, folder=file.parent))
    return models
