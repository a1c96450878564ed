"""Exact COCO run-length encoding of a crop."""

import cv2
import numpy as np
from pycocotools import mask as mask_api


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
    # COCO counts down the columns, from left to right. A zero after each column keeps runs within
    # one, so that edges come in pairs of a run's first pixel and the first one after it.
    columns = cv2.copyMakeBorder(
        cv2.transpose((crop > 0).view(np.uint8)), 0, 0, 0, 1, cv2.BORDER_CONSTANT, value=0
    )
    flat = np.concatenate(([0], columns.ravel()))
    col, row = np.divmod(np.flatnonzero(flat[1:] != flat[:-1]), rows + 1)
    edges = (left + col) * height + top + row
    # A run at the foot of a column and one at the head of the next are one run.
    meet = np.flatnonzero(edges[1:-1:2] == edges[2::2]) * 2 + 1
    edges = np.delete(edges, np.concatenate((meet, meet + 1)))
    counts = np.diff(edges, prepend=0).tolist()
    remaining = width * height - (int(edges[-1]) if edges.size else 0)
    if remaining:
        counts.append(remaining)
    compressed = mask_api.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return {"size": [height, width], "counts": compressed["counts"].decode("ascii")}
