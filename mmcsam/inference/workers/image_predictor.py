"""Predict an image and write its files: what a worker does."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np

from mmcsam.coco.header import PIXEL_LIMIT
from mmcsam.export.export import FORMATS as EXPORTS
from mmcsam.export.image_exporter import ImageExporter
from mmcsam.export.intensities import mean_intensities
from mmcsam.images.lossless import write_lossless
from mmcsam.images.source import ImageSource
from mmcsam.images.thumbnail import read_thumbnail
from mmcsam.inference.cells import Cells
from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.run_folder import RunFolder
from mmcsam.inference.segmenter import Segmenter
from mmcsam.inference.window import ImagePart
from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of
from mmcsam.jobs.staging import staged
from mmcsam.visualization.overlay import draw_overlay

from .open_image import OpenImage

_OVERLAY_SIDE = 2048  # larger pictures are drawn smaller: they are to look at


class Finished(NamedTuple):
    """An image whose files are written.

    Attributes:
        seconds: That it took, those of all its parts together.
        pixels: Of the image.
    """

    seconds: float
    pixels: int


@dataclass(frozen=True, eq=False)
class ImagePredictor:
    """Predicts images, or parts of them, and writes their files; picklable, for workers.

    What is wrong with an image is returned, so that the others go on. What is wrong with the
    output, such as a full disk, is raised.

    Attributes:
        segmenter: The model and its settings.
        run: Where files are written and finished images noted.
        formats: Of those of :func:`predict_files`.
        opening: Options of :func:`open_source`.
    """

    segmenter: Segmenter
    run: RunFolder
    formats: tuple[str, ...]
    opening: dict[str, Any]
    images: OpenImage = field(default_factory=OpenImage, init=False, repr=False)

    @property
    def preload(self) -> tuple[str, ...]:
        """Modules that take long to import, and that each process needs."""
        return (type(self.segmenter.backend).__module__,)

    def set_threads(self, count: int) -> int:
        """Let the network use so many threads from now on; return how many it used."""
        return self.segmenter.backend.set_threads(count)

    def ready(self) -> None:
        """Do nothing: who can call it has the model in memory."""

    def begin(self, name: str, image: ImageFile) -> Finished | int | Problem:
        """Predict an image, or return the number of its parts if there are several."""
        begin = time.perf_counter()
        try:
            source = self.images.open(image, **self.opening)
            _check_size(source)
            count = self.segmenter.count_parts(source)
            if count > 1:
                return count
            parts = [self.segmenter.predict_part(source, 0)]
        except Exception as error:  # whatever one image does to a network, the others go on
            return self._left_out(error, image)
        return self.join(name, image, parts, time.perf_counter() - begin)

    def part(self, image: ImageFile, number: int) -> tuple[ImagePart, float] | Problem:
        """Predict a part of an image, and return the seconds that it took too."""
        begin = time.perf_counter()
        try:
            source = self.images.open(image, **self.opening)
            part = self.segmenter.predict_part(source, number)
        except Exception as error:
            return self._left_out(error, image)
        return part, time.perf_counter() - begin

    def join(
        self, name: str, image: ImageFile, parts: Sequence[ImagePart], seconds: float
    ) -> Finished | Problem:
        """Put an image's parts together and write its files.

        Args:
            name: What its files are called.
            image: The image.
            parts: All of them, in order.
            seconds: That they took.

        Raises:
            OSError: If a file cannot be written.
        """
        begin = time.perf_counter()
        try:
            source = self.images.open(image, **self.opening)
            cells = self.segmenter.join(source, parts)
            panel = _panel(source) if "overlay" in self.formats else None
            means = mean_intensities(source, cells.objects()) if "csv" in self.formats else []
        except Exception as error:
            return self._left_out(error, image)
        self.images.close()
        self.run.finish_image(name, self._write(cells, panel, means, name, image))
        return Finished(seconds + time.perf_counter() - begin, cells.width * cells.height)

    def _left_out(self, error: Exception, image: ImageFile) -> Problem:
        self.images.close()
        return _problem(error, image)

    def _write(
        self,
        cells: Cells,
        panel: np.ndarray | None,
        means: Sequence[dict[str, float]],
        name: str,
        image: ImageFile,
    ) -> dict:
        """Write an image's files, whole or not at all, and return its part of the run."""
        with staged(self.run.path) as stage:
            export = ImageExporter(
                stage,
                tuple(one for one in self.formats if one in EXPORTS),
                cells.classes,
                None,
                cells.pixel_size,
                "detection",
            )
            size = (cells.width, cells.height)
            exported = export.write(name, cells.file_name, size, cells.objects(), means)
            if panel is not None:
                path = stage / "overlay" / f"{name}.png"
                path.parent.mkdir(parents=True)
                write_lossless(path, draw_overlay(panel, [cell.mask.rle for cell in cells]))
        coco = cells.to_coco()
        entry = {key: value for key, value in coco["images"][0].items() if key != "id"}
        return {
            "image": {**entry, "file_name": image.name},
            "annotations": coco["annotations"],
            "rows": exported.rows,
            "notes": list(cells.notes),
            "fingerprint": image.fingerprint(),
        }


def _check_size(source: ImageSource) -> None:
    """Refuse what pycocotools cannot write: it counts runs in 32 bits."""
    if source.width * source.height >= PIXEL_LIMIT:
        raise UnusableFileError(
            source.name,
            f"it has {source.width}x{source.height} pixels",
            "fewer than 4,294,967,296, as many as COCO's run lengths count",
            "Cut it, or use Segmenter from Python",
        )


def _panel(source: ImageSource) -> np.ndarray:
    """Return the image to draw on, 8 bits, blue first, no larger than is good to look at."""
    pixels = read_thumbnail(source, _OVERLAY_SIDE)
    if pixels.dtype != np.uint8:
        low, high = np.percentile(pixels, (0.1, 99.9))
        scaled = (pixels.astype(np.float32) - low) * (255 / max(high - low, 1e-9))
        pixels = scaled.clip(0, 255).astype(np.uint8)
    return cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR)


def _problem(error: Exception, image: ImageFile) -> Problem:
    if isinstance(error, UnusableFileError | OSError):
        return problem_of(error, image.name)
    text = " ".join(str(error).removeprefix(f"{image.name}: ").split())
    if not isinstance(error, ValueError):
        text = f"{type(error).__name__} in the network: {text}"
    return Problem(image.name, text, "an image that the model can take", "See predict --help")
