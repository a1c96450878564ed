"""What exported networks have in common: pixels in, boxes and masks out, all as arrays."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.jobs.problem import UnusableFileError

from .array_preparation import PreparedArray, prepare_array, require_array_steps
from .detection import OBJECTS, Detection
from .mask_crop import mask_crop

Outputs = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class ExportedBackend(ABC):
    """A network in a file of another program, which needs neither PyTorch nor MMDetection.

    What such a file takes and gives is what ``mmcsam.deployment.graph.DetectorGraph`` does.

    Args:
        file: The file.
        lowest_score: Objects of lower scores are not asked for.

    Attributes:
        card: Of the model.

    Raises:
        ImportError: If what runs it is not installed.
        OSError: If the file cannot be read.
        UnusableFileError: If it is damaged, or was not written by ``export-model``.
        ValueError: If images are prepared for the model in a way that needs MMDetection.
    """

    name: str
    device = "cpu"

    def __init__(self, file: Path, lowest_score: float = 0.0) -> None:
        if not file.is_file():
            raise FileNotFoundError(f"{file}: no such file, expected a model; check its name")
        self.file = file
        self.lowest_score = lowest_score
        self.threads = 1
        self._session: Any
        self._session, text = self.open()
        if text is None:
            raise UnusableFileError(
                str(file),
                "it has no card of a model",
                "what `python -m mmcsam export-model` writes",
                "Export the packed model",
            )
        self.card = ModelCard.from_json(text, str(file))
        self.steps = PipelineSteps(self.card.pipeline)
        require_array_steps(self.steps, str(file))

    @abstractmethod
    def open(self) -> tuple[Any, str | None]:
        """Load the file for :attr:`threads` threads; return what runs it, and the card's text.

        Raises:
            ImportError: If what runs it is not installed.
            UnusableFileError: If it is damaged.
        """

    @abstractmethod
    def run(self, session: Any, pixels: np.ndarray, area: float) -> Outputs:
        """Run the network.

        Args:
            session: What :meth:`open` returned.
            pixels: (h, w, 3) uint8, red first.
            area: See :meth:`detect`.

        Returns:
            tuple: Boxes (n, 4), x1 y1 x2 y2 in input pixels, scores (n,), labels (n,) and mask
            logits (n, s, s).
        """

    def set_threads(self, count: int) -> int:
        """Let it use so many threads of the CPU from now on; return how many it used."""
        before = self.threads
        if count != before:
            self.threads, self._session = count, None
        return before

    def to(self, device: str | None) -> None:
        """Stay on the CPU.

        Raises:
            ValueError: If another device is asked for.
        """
        if device not in (None, "cpu"):
            raise ValueError(
                f"{self.file}: an exported model runs on the CPU, not on {device}; take the packed "
                "model"
            )

    def prepare(self, pixels: np.ndarray, factor: float | None = None) -> dict:
        """Prepare a window: (h, w, 3) uint8, blue first, at a factor or, if None, as in a test."""
        return prepare_array(pixels, self.steps, factor)._asdict()

    def detect(self, data: dict, area: float = 1.0) -> tuple[list[Detection], bool]:
        """Find the objects in a window.

        Args:
            data: What :meth:`prepare` returned.
            area: How many times larger the window is than the images that the detector's limits
                were made for; they grow with it.

        Returns:
            tuple: The objects by descending score; and whether the detector's limit was reached.
        """
        window = PreparedArray(**data)
        if self._session is None:
            self._session, _ = self.open()
        area = max(1.0, area)
        boxes, scores, labels, logits = self.run(self._session, window.pixels, area)
        boxes = boxes / np.array(window.scale * 2, np.float32)
        # Of all pixels at once: in one call, and what overflows is a 0.
        with np.errstate(over="ignore"):
            probabilities = 1 / (1 + np.exp(-logits.astype(np.float32)))
        found = []
        for box, score, label, mask in zip(boxes, scores, labels, probabilities, strict=True):
            crop, left, top = mask_crop(mask, box, window.window_size)
            if crop.size:
                found.append(Detection(crop, left, top, float(score), int(label)))
        return found, len(scores) >= round(OBJECTS * area)

    def __getstate__(self) -> dict:
        """Leave out the session: another process opens its own."""
        return {**self.__dict__, "_session": None}
