"""Tell masks whose borders are no clean edges: blurred ones, and rims of a value of their own."""

import cv2
import numpy as np

from mmcsam.jobs.problem import UnusableFileError

_SOFT = 0.25  # of the border's pixels; a sharp label image has such only where three labels meet
_FEW = 16  # such pixels are there by chance where small labels touch
_OWN = 0.5  # of a value's pixels are such; of a label whose neighbours are on both sides, fewer
_REST = 0.1  # of the upper value's pixels may be solid between the two, as compression leaves them
_NEAR = 1 / 16  # of the way between the two, that lossy compression may move a value
_CONTRAST = 32  # grey levels between these two
_CLASSES = 8  # a mask of classes has no more values
_SQUARE = np.ones((3, 3), np.uint8)


def soft_share(values: np.ndarray) -> float:
    """Return the share of border pixels whose value lies between those around them.

    Of a sharp mask it is about 0, whatever its labels; of a blurred one, or of one with a rim of
    another grey level, a third or more. Values that have most of their pixels elsewhere do not
    count: they are labels, small ones that touch.

    Args:
        values: (H, W) of any integer type; packed colours too.
    """
    lowest, highest, around = _around(values)
    border = around > lowest
    between = border & (around < highest)
    number, borders = np.count_nonzero(between), np.count_nonzero(border)
    if number >= max(_FEW, _SOFT * borders):
        _, places = np.unique(values, return_inverse=True)
        places = places.reshape(values.shape)
        own = np.bincount(places[between], minlength=int(places.max()) + 1)
        spread = own >= _OWN * np.bincount(places.ravel())
        number = int(own[spread].sum())
    return number / borders if number >= _FEW else 0.0


def is_soft(values: np.ndarray) -> bool:
    """Return whether a mask's borders are blurred."""
    return soft_share(values) >= _SOFT


def sharpen(values: np.ndarray) -> tuple[np.ndarray, int] | None:
    """Cut a blurred mask of two values half-way between them.

    Args:
        values: (H, W) of any integer type.

    Returns:
        tuple: The mask with its lowest and its main upper value only, and the first value that
        counts as the upper; None if the mask has not two main values, at least 32 apart, and what
        it was cannot be told.
    """
    lowest, highest, around = _around(values)
    solid = around[lowest == highest].astype(values.dtype)
    listed, counts = np.unique(solid, return_counts=True)
    if len(listed) < 2:
        return None
    listed = listed.astype(np.int64)
    lower = 2 * listed < listed[0] + listed[-1]
    mains = [int(listed[side][np.argmax(counts[side])]) for side in (lower, ~lower)]
    low, high = mains
    near = [np.abs(listed - main) <= (high - low) * _NEAR for main in mains]
    if high - low < _CONTRAST or counts[~(near[0] | near[1])].sum() > _REST * counts[near[1]].sum():
        return None
    low = 0 if low <= high * _NEAR else low  # lossy compression lifts it a little
    first = (low + high + 1) // 2
    return np.where(values >= first, high, low).astype(values.dtype), first


def check_rims(name: str, labels: np.ndarray) -> None:
    """Refuse a semantic mask with a class for the cells' rims: each rim would become a cell.

    Args:
        name: The file's name in the error.
        labels: (H, W) of any integer type; 0 is the background.

    Raises:
        UnusableFileError: If one value encloses more than half of what the others cover.
    """
    from scipy import ndimage

    listed = np.unique(labels[labels > 0])
    for value in listed if 2 <= len(listed) <= _CLASSES else ():
        own = labels == value
        enclosed = ndimage.binary_fill_holes(own) & ~own & (labels > 0)
        others = np.count_nonzero(labels) - np.count_nonzero(own)
        if 2 * np.count_nonzero(enclosed) > others:
            raise UnusableFileError(
                name,
                f"its value {value} runs round the cells of other values",
                "one value for all of a cell",
                f"Give --ignore {value} if rims belong to no cell, or set them to the cells' value",
            )


def _around(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the lowest and the highest of the 3x3 pixels around each, and the values likewise."""
    if values.dtype not in (np.uint8, np.uint16):  # of integers OpenCV knows these two
        values = values.astype(np.float64)
    return cv2.erode(values, _SQUARE), cv2.dilate(values, _SQUARE), values
