"""The models that a project can predict with."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mmcsam.inference.model.catalogue import known_models
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import SUFFIX, read_card


def model_files(project: Path, given: Mapping[str, str]) -> dict[str, Path]:
    """Return the project's models by name; where a name is taken twice, the latter of these.

    Those that come with mmcsam or are in the list of ``MMCSAM_MODELS`` and on this machine, those
    given, and those trained here or sent to the page.

    Args:
        project: The project's folder.
        given: Files from elsewhere, by name.
    """
    found = {
        known.name: known.path
        for known in known_models()
        if known.origin != "address" and known.path.is_file()
    }
    found |= {name: Path(file) for name, file in given.items()}
    for path in sorted((project / "models").glob(f"*{SUFFIX}")):
        if not path.name.startswith("."):
            found[path.stem] = path
    return found


def card_of(path: Path) -> ModelCard:
    """Return a model's card, read again only if the file was changed.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no packed model.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file, expected a packed model; choose another")
    status = path.stat()
    return _card(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _card(path: Path, size: int, time: int) -> ModelCard:
    return read_card(path)
