"""Readers of images for prediction: pictures, TIFF, Zarr folders, CZI and slides."""

import io
import shutil
import struct
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from mmcsam.images.source import open_source

from .byte_mutation import mutate_bytes
from .drawing import draw_picture
from .json_mutation import json_bytes, mutate_json
from .pixel_readers import TiffLabelReader
from .png_files import draw_png, mutate_png
from .reader import Reader, same
from .tiff_files import draw_tiff, mutate_tiff

_WHOLE = 0.1
_JPEG_STEPS = 4  # grey levels by which two decoders of one file may differ


class _SourceReader(Reader):
    """Opens an image and reads all of it."""

    def read(self, path: Path) -> Any:
        # Any page and channels, as somebody who knows the file would choose; at times the wrong.
        self.chosen = {}
        try:
            with open_source(path) as source:
                return source.read()
        except ValueError as error:
            if "--page" in str(error):
                self.chosen["page"] = 0
            if "--channels" in str(error):
                self.chosen["channels"] = [0]
            if not self.chosen:
                raise
        with open_source(path, **self.chosen) as source:
            return source.read()


class PictureReader(_SourceReader):
    name, share = "images: PNG, JPEG, BMP", 80

    def write(self, rng: Random, folder: Path) -> Path:
        kind = rng.choice((".png", ".png", ".jpg", ".jpg", ".bmp"))
        if kind == ".png":
            data, _ = draw_png(rng, labels=False)
        else:
            picture = draw_picture(rng, rng.choice((1, 3)))
            file = io.BytesIO()
            options: dict = {}
            if kind == ".jpg":
                options = {"quality": rng.choice((50, 90, 100)), "progressive": rng.random() < 0.3}
                if rng.random() < 0.2:
                    options["exif"] = Image.Exif()
                    options["exif"][274] = rng.randint(1, 9)
            Image.fromarray(picture).save(file, "JPEG" if kind == ".jpg" else "BMP", **options)
            data = file.getvalue()
        self.whole = rng.random() < _WHOLE
        if not self.whole:
            data = mutate_png(rng, data) if kind == ".png" else mutate_bytes(rng, data)
        path = folder / f"image{kind}"
        path.write_bytes(data)
        return path

    def judge(self, path: Path, value: np.ndarray) -> bool:
        try:
            with Image.open(path) as image:
                if image.format == "JPEG" and image.mode not in ("L", "RGB"):
                    return False
                if image.format == "PNG" and "transparency" in image.info:
                    return False
                deep = image.mode.startswith("I;16")
                theirs = np.array(
                    ImageOps.exif_transpose(image)
                    if deep
                    else ImageOps.exif_transpose(image).convert("RGB")
                )
                lossy = image.format == "JPEG"
                # Of 5 bits each decoder makes 8 in its own way.
                if (
                    image.format == "BMP"
                    and struct.unpack_from("<H", path.read_bytes(), 28)[0] == 16
                ):
                    return False
        except Exception:
            return False
        if value.dtype == np.uint16 and not deep:
            value = value >> 8
        if value.ndim != theirs.ndim:
            value, theirs = (
                each if each.ndim == 3 else np.dstack([each] * 3) for each in (value, theirs)
            )
        # Decoders differ in what they make of damaged JPEG data.
        return same(value, theirs, "Pillow's", _JPEG_STEPS) if not lossy or self.whole else False


class TiffSourceReader(_SourceReader):
    name, share = "images: TIFF", 60

    def write(self, rng: Random, folder: Path) -> Path:
        data, self.truth = draw_tiff(rng, labels=False)
        if rng.random() >= _WHOLE:
            data, self.truth = mutate_tiff(rng, data), None
        path = folder / "image.tif"
        path.write_bytes(data)
        return path

    def judge(self, path: Path, value: np.ndarray) -> bool:
        value = value[..., ::-1] if value.ndim == 3 else value
        if self.truth is not None:
            truth = self.truth[..., 2::-1] if self.truth.ndim == 3 else self.truth
            return same(value, truth, "what was written")
        if self.chosen:
            return False
        theirs = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if theirs is not None and theirs.ndim == 3:
            theirs = theirs[..., :3]
        if theirs is not None and np.array_equal(theirs, value):
            return True
        oracle = TiffLabelReader()
        other = oracle.other(path)
        if value.dtype == np.uint16 and value.ndim == 3:
            return False  # Pillow has no colours of 16 bits
        if other is None or other.dtype == bool or b"P" == _mode(path):
            return False
        if other.ndim == 3 and other.shape[2] == 4:
            other = other[..., :3]
        oracle.truth = None
        from .pixel_readers import _comparable

        return same(*_comparable(value, other), "Pillow's")


