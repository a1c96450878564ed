"""Read and check the tensors of a yeast image."""

from pathlib import Path

import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .tensor_file import read_tensor

_ORIGINAL = "Use the data set's original file"


def read_input(path: Path, name: str) -> np.ndarray:
    """Read an image.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        np.ndarray: (H, W) intensities of any number type, finite.

    Raises:
        UnusableFileError: If it cannot be read, or is not one channel of finite numbers.
    """
    pixels = read_tensor(path, name)
    if pixels.ndim == 3 and len(pixels) == 1:
        pixels = pixels[0]
    if pixels.ndim != 2 or pixels.size == 0 or pixels.dtype == bool:
        raise UnusableFileError(
            name, _shape(pixels), "one image of rows x columns, or 1 x rows x columns", _ORIGINAL
        )
    bad = int(np.count_nonzero(~np.isfinite(pixels)))
    if bad:
        raise UnusableFileError(
            name, f"{bad} pixels are NaN or infinite", "finite intensities", _ORIGINAL
        )
    return pixels


def read_masks(path: Path, name: str, shape: tuple[int, int]) -> np.ndarray:
    """Read an image's masks.

    Args:
        path: The file.
        name: What to call it in an error.
        shape: Rows and columns of the image.

    Returns:
        np.ndarray: (N, H, W) bool; N can be 0.

    Raises:
        UnusableFileError: If it cannot be read, or holds no masks of 0 and 1 of the image's size.
            A mask is never resized.
    """
    masks = read_tensor(path, name)
    if masks.ndim and len(masks) == 0:  # of any shape: there is nothing to keep
        return np.zeros((0, *shape), bool)
    if masks.ndim != 3:
        raise UnusableFileError(name, _shape(masks), "masks x rows x columns", _ORIGINAL)
    if masks.shape[1:] != shape:
        found = f"the masks have {masks.shape[2]}x{masks.shape[1]} pixels"
        raise UnusableFileError(
            name, found, f"{shape[1]}x{shape[0]} as the image; a mask is never resized", _ORIGINAL
        )
    present = masks != 0
    if not (present == masks).all():
        others = np.unique(masks[present & (masks != 1)])
        shown = ", ".join(f"{value:g}" for value in others[:5]) + (", ..." * (len(others) > 5))
        raise UnusableFileError(
            name, f"the masks have the values {shown}", "only 0 and 1", _ORIGINAL
        )
    return present


def read_classes(path: Path, name: str) -> np.ndarray:
    """Read the class numbers of an image's masks.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        np.ndarray: (N,) int64.

    Raises:
        UnusableFileError: If it cannot be read, or holds no list of whole numbers.
    """
    classes = read_tensor(path, name)
    if classes.size == 0:
        return np.zeros(0, np.int64)
    if classes.ndim != 1:
        raise UnusableFileError(name, _shape(classes), "one class number a mask", _ORIGINAL)
    whole = np.isfinite(classes).all() and (classes == np.rint(classes)).all()
    if not whole:
        raise UnusableFileError(
            name, f"the class numbers {classes.tolist()!s:.60}", "whole numbers", _ORIGINAL
        )
    return classes.astype(np.int64)


def read_boxes(path: Path, name: str) -> np.ndarray:
    """Read the boxes of an image's masks.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        np.ndarray: (N, 4) float64, first column, first row, last column and last row.

    Raises:
        UnusableFileError: If it cannot be read, or holds no boxes of four numbers.
    """
    boxes = read_tensor(path, name)
    if boxes.size == 0:
        return np.zeros((0, 4))
    if boxes.ndim != 2 or boxes.shape[1] != 4 or not np.isfinite(boxes).all():
        raise UnusableFileError(name, _shape(boxes), "four finite numbers a mask", _ORIGINAL)
    return boxes.astype(np.float64)


def _shape(array: np.ndarray) -> str:
    return f"the tensor has the shape {list(array.shape)} ({array.dtype})"
