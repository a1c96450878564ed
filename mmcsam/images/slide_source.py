"""Open a whole-slide image so that windows of its finest level can be read."""

import math
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .array_source import ArraySource, unreadable

SLIDE_SUFFIXES = (".svs", ".ndpi", ".mrxs", ".scn", ".vms", ".vmu", ".bif", ".svslide")
_WHITE = "FFFFFF"
_TILE = 2**28  # pixels, a GiB; OpenSlide ends the process where it cannot have a tile's memory
_SQUARE = 0.03  # of a side: scanners that move the slide are a little off


def open_slide(path: Path, name: str, max_pixels: int | None = None, **choice: Any) -> ArraySource:
    """Open what OpenSlide reads: Aperio, Hamamatsu, MIRAX, Leica, Philips, Ventana and others.

    The finest level is read, as it was scanned: no colour profile is applied. A slide that says
    where on the glass its scan lies (MIRAX, Leica) begins there, as in QuPath, and not at the
    glass's corner, from which OpenSlide counts. What was not scanned has the slide's background
    colour, or is white.

    Args:
        path: The file; of MIRAX and Hamamatsu the one that names the others.
        name: What to call it in an error.
        max_pixels: Images of more are refused; None for any number.
        choice: ``page`` and ``channels``, see :class:`ArraySource`. A slide has one page, and the
            channels red, green, blue.

    Returns:
        ArraySource: Of uint8. Its pixel size is the mean of width and height, and unknown where
        these differ by more than 3 per cent.

    Raises:
        UnusableFileError: If it is damaged, no slide that OpenSlide knows, or has not the page,
            channels or size it should have; or if OpenSlide is not installed.
    """
    try:
        import openslide
    except (ImportError, OSError) as error:
        raise missing_library(name, "openslide-python and openslide-bin") from error
    try:
        with ExitStack() as opened:
            slide = opened.enter_context(openslide.OpenSlide(path))
            _check_tiles(slide.properties, slide.level_count, name)
            source = ArraySource(
                name,
                _SlidePixels(slide),
                "YXS",
                pixel_size=mean_side(
                    slide.properties.get(openslide.PROPERTY_NAME_MPP_X),
                    slide.properties.get(openslide.PROPERTY_NAME_MPP_Y),
                ),
                max_pixels=max_pixels,
                **choice,
            )
            source._close = opened.pop_all().close
            return source
    except openslide.OpenSlideUnsupportedFormatError as error:
        raise UnusableFileError(
            name,
            "it is no slide that OpenSlide knows",
            f"a whole {path.suffix} slide",
            "Copy it again with all files that belong to it",
        ) from error
    except Exception as error:  # OpenSlide's own kind, and whatever a damaged file leads to
        raise unreadable(name, error) from error


def is_philips(path: Path) -> bool:
    """Return whether a TIFF file is a Philips slide, of whose size only its XML tells."""
    try:
        import tifffile

        with tifffile.TiffFile(path) as file:
            first = file.pages.first
            return first.software.startswith("Philips") and "DPUfsImport" in first.description
    except Exception:  # damaged, or no tifffile: said by what reads it as an image
        return False


def mean_side(width: Any, height: Any) -> float | None:
    """Return the side of a square pixel; None unless it is one.

    Args:
        width: A number, also as text; anything else is none.
        height: Likewise.
    """
    try:
        sides = float(width), float(height)
    except (TypeError, ValueError):
        return None
    mean = sum(sides) / 2
    square = 0 < mean < math.inf and math.isclose(*sides, rel_tol=_SQUARE)
    return mean if square else None


def missing_library(name: str, library: str) -> UnusableFileError:
    """Return what to raise where a slide's library is not installed."""
    return UnusableFileError(
        name, "slides need another library", library, 'pip install "mmcsam[slides]"'
    )


def _check_tiles(told: Mapping[str, str], levels: int, name: str) -> None:
    for level in range(levels):
        width, height = (
            int(told.get(f"openslide.level[{level}].tile-{side}", 0))
            for side in ("width", "height")
        )
        if width * height > _TILE:
            raise UnusableFileError(
                name,
                f"its tiles have {width}x{height} pixels",
                "a slide in tiles of some hundred pixels a side",
                "Copy it again: it is damaged",
            )


class _SlidePixels:
    """Slices as an array of the scanned part does, and decodes what is needed."""

    dtype = np.dtype(np.uint8)

    def __init__(self, slide: Any) -> None:
        told = slide.properties
        self._left = int(told.get("openslide.bounds-x", 0))
        self._top = int(told.get("openslide.bounds-y", 0))
        width = int(told.get("openslide.bounds-width", slide.dimensions[0]))
        height = int(told.get("openslide.bounds-height", slide.dimensions[1]))
        self.shape = (height, width, 3)
        self._slide = slide
        self._background = f"#{told.get('openslide.background-color', _WHITE)}"

    def __getitem__(self, index: tuple) -> np.ndarray:
        from PIL import Image

        rows, columns, channels = index
        size = (columns.stop - columns.start, rows.stop - rows.start)
        corner = (self._left + columns.start, self._top + rows.start)
        scanned = self._slide.read_region(corner, 0, size)
        window = Image.new("RGB", size, self._background)
        window.paste(scanned, mask=scanned)
        return np.asarray(window)[..., channels]
