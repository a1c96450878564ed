"""Images that are open, so that each tile need not open its file anew."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import numpy as np

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import ImageSource, open_source

_KEPT = 4
_SAMPLES = 8  # windows along each side, for the range of intensities
_SAMPLE = 64  # pixels
_PERCENTILES = (0.1, 99.9)


@dataclass(eq=False)
class OpenImage:
    """An image that is open; one thread reads at a time.

    Attributes:
        source: The image.
        lock: Held while it is read.
    """

    source: ImageSource
    lock: Lock = field(default_factory=Lock)
    _mapping: IntensityMapping | None = None

    def read(self, left: int, top: int, width: int, height: int) -> np.ndarray:
        """Return a window in 8 bits, (height, width) or (height, width, 3) RGB.

        Other values than those of 8 bits are mapped by percentiles of samples of the image.
        """
        with self.lock:
            pixels = self.source.read(left, top, width, height)
            if pixels.dtype == np.uint8:
                return pixels
            if self._mapping is None:
                self._mapping = self._range()
        return self._mapping.apply(np.nan_to_num(pixels))[0]

    def _range(self) -> IntensityMapping:
        source, samples = self.source, []
        width, height = min(_SAMPLE, source.width), min(_SAMPLE, source.height)
        for top in np.linspace(0, source.height - height, _SAMPLES, dtype=int).tolist():
            for left in np.linspace(0, source.width - width, _SAMPLES, dtype=int).tolist():
                samples.append(source.read(left, top, width, height).ravel())
        values = np.concatenate(samples).astype(np.float64)
        values = values[np.isfinite(values)]
        low, high = np.percentile(values, _PERCENTILES) if values.size else (0.0, 1.0)
        return IntensityMapping(float(low), float(high) if high > low else float(low) + 1)


class OpenImages:
    """Keeps the images that were looked at last open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._slots: OrderedDict[tuple[Path, int, int], _Slot] = OrderedDict()

    @contextmanager
    def image(self, path: Path, name: str) -> Iterator[OpenImage]:
        """Give an image to read from; a file that was changed is opened anew.

        Args:
            path: The file.
            name: What to call it in an error.

        Raises:
            OSError: If it cannot be read.
            UnusableFileError: If it cannot be used.
        """
        status = path.stat()
        key = (path, status.st_size, status.st_mtime_ns)
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            slot.users += 1
        try:
            with slot.lock:  # those who want the same image wait for it, others do not
                if slot.image is None:
                    slot.image = OpenImage(open_source(path, name=name))
            yield slot.image
        finally:
            with self._lock:
                slot.users -= 1
                self._close_old()

    def close(self) -> None:
        """Close all images."""
        with self._lock:
            for slot in self._slots.values():
                slot.close()
            self._slots.clear()

    def _close_old(self) -> None:
        idle = [key for key, slot in self._slots.items() if not slot.users]
        empty = [key for key in idle if self._slots[key].image is None]  # could not be opened
        for key in {*empty, *idle[: max(0, len(self._slots) - _KEPT)]}:
            self._slots.pop(key).close()


@dataclass(eq=False)
class _Slot:
    """An image that is open or about to be, and how many read it now."""

    image: OpenImage | None = None
    users: int = 0
    lock: Lock = field(default_factory=Lock)

    def close(self) -> None:
        if self.image is not None:
            self.image.source.close()
