"""What the process that predicts can do; images are opened here and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmcsam.jobs.cores import available_cores
from mmcsam.jobs.problem import UnusableFileError, problem_of

if TYPE_CHECKING:
    from mmcsam.images.source import ImageSource
    from mmcsam.inference.cells import Cells
    from mmcsam.inference.segmenter import Segmenter
    from mmcsam.inference.window import ImagePart

    from .box_outline import BoxOutline

LOWEST_SCORE = 0.05  # the page hides by score without predicting again
# Who drags a box while a large image is predicted waits for one tile. Smaller tiles than this cost
# much more in all, since they overlap: 1024 computes twice the pixels.
_TILE = 1536
_SETTINGS: Any = {"score_threshold": LOWEST_SCORE, "tile": _TILE}
_MODELS = 2  # in memory: the chosen one, and one that is compared with it


@dataclass(frozen=True)
class ModelChoice:
    """What is predicted with.

    Attributes:
        file: A packed model.
        cell_width: How wide cells are in the images, in pixels; None leaves the scale to the model.
        pixel_size: Micrometres a pixel; None takes what a file says.
    """

    file: Path
    cell_width: float | None = None
    pixel_size: float | None = None


class UnusableImageError(ValueError):
    """An image that cannot be predicted; the text says why, without its name."""


class CellFinder:
    """Finds the cells of an image, part by part, and of a box of another one in between.

    Models run as ``predict`` runs them, by what is fastest here. Picklable until it is used.
    Nothing of PyTorch is imported before, and often not even then.
    """

    def __init__(self) -> None:
        self._models: dict[tuple[Path, int], tuple[Segmenter, str]] = {}
        self._outliner: tuple[tuple[Path, int], Segmenter] | None = None
        self._open: dict[str, tuple[tuple[Path, int], ImageSource]] = {}

    def load(self, choice: ModelChoice) -> str:
        """Read a model unless it is in memory, and return the first 12 digits of its SHA-256.

        Raises:
            OSError: If it cannot be read.
            ValueError: If it is no packed model or cannot be used.
        """
        return self._model(choice)[1]

    def count(self, path: Path, choice: ModelChoice) -> int:
        """Open an image and return into how many parts it is cut.

        Raises:
            UnusableImageError: If it cannot be used.
        """
        with self._opened(path, choice) as (segmenter, source):
            return segmenter.count_parts(source)

    def part(self, path: Path, choice: ModelChoice, number: int) -> "ImagePart":
        """Predict a part, from 0.

        Raises:
            UnusableImageError: If the image cannot be used.
        """
        with self._opened(path, choice) as (segmenter, source):
            return segmenter.predict_part(source, number)

    def join(self, path: Path, choice: ModelChoice, parts: "Sequence[ImagePart]") -> "Cells":
        """Put the parts of an image together and close it.

        Raises:
            UnusableImageError: If the image cannot be used.
        """
        with self._opened(path, choice) as (segmenter, source):
            cells = segmenter.join(source, parts)
        self._close("predicted")
        return cells

    @contextmanager
    def _opened(self, path: Path, choice: ModelChoice) -> "Iterator[tuple[Segmenter, ImageSource]]":
        try:
            yield self._model(choice)[0], self._source("predicted", path)
        except Exception as error:  # whatever one image does to a network, the others go on
            self._close("predicted")
            raise UnusableImageError(_reason(error, path.name)) from error

    def outline(self, path: Path, choice: ModelChoice, box: Sequence[float]) -> "BoxOutline":
        """Outline the cell in a box, see :func:`outline_in_box`.

        Raises:
            ValueError: If the image cannot be used or the box has no pixel of it.
        """
        from .box_outline import outline_in_box

        # It stays open: more boxes will follow in it.
        return outline_in_box(self._guide(choice), self._source("outlined", path), box)

    def _guide(self, choice: ModelChoice) -> "Segmenter":
        """Return what outlines boxes: a packed model in PyTorch, where its guide can be asked."""
        from mmcsam.inference.model.packed_model import SUFFIX
        from mmcsam.inference.segmenter import Segmenter

        segmenter, _ = self._model(choice)
        if choice.file.suffix != SUFFIX or hasattr(segmenter.backend, "model"):
            return segmenter
        key = _version(choice.file)
        if self._outliner is None or self._outliner[0] != key:
            self._outliner = None  # never two of them in memory
            self._outliner = key, Segmenter(choice.file, backend="pytorch", **_SETTINGS)
        _, outliner = self._outliner
        outliner.cell_width, outliner.pixel_size = choice.cell_width, choice.pixel_size
        return outliner

    def _model(self, choice: ModelChoice) -> "tuple[Segmenter, str]":
        from mmcsam.inference.model.packed_model import file_sha256
        from mmcsam.inference.segmenter import Segmenter

        key = _version(choice.file)
        found = self._models.pop(key, None)
        if found is None:
            segmenter = Segmenter(choice.file, **_SETTINGS)
            if segmenter.backend.name != "pytorch":  # which takes all cores by itself
                segmenter.backend.set_threads(available_cores())
            found = segmenter, file_sha256(choice.file)[:12]
            while len(self._models) >= _MODELS:
                del self._models[next(iter(self._models))]
        self._models[key] = found  # the one that was used last is the last one
        found[0].cell_width, found[0].pixel_size = choice.cell_width, choice.pixel_size
        return found

    def _source(self, use: str, path: Path) -> "ImageSource":
        from mmcsam.images.source import open_source

        version, known = _version(path), self._open.get(use)
        if known is not None and known[0] == version:
            return known[1]
        self._close(use)
        source = open_source(path, name=path.name)
        self._open[use] = version, source
        return source

    def _close(self, use: str) -> None:
        known = self._open.pop(use, None)
        if known is not None:
            known[1].close()


def _version(path: Path) -> tuple[Path, int]:
    """Return what tells a file from one that has taken its place."""
    return path, path.stat().st_mtime_ns if path.exists() else 0


def _reason(error: Exception, name: str) -> str:
    """Say what is wrong with an image, without its name."""
    if isinstance(error, UnusableFileError | OSError):
        problem = problem_of(error, name)
        return f"{problem.found}; expected {problem.expected}. {problem.cure}."
    text = " ".join(str(error).removeprefix(f"{name}: ").split())
    return text if isinstance(error, ValueError) else f"{type(error).__name__}: {text}"
