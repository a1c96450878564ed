"""Readers of masks and label files: BMP, PNG, TIFF, NumPy."""

import io
import struct
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import BmpImagePlugin, PngImagePlugin, TiffImagePlugin

from mmcsam.converters.segpc.bmp_header import read_bmp_header
from mmcsam.converters.segpc.bmp_pixels import read_bmp_box
from mmcsam.converters.segpc.mask import read_mask as read_segpc_mask
from mmcsam.images.label_file import read_mask
from mmcsam.images.pixel_file import read_pixel_file

from .byte_mutation import mutate_bytes
from .drawing import draw_labels, draw_picture
from .png_files import draw_png, mutate_png
from .reader import Contradiction, Reader, same
from .tiff_files import draw_tiff, mutate_tiff

_WHOLE = 0.1  # of all inputs are as they were written


class _PixelReader(Reader):
    """Writes a file by ``draw`` and ``mutate``; whole ones have to be read as they were drawn."""

    suffix: str

    def write(self, rng: Random, folder: Path) -> Path:
        data, self.truth = self.draw(rng)
        if rng.random() >= _WHOLE:
            data, self.truth = self.mutate(rng, data), None
        path = folder / f"mask{self.suffix}"
        path.write_bytes(data)
        return path

    def draw(self, rng: Random) -> tuple[bytes, np.ndarray | None]:
        raise NotImplementedError

    def mutate(self, rng: Random, data: bytes) -> bytes:
        return mutate_bytes(rng, data)

    def read(self, path: Path) -> Any:
        return read_pixel_file(path, path.name).pixels

    def judge(self, path: Path, value: np.ndarray) -> bool:
        if self.truth is not None:
            return same(value, _blue_first(self.truth), "what was written")
        theirs = self.other(path)
        return False if theirs is None else same(*_comparable(value, theirs), "Pillow's")

    def other(self, path: Path) -> np.ndarray | None:
        """Return what another decoder reads; None if it cannot."""
        return None


class BmpMaskReader(_PixelReader):
    name, share, suffix = "SegPC masks (BMP)", 60, ".bmp"

    def draw(self, rng: Random) -> tuple[bytes, np.ndarray | None]:
        labels = draw_labels(rng, "uint8")
        labels = np.where(labels % 3 == 1, 20, np.where(labels > 0, 40, 0)).astype(np.uint8)
        pixels = labels if rng.random() < 0.6 else np.dstack([labels] * 3)
        data = cv2.imencode(".bmp", pixels)[1].tobytes()
        if rng.random() < 0.2:  # rows from the top
            data = data[:22] + struct.pack("<i", -len(labels)) + data[26:]
            pixels = pixels[::-1]
        return data, pixels

    def read(self, path: Path) -> Any:
        header = read_bmp_header(path, path.name)
        box, left, top = read_bmp_box(path, path.name, header)
        whole = np.zeros((header.height, header.width, box.shape[2]), np.uint8)
        whole[top : top + box.shape[0], left : left + box.shape[1]] = box
        read_segpc_mask(path, path.name, header.size)  # refuses other values, with the name
        return whole[..., 0] if box.shape[2] == 1 else whole

    def other(self, path: Path) -> np.ndarray | None:
        return _pillow(BmpImagePlugin.BmpImageFile, path)


class PngLabelReader(_PixelReader):
    name, share, suffix = "label files: PNG", 60, ".png"

    def draw(self, rng: Random) -> tuple[bytes, np.ndarray | None]:
        data, pixels = draw_png(rng, labels=True)
        if pixels is not None and pixels.ndim == 3 and pixels.shape[2] == 2:
            pixels = np.dstack([pixels[..., :1]] * 3 + [pixels[..., 1:]])
        return data, pixels

    def mutate(self, rng: Random, data: bytes) -> bytes:
        return mutate_png(rng, data)

    def read(self, path: Path) -> Any:
        pixels = super().read(path)
        self.values = read_mask(path, path.name, pixels.shape[1::-1]).values
        return pixels

    def judge(self, path: Path, value: np.ndarray) -> bool:
        with open(path, "rb") as file:
            palette = file.read(26)[25:] == b"\x03"
        if not palette:
            return super().judge(path, value)
        theirs = _pillow(PngImagePlugin.PngImageFile, path)
        return False if theirs is None else same(self.values, theirs, "Pillow's palette index")

    def other(self, path: Path) -> np.ndarray | None:
        return _pillow(PngImagePlugin.PngImageFile, path)