def _mode(path: Path) -> bytes:
    with Image.open(path) as image:
        return image.mode.encode()


class ZarrReader(_SourceReader):
    name, share = "images: Zarr", 25

    def prepare(self) -> None:
        import zarr  # noqa: F401

    def write(self, rng: Random, folder: Path) -> Path:
        import zarr

        path = folder / "image.zarr"
        picture = draw_picture(rng, rng.choice((1, 3)), rng.choice(("uint8", "uint16")))
        self.truth = picture
        how: dict = {"zarr_format": rng.choice((2, 3)), "chunks": (16, 16, 3)[: picture.ndim]}
        if rng.random() < 0.3:
            group = zarr.open_group(path, mode="w", zarr_format=how["zarr_format"])
            array = group.create_array(
                "0", shape=picture.shape, dtype=picture.dtype, chunks=how["chunks"]
            )
            array[:] = picture
            axes = [{"name": axis} for axis in "yxc"[: picture.ndim]]
            group.attrs["multiscales"] = [{"axes": axes, "datasets": [{"path": "0"}]}]
        else:
            array = zarr.create_array(path, shape=picture.shape, dtype=picture.dtype, **how)
            array[:] = picture
        if rng.random() < _WHOLE:
            return path
        self.truth = None
        files = sorted(each for each in path.rglob("*") if each.is_file())
        one = rng.choice(files)
        data = one.read_bytes()
        if one.name in ("zarr.json", ".zarray", ".zattrs", ".zgroup") and rng.random() < 0.6:
            import json

            one.write_bytes(json_bytes(rng, mutate_json(rng, json.loads(data))))
        elif rng.random() < 0.1:
            one.unlink()
        else:
            one.write_bytes(mutate_bytes(rng, data))
        return path

    def judge(self, path: Path, value: np.ndarray) -> bool:
        return self.truth is not None and same(value, self.truth, "what was written")


class SlideReader(_SourceReader):
    name, share = "images: slides (SVS, MIRAX, CZI)", 25

    def read(self, path: Path) -> Any:
        with open_source(path) as source:  # of a slide that says to be huge, one window
            return source.read(width=min(source.width, 1024), height=min(source.height, 1024))

    def prepare(self) -> None:
        import openslide  # noqa: F401
        from pylibCZIrw import czi  # noqa: F401

    def write(self, rng: Random, folder: Path) -> Path:
        from drawn_slides import draw_czi, draw_mrxs, draw_svs

        picture = np.random.default_rng(rng.randrange(99)).integers(0, 255, (128, 128, 3), np.uint8)
        kind = rng.randrange(3)
        if kind == 0:
            path = draw_svs(folder / "slide.svs", picture)
        elif kind == 1:
            path = draw_mrxs(folder / "slide.mrxs", {(0, 0): picture}, (1, 1))
        else:
            path = draw_czi(folder / "slide.czi", [{"data": picture}])
        if rng.random() < _WHOLE:
            return path
        changed = path
        if kind == 1:
            changed = rng.choice(sorted((folder / "slide").iterdir()))
            if rng.random() < 0.1:
                shutil.rmtree(folder / "slide")
                return path
        data = changed.read_bytes()
        changed.write_bytes(mutate_tiff(rng, data) if kind == 0 else mutate_bytes(rng, data))
        return path


READERS = (PictureReader, TiffSourceReader, ZarrReader, SlideReader)
