"""Read a mask file, and find what its values mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmcsam.images.label_file import check_not_negative, read_mask
from mmcsam.jobs.problem import UnusableFileError

from .background import Background, find_background
from .soft_edges import is_soft, sharpen

ROLES = ("largest", "commonest")


@dataclass(frozen=True)
class ReadMask:
    """A mask's labels.

    Attributes:
        labels: (H, W) of any integer type, 0 or more; 0 is the background.
        background: What was found of it; None if it was given.
        cut: The first value that counts as cell, where blurred edges were cut; None otherwise.
        ignored: Pixels of values that are to be ignored.
        void: A value that looks like one to be ignored; None if none does, or it was given.
        coloured: Whether the labels stand for colours.
        full: Whether the file's type has no value above the highest label.
    """

    labels: np.ndarray
    background: Background | None
    cut: int | None = None
    ignored: int = 0
    void: int | None = None
    coloured: bool = False
    full: bool = False


@dataclass(frozen=True)
class MaskReader:
    """Reads masks by one set of rules; picklable, for worker processes.

    Attributes:
        background: The background's value, "largest" or "commonest", of each mask; None finds it.
        ignore: Values of pixels that belong to no cell and are no background either; None looks
            for one and has it reported.
    """

    background: int | str | None = None
    ignore: Sequence[int] | None = None

    def read(self, path: Path, name: str, image_size: tuple[int, int]) -> ReadMask:
        """Read a label image, a semantic mask or one instance's mask.

        Args:
            path: The file.
            name: What to call it in an error.
            image_size: Width and height of its image.

        Raises:
            UnusableFileError: If it cannot be read, see ``read_mask``; if it has negative values
                that are not to be ignored; if its edges are blurred and it has more than two main
                values; if it has not the background that was given, but another.
            OSError: If it cannot be opened.
        """
        pixels = read_mask(path, name, image_size)
        values, black = pixels.values, pixels.black
        void = np.isin(values, list(self.ignore or ()))
        ignored = int(np.count_nonzero(void))
        if ignored:
            values = np.where(void, _commonest(values, void), values)
        values = check_not_negative(values, name)
        highest = int(values.max())
        full = highest == np.iinfo(values.dtype).max
        cut = None
        if is_soft(values):
            sharp = sharpen(values)
            if sharp is None:
                raise _blurred(name)
            values, cut = sharp
        found = find_background(values, black) if self.background is None else None
        value = found.value if found is not None else self._given(values, black, name)
        if value is not None:
            values = _with_zero_for(value, values)
            values = np.where(void, 0, values) if ignored else values
        return ReadMask(
            values,
            found,
            cut,
            ignored,
            _void_value(values, highest) if full and cut is None and self.ignore is None else None,
            pixels.coloured,
            full,
        )

    def _given(self, values: np.ndarray, black: int, name: str) -> int:
        if self.background == "largest":
            return int(values.max())
        if self.background == "commonest":
            listed, counts = np.unique(values, return_counts=True)
            return int(listed[np.argmax(counts)])
        value = int(self.background)  # type: ignore[arg-type]  # None is found, not given
        if not (values == value).any():
            found = find_background(values, black)
            if found.value is not None and found.clear:
                raise UnusableFileError(
                    name,
                    f"the mask has no {value}, and its background seems to be {found.value}",
                    f"the background {value} that was given",
                    "Convert it in a run of its own, with its own --background",
                )
        return value


def parse_background(text: str) -> int | str:
    """Return a background as given on a command line.

    Args:
        text: A value, a colour as R,G,B, or one of ``ROLES``.

    Raises:
        ValueError: If it is none of these.

    Example:
        >>> parse_background("255,255,255") == 0xFFFFFF
        True
    """
    if text in ROLES:
        return text
    numbers = text.split(",")
    if all(number.strip().isdecimal() for number in numbers):
        values = [int(number) for number in numbers]
        if len(values) == 1:
            return values[0]
        if len(values) == 3 and max(values) < 256:
            red, green, blue = values
            return red << 16 | green << 8 | blue
    raise ValueError(
        f"the background is {text!r}; expected a value such as 255, a colour as R,G,B from 0 to "
        f"255, or {' or '.join(ROLES)}"
    )


def _commonest(values: np.ndarray, void: np.ndarray) -> np.generic:
    """Return the border's commonest value of those that count, or the mask's; 0 if there is none.

    What is to be ignored is filled with it, so that it does not count as a sign of the background.
    """
    frame = np.zeros(values.shape, bool)
    frame[[0, -1]] = frame[:, [0, -1]] = True
    for where in (frame & ~void, ~void):
        if where.any():
            listed, counts = np.unique(values[where], return_counts=True)
            return listed[np.argmax(counts)]
    return values.dtype.type(0)


def _with_zero_for(background: int, values: np.ndarray) -> np.ndarray:
    """Return labels with 0 for a background; what was 0 gets the next free number."""
    if background == 0:
        return values
    free = int(values.max()) + 1
    values = values.astype(np.int64)
    return np.where(values == background, 0, np.where(values == 0, free, values))


def _void_value(labels: np.ndarray, highest: int) -> int | None:
    """Return the highest value of the file's type if it seems to say that pixels count for nothing.

    Data sets mark so what nobody could annotate, or a rim around each cell.
    """
    top = labels == highest
    rest = labels[~top]
    if not top.any() or not rest.size or not 0 < int(rest.max()) <= highest // 2:
        return None
    from scipy import ndimage

    if ndimage.label(top, np.ones((3, 3)))[1] > 1:
        return highest
    enclosed = ndimage.binary_fill_holes(top) & ~top & (labels > 0)
    return highest if 2 * np.count_nonzero(enclosed) > np.count_nonzero(rest) else None


def _blurred(name: str) -> UnusableFileError:
    return UnusableFileError(
        name,
        "its edges are blurred: many values lie between those of their neighbours, and each would "
        "become a rim of false cells",
        "one value to the very edge of a cell",
        "Export the mask without anti-aliasing or lossy compression, and resize label images by "
        "nearest neighbour only",
    )
