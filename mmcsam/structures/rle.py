"""Exact COCO run-length encoding and decoding of crops and of masks known by their edges."""

from collections.abc import Iterable

import cv2
import numpy as np
from pycocotools import mask as mask_api

from .rle_runs import object_runs


def encode_crop(crop: np.ndarray, left: int, top: int, image_size: tuple[int, int]) -> dict:
    """Encode a crop as if it lay in an otherwise empty image.

    The result equals ``pycocotools.mask.encode`` of the whole image's mask, without that mask.

    Args:
        crop: (h, w), any type; values above 0 are the object.
        left: Column of the crop's first column in the image.
        top: Row of the crop's first row in the image.
        image_size: Width and height of the image, in pixels.

    Returns:
        dict: ``size`` (list of height and width) and ``counts`` (str, compressed).

    Raises:
        ValueError: If the crop does not lie inside the image.

    Example:
        >>> encode_crop(np.ones((2, 2)), left=1, top=1, image_size=(4, 4))
        {'size': [4, 4], 'counts': '52203'}
    """
    width, height = image_size
    rows, cols = crop.shape
    if left < 0 or top < 0 or left + cols > width or top + rows > height:
        raise ValueError(
            f"a crop of {cols}x{rows} at column {left}, row {top} "
            f"does not lie inside an image of {width}x{height}"
        )
    # COCO counts down the columns, from left to right. A zero before the first column and after
    # each keeps runs within a column: edges are a run's first pixel and the first one behind it.
    flat = np.zeros(1 + cols * (rows + 1), np.uint8)
    columns = flat[1:].reshape(cols, rows + 1)
    columns[:, :rows] = cv2.transpose((crop > 0).view(np.uint8)) if crop.size else 0
    column, row = np.divmod(np.flatnonzero(flat[1:] != flat[:-1]), rows + 1)
    return encode_edges((left + column) * height + top + row, image_size)


def encode_masks(masks: Iterable[np.ndarray]) -> list[dict]:
    """Encode masks of the image's size, each by its bounding box.

    The result equals MMDetection's ``encode_mask_results``, with ``counts`` as str.

    Args:
        masks: (N, H, W), bool or uint8; values above 0 are the object.

    Returns:
        list[dict]: N compressed RLEs, as ``encode_crop`` gives them.
    """
    return [encode_crop(*cut_to_box(mask), mask.shape[::-1]) for mask in masks]


def cut_to_box(mask: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Cut a mask to its bounding box.

    Args:
        mask: (H, W), bool or uint8; values above 0 are the object.

    Returns:
        tuple: The crop, a view of the mask, and the column and row of its first pixel. A mask
        without pixels gives a crop of (0, 0).

    Raises:
        TypeError: If the mask is of another type.
    """
    if mask.dtype not in (np.bool_, np.uint8):
        raise TypeError(f"expected a mask of bool or uint8, got {mask.dtype}")
    first = 0
    if mask.shape[1] % 8 == 0 and mask.flags.c_contiguous:
        # Rows without pixels, eight pixels at a time: most of a large image goes without OpenCV.
        rows = np.flatnonzero(np.bitwise_or.reduce(mask.view(np.uint64), axis=1))
        if rows.size == 0:
            return mask[:0, :0], 0, 0
        first, mask = int(rows[0]), mask[rows[0] : rows[-1] + 1]
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return mask[top : top + height, left : left + width], left, first + top


def encode_edges(edges: np.ndarray, image_size: tuple[int, int]) -> dict:
    """Encode a mask that is known by the places where it begins and ends.

    Args:
        edges: (n,) int64, not descending: the pixels, counted down the columns from left to right,
            at which the mask turns on, off, on and so on. Two edges at one pixel cancel out.
        image_size: Width and height of the image, in pixels.

    Returns:
        dict: ``size`` (list of height and width) and ``counts`` (str, compressed).

    Example:
        >>> encode_edges(np.array([5, 7, 9, 11]), image_size=(4, 4))
        {'size': [4, 4], 'counts': '52203'}
    """
    width, height = image_size
    if (edges[1:] == edges[:-1]).any():
        # A run at the foot of a column and one at the head of the next are one run.
        edges, times = np.unique(edges, return_counts=True)
        edges = edges[times % 2 == 1]
    bounds = np.empty(edges.size + 2, np.int64)
    bounds[0], bounds[1:-1], bounds[-1] = 0, edges, width * height
    counts = (bounds[1:] - bounds[:-1]).tolist()
    if counts[-1] == 0:
        counts.pop()
    compressed = mask_api.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return {"size": [height, width], "counts": compressed["counts"].decode("ascii")}


def decode_crop(rle: dict) -> tuple[np.ndarray, int, int]:
    """Decode a compressed RLE to the object's bounding box, without the whole image's mask.

    The inverse of ``encode_crop``. The time goes with the box, not with the image.

    Args:
        rle: ``size`` (height, width) and ``counts`` (str or bytes, compressed).

    Returns:
        tuple: The crop, (h, w) uint8 of 0 and 1, and the column and row of its first pixel in the
        image. A mask without pixels gives a crop of (0, 0).

    Raises:
        ValueError: If the counts are damaged: no RLE, or of more or fewer pixels than ``size``.

    Example:
        >>> crop, left, top = decode_crop({"size": [4, 4], "counts": "52203"})
        >>> crop.tolist(), left, top
        ([[1, 1], [1, 1]], 1, 1)
    """
    height, width = rle["size"]
    first, end, _ = object_runs([rle])
    if first.size == 0:
        return np.zeros((0, 0), np.uint8), 0, 0
    left, right = first[0] // height, (end[-1] - 1) // height + 1
    if (first // height < (end - 1) // height).any():  # a run goes on at the head of a column
        top, bottom = 0, height
    else:
        top, bottom = (first % height).min(), ((end - 1) % height).max() + 1
    rows = bottom - top
    inside = np.zeros((right - left) * rows + 1, np.int8)
    for edge, step in ((first, 1), (end - 1, -1)):
        place = (edge // height - left) * rows + edge % height - top
        inside[place + (step < 0)] += step
    crop = np.cumsum(inside[:-1], dtype=np.int8).view(np.uint8).reshape(right - left, rows).T
    return np.ascontiguousarray(crop), int(left), int(top)
