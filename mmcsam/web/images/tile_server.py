"""Tiles and thumbnails as picture files, kept for the next time."""

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import cv2
import numpy as np

from mmcsam.jobs.whole_file import whole_file

from .open_images import OpenImage, OpenImages
from .pyramid import grid, join_tiles, level_count, read_by_rows, read_whole
from .single_flight import SingleFlight

THUMBNAIL = 160  # pixels of the longer side
_MEMORY = 2**26  # bytes of tiles
_FAST_LEVEL = 2  # higher ones take longer to make than to read from the disk
_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 92, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111]
_PNG = [cv2.IMWRITE_PNG_COMPRESSION, 1]


class TileServer:
    """Makes the tiles of images, and keeps them in memory and in a folder that may be deleted.

    Tiles of full resolution are PNG files, exact in 8 bits; all others are JPEG files.

    Args:
        cache: The folder, made if missing.
    """

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._images = OpenImages()
        self._flights = SingleFlight()
        self._lock = Lock()
        self._kept: OrderedDict[tuple, bytes] = OrderedDict()
        self._bytes = 0

    def tile(self, path: Path, name: str, level: int, column: int, row: int) -> bytes:
        """Return a tile as a picture file, 512 pixels a side and less at the borders.

        Args:
            path: The image's file.
            name: What to call it in an error.
            level: 0 for full resolution; every further one has half of it.
            column: From 0.
            row: From 0.

        Raises:
            LookupError: If the image has no such tile.
            OSError: If the file cannot be read.
            UnusableFileError: If it cannot be used.
        """
        key = (_key(path), level, column, row)
        if (found := self._remembered(key)) is not None:
            return found
        with self._images.image(path, name) as image:
            size = (image.source.width, image.source.height)
            columns, rows = grid(*size, level) if 0 <= level < level_count(*size) else (0, 0)
            if not (0 <= column < columns and 0 <= row < rows):
                raise LookupError(f"{name}: no tile {level}/{column}/{row}, expected one within it")
            data = self._encoded(image, key)
        self._remember(key, data)
        return data

    def thumbnail(self, path: Path, name: str) -> bytes:
        """Return a small JPEG file of an image; errors as :meth:`tile`."""
        file = self.cache / "thumbnails" / f"{_key(path)}.jpg"
        try:
            return file.read_bytes()
        except OSError:
            pass
        with self._images.image(path, name) as image:
            level = level_count(image.source.width, image.source.height) - 1
        small = _decoded(self.tile(path, name, level, 0, 0))
        factor = THUMBNAIL / max(small.shape[:2])
        if factor < 1:
            size = (max(1, round(side * factor)) for side in small.shape[1::-1])
            small = cv2.resize(small, tuple(size), interpolation=cv2.INTER_AREA)
        data = cv2.imencode(".jpg", small, _JPEG)[1].tobytes()
        self._write(file, data)
        return data

    def pixel(self, path: Path, name: str, x: int, y: int) -> list[float]:
        """Return a pixel's values as the file has them: one, or red, green and blue.

        Raises:
            LookupError: If it lies beyond the image; and errors as :meth:`tile`.
        """
        with self._images.image(path, name) as image:
            if not (0 <= x < image.source.width and 0 <= y < image.source.height):
                raise LookupError(f"{name}: no pixel {x}, {y}, expected one within it")
            with image.lock:
                return np.atleast_1d(image.source.read(x, y, 1, 1)[0, 0]).tolist()

    def close(self) -> None:
        """Close all images."""
        self._images.close()

    def _encoded(self, image: OpenImage, key: tuple) -> bytes:
        """Return a tile as a file, from the disk if it was made before."""
        digest, level, column, row = key
        if level < _FAST_LEVEL:
            return self._made(image, key)
        file = self.cache / "tiles" / digest / f"{level}-{column}-{row}.jpg"
        with self._flights.alone(key):  # a page asks for several levels of the same part at once
            try:
                return file.read_bytes()
            except OSError:
                data = self._made(image, key)
            self._write(file, data)
        return data

    def _made(self, image: OpenImage, key: tuple) -> bytes:
        pixels = self._pixels(image, key)
        if pixels.ndim == 3:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        if key[1] == 0:
            return cv2.imencode(".png", pixels, _PNG)[1].tobytes()
        return cv2.imencode(".jpg", pixels, _JPEG)[1].tobytes()

    def _pixels(self, image: OpenImage, key: tuple) -> np.ndarray:
        digest, level, column, row = key
        if image.source.rows_lie_open:
            return read_by_rows(image, level, column, row)
        if level <= _FAST_LEVEL:
            return read_whole(image, level, column, row)
        # Each part of the file is decoded once, for all levels above.
        columns, rows = grid(image.source.width, image.source.height, level - 1)
        tiles = []
        for below in range(2 * row, min(2 * row + 2, rows)):
            line = range(2 * column, min(2 * column + 2, columns))
            tiles.append([self._part(image, (digest, level - 1, one, below)) for one in line])
        return join_tiles(tiles)

    def _part(self, image: OpenImage, key: tuple) -> np.ndarray:
        pixels = _decoded(self._encoded(image, key))
        return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB) if pixels.ndim == 3 else pixels

    def _remembered(self, key: tuple) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _remember(self, key: tuple, data: bytes) -> None:
        with self._lock:
            if key not in self._kept:
                self._bytes += len(data)
            self._kept[key] = data
            while self._bytes > _MEMORY:
                self._bytes -= len(self._kept.popitem(last=False)[1])

    def _write(self, file: Path, data: bytes) -> None:
        try:
            with whole_file(file) as part:
                part.write_bytes(data)
        except OSError:
            pass  # a full disk: it is made again the next time


def _key(path: Path) -> str:
    """Return what tells a file from others and from what it was before it was changed.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    status = path.stat()
    text = f"{path}\n{status.st_size}\n{status.st_mtime_ns}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _decoded(data: bytes) -> np.ndarray:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise OSError("a picture in the cache is damaged; remove the project's folder cache")
    return pixels
