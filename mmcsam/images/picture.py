"""Decode PNG, JPEG and BMP files."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .array_source import check_size, unreadable


def decode_picture(path: Path, name: str, kind: str, max_pixels: int | None = None) -> np.ndarray:
    """Decode a picture as MMDetection does, turned by EXIF, or of 16 bits as it is.

    Args:
        path: The file.
        name: What to call it in an error.
        kind: "Png", "Jpeg" or "Bmp".
        max_pixels: Larger ones are refused before they are decoded; None for any number.

    Returns:
        np.ndarray: (H, W) if all is grey, else (H, W, 3), red first; uint8 or uint16.

    Raises:
        UnusableFileError: If it is damaged or cut off, or has more pixels than are allowed here or
            than OpenCV decodes.
        OSError: If it cannot be opened.
    """
    from PIL import BmpImagePlugin, JpegImagePlugin, PngImagePlugin

    plugins = {"Bmp": BmpImagePlugin, "Jpeg": JpegImagePlugin, "Png": PngImagePlugin}
    grey, pixels_said = False, "its pixels"
    try:
        # Image.open would warn of large pictures, and refuse larger ones.
        with getattr(plugins[kind], f"{kind}ImageFile")(path) as header:
            check_size(name, header.width, header.height, max_pixels)
            pixels_said = f"its {header.width}x{header.height} pixels"
            grey = header.mode in ("1", "L")
            if kind == "Jpeg":  # OpenCV before 4.9 paints grey what is cut off
                header.draft(header.mode, (1, 1))
                header.load()
    except Exception as error:  # Pillow does not know all that OpenCV reads
        if isinstance(error, UnusableFileError | MemoryError) or "runcated" in str(error):
            raise unreadable(name, error) from error
    data = np.fromfile(path, np.uint8)
    depth, colours = map(int, data[24:26]) if kind == "Png" and len(data) > 25 else (8, -1)
    try:
        pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED if depth == 16 else cv2.IMREAD_COLOR)
    except cv2.error as error:
        if "CV_IO_MAX_IMAGE" not in str(error):
            raise
        raise UnusableFileError(
            name, f"OpenCV refuses {pixels_said}", "at most 2^30", "Save it as a tiled TIFF"
        ) from error
    if pixels is None:
        raise UnusableFileError(
            name, "OpenCV cannot decode it", f"a whole {kind.upper()} image", "Copy it again"
        )
    if pixels.ndim == 2:
        return pixels
    if (grey or colours in (0, 4)) and (pixels[..., 1:3] == pixels[..., :1]).all():
        return pixels[..., 0]
    return pixels[..., 2::-1]
