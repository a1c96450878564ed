"""Open a CZI file so that windows of its images can be read."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .array_source import ArraySource, choose_page, unreadable
from .slide_source import mean_side, missing_library

CZI_START = b"ZISRAWFILE"
_STACK_AXES = "SBVHIRTZ"  # of a page; scenes count slowest, then times, depths fastest
_TYPES = {
    "Gray8": (np.uint8, (0,)),
    "Gray16": (np.uint16, (0,)),
    "Gray32Float": (np.float32, (0,)),
    "Bgr24": (np.uint8, (2, 1, 0)),
    "Bgr48": (np.uint16, (2, 1, 0)),
}
_CACHE = 2**27  # bytes of decoded parts, which are large while windows overlap


def open_czi(path: Path, name: str, max_pixels: int | None = None, **choice: Any) -> ArraySource:
    """Open a CZI file of ZEN, with scenes, mosaics, times, depths and channels.

    The finest level of a scene is read; its first column and row are those of the scene, wherever
    on the slide that lies. What was not scanned is white in colours and 0 in grey.

    Args:
        path: The file.
        name: What to call it in an error.
        max_pixels: Images of more are refused; None for any number.
        choice: ``page`` and ``channels``, see :class:`ArraySource`. Pages are counted through
            scenes, then times, then depths. A colour channel counts as red, green and blue.

    Returns:
        ArraySource: Of uint8, uint16 or float32, as the chosen channels are. Its pixel size is the
        mean of width and height, and unknown where these differ by more than 3 per cent.

    Raises:
        UnusableFileError: If it is damaged, its channels are of several kinds, or it has not the
            page, channels or size it should have; or if pylibCZIrw is not installed.
    """
    try:
        from pylibCZIrw import czi
    except (ImportError, OSError) as error:
        raise missing_library(name, "pylibCZIrw") from error
    try:
        with ExitStack() as opened:
            cache = czi.CacheOptions(max_memory_usage=_CACHE)
            file = opened.enter_context(czi.open_czi(str(path), cache_options=cache))
            pages = _find_pages(file)
            if not pages:
                raise UnusableFileError(name, "it holds no image", "a whole file", "Copy it again")
            number = choose_page(name, len(pages), choice.pop("page", None))
            pixels = _CziPixels(file, pages[number], name, choice.get("channels"))
            size = pixel_size(file.raw_metadata)
            source = ArraySource(
                name, pixels, "YXC", pixel_size=size, max_pixels=max_pixels, **choice
            )
            source._close = opened.pop_all().close
            return source
    except Exception as error:  # libCZI's are RuntimeError, and a damaged file can raise anything
        raise unreadable(name, error) from error


def pixel_size(metadata: str) -> float | None:
    """Return micrometres per pixel; None if the metadata do not say, or it is not square.

    Args:
        metadata: A CZI file's XML, in which lengths are metres.
    """
    try:
        items = ElementTree.fromstring(metadata).find("Metadata/Scaling/Items")
    except ElementTree.ParseError:
        return None
    if items is None:
        return None
    metres = mean_side(*(items.findtext(f"Distance[@Id='{axis}']/Value") for axis in "XY"))
    return None if metres is None else metres * 1e6


@dataclass
class _Page:
    """Where a page is in a file, the pixel type of each channel, and the rectangle of its scene."""

    place: dict[str, int]
    types: dict[int, str] = field(default_factory=dict)
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0


def _find_pages(file: Any) -> list[_Page]:
    """Return the pages by what is in the file: its dimensions need not begin at 0."""
    pages: dict[tuple[int, ...], _Page] = {}
    corners: dict[int | None, list[tuple[int, int, int, int]]] = {}

    def add(_: int, part: Any) -> bool:
        place = part.coordinate.to_dict()
        key = tuple(place.get(axis, 0) for axis in _STACK_AXES)
        pages.setdefault(key, _Page(place)).types[place.get("C", 0)] = part.pixelType.name
        box = part.logicalRect
        corners.setdefault(place.get("S"), []).append((box.x, box.y, box.x + box.w, box.y + box.h))
        return True  # go on

    file.enumerate_subblocks_subset(add, only_layer0=True)
    sides = {scene: np.array(found).T for scene, found in corners.items()}
    for page in pages.values():
        lefts, tops, rights, bottoms = sides[page.place.get("S")]
        page.left, page.top = int(lefts.min()), int(tops.min())
        page.width, page.height = int(rights.max()) - page.left, int(bottoms.max()) - page.top
    return [pages[key] for key in sorted(pages)]


class _CziPixels:
    """Slices as an array of one page does, its colours red first, and decodes what is needed."""

    def __init__(self, file: Any, page: _Page, name: str, channels: Sequence[int] | None) -> None:
        for kind in page.types.values():
            if kind not in _TYPES:
                raise UnusableFileError(
                    name, f"its pixels are {kind}", f"one of {' '.join(_TYPES)}", "Export it anew"
                )
        # Where each channel that is counted lies: in which of the file's, and where in its pixels.
        self._samples = [
            (channel, sample)
            for channel, kind in sorted(page.types.items())
            for sample in _TYPES[kind][1]
        ]
        count = len(self._samples)
        chosen = [n for n in (range(count) if channels is None else channels) if 0 <= n < count]
        kinds = {page.types[self._samples[n][0]] for n in chosen or [0]}
        if len({_TYPES[kind][0] for kind in kinds}) > 1:
            raise UnusableFileError(
                name,
                f"its channels are {' and '.join(sorted(kinds))}",
                "channels of one kind",
                f"Choose with --channels, each from 0 to {count - 1}",
            )
        self.dtype = np.dtype(_TYPES[kinds.pop()][0])
        self.shape = (page.height, page.width, count)
        self._file, self._page = file, page

    def __getitem__(self, index: tuple) -> np.ndarray:
        rows, columns, channels = index
        width, height = columns.stop - columns.start, rows.stop - rows.start
        corner = (self._page.left + columns.start, self._page.top + rows.start)
        window = (*corner, width, height)
        samples = self._samples[channels] if isinstance(channels, slice) else self._samples[:1]
        decoded = {channel: self._read(channel, window) for channel in {c for c, _ in samples}}
        pixels = np.empty((height, width, len(samples)), self.dtype)
        for number, (channel, sample) in enumerate(samples):
            pixels[..., number] = decoded[channel][..., sample]
        return pixels if isinstance(channels, slice) else pixels[..., 0]

    def _read(self, channel: int, window: tuple[int, int, int, int]) -> np.ndarray:
        kind = self._page.types[channel]
        return self._file.read(
            roi=window,
            plane={**self._page.place, "C": channel},
            scene=self._page.place.get("S"),
            pixel_type=kind,
            background_pixel=(1.0, 1.0, 1.0) if kind.startswith("Bgr") else (0.0, 0.0, 0.0),
        )