class TiffLabelReader(_PixelReader):
    name, share, suffix = "label files: TIFF", 60, ".tif"

    def draw(self, rng: Random) -> tuple[bytes, np.ndarray | None]:
        return draw_tiff(rng, labels=True)

    def mutate(self, rng: Random, data: bytes) -> bytes:
        return mutate_tiff(rng, data)

    def judge(self, path: Path, value: np.ndarray) -> bool:
        """Two decoders know TIFF beside tifffile, each with faults of its own; one has to agree."""
        theirs = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if theirs is not None and np.array_equal(theirs, value):
            return True
        return super().judge(path, value)

    def other(self, path: Path) -> np.ndarray | None:
        try:
            with TiffImagePlugin.TiffImageFile(path) as image:
                white_is_0 = image.tag_v2.get(262) == 0
                swapped = (
                    image.tile[0][0] == "libtiff" and image.mode in "IF"
                )  # a fault of Pillow's
                sparse = 0 in image.tag_v2.get(324, ())
            if white_is_0 or swapped or sparse:
                return None
            return _pillow(TiffImagePlugin.TiffImageFile, path)
        except Exception:  # it is stricter than the others, who read strips by their places
            return None


class NumpyLabelReader(_PixelReader):
    name, share, suffix = "label files: NPY", 60, ".npy"

    def draw(self, rng: Random) -> tuple[bytes, np.ndarray | None]:
        array = draw_labels(rng) if rng.random() < 0.7 else draw_picture(rng, rng.choice((3, 4)))
        array = np.asfortranarray(array) if rng.random() < 0.2 else array
        array = array.astype(array.dtype.newbyteorder(rng.choice("<>")))
        file = io.BytesIO()
        np.lib.format.write_array(file, array, rng.choice(((1, 0), (2, 0), (3, 0))))
        return file.getvalue(), array

    def other(self, path: Path) -> np.ndarray | None:
        try:
            with open(path, "rb") as file:
                array = np.lib.format.read_array(file, allow_pickle=False)
        except Exception:
            return None
        array = array.reshape(array.shape[:2]) if array.shape[2:] == (1,) else array
        return array[0] if array.ndim == 3 and array.shape[2] not in (3, 4) else array


def _pillow(kind: Any, path: Path) -> np.ndarray | None:
    """Return what Pillow reads; None for what it does not know.

    Raises:
        Contradiction: If it finds the file damaged.
    """
    try:
        with kind(path) as image:
            if image.format == "BMP" and image.mode == "P":
                return np.array(image.convert("RGB"))  # a value is the colour that it stands for
            if image.mode not in ("1", "L", "P", "LA", "RGB", "RGBA", "I;16", "I;16B", "I", "F"):
                return None
            if "transparency" in image.info and image.mode != "P":
                return None  # OpenCV makes it opacity
            return np.array(image)
    except Exception as error:
        text = str(error)
        if ("truncated" in text or "roken" in text) and "APNG" not in text:
            raise Contradiction(f"Pillow finds it damaged: {text:.80}") from error
        return None


def _blue_first(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., [2, 1, 0, 3][: pixels.shape[2]]] if pixels.ndim == 3 else pixels


def _comparable(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if theirs.dtype == bool:
        theirs = theirs.astype(np.uint8) * np.uint8(255 if ours.max() > 1 else 1)
    if theirs.ndim == 3 and theirs.shape[2] == 2:
        theirs = np.dstack([theirs[..., :1]] * 3 + [theirs[..., 1:]])
    elif theirs.ndim == 3:
        theirs = _blue_first(theirs)
    if ours.dtype == np.uint16 and theirs.dtype == np.uint8 and ours.ndim == 3:
        ours = ours >> 8  # Pillow has no colours of 16 bits
    if ours.ndim != theirs.ndim:  # equal channels stand for one
        ours, theirs = (
            each[..., 0] if each.ndim == 3 and (each == each[..., :1]).all() else each
            for each in (ours, theirs)
        )
    if theirs.dtype.kind in "iu" and ours.dtype.kind in "iu":  # Pillow knows few types
        bits = 8 * min(ours.itemsize, theirs.itemsize)
        ours, theirs = (each.astype(f"u{bits // 8}") for each in (ours, theirs))
    return ours, theirs


READERS = (BmpMaskReader, PngLabelReader, TiffLabelReader, NumpyLabelReader)
