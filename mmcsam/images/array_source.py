"""Read windows of whatever slices as an array does."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mmcsam.jobs.problem import UnusableFileError


class ArraySource:
    """An image in an array, in memory or not, of which windows are read.

    Args:
        name: What to call it in an error.
        array: Has ``shape`` and ``dtype``, and is sliced with whole numbers and slices of step 1.
        axes: A letter for each axis: Y, X, S or C for channels, any other for a stack of images.
        page: Which image of the stack, from 0, its last axis counting fastest; None if there is
            but one.
        channels: Which channels to take, one or three, from 0; None for one of one, or red, green
            and blue of three.
        opacity: Whether the last channel is opacity, which is left out unless it is chosen.
        pixel_size: Micrometres per pixel; None if unknown.
        max_pixels: Images of more are refused; None for any number.
        close: Called when the source is closed.

    Attributes:
        name: As given.
        width: In pixels.
        height: In pixels.
        dtype: Of what ``read`` returns: the array's own in the machine's byte order, or uint8 for
            bool, with 255 for True.
        channels: 1 or 3.
        pixel_size: As given.
        rows_lie_open: Whether a few rows can be read alone, without decoding what lies around them:
            the pixels are in memory, or mapped.

    Raises:
        UnusableFileError: If the array is empty or holds no real numbers, or has not the page,
            channels or size it should have.

    Example:
        >>> source = ArraySource("a", np.arange(6).reshape(2, 3), "YX")
        >>> source.read(left=1, width=1).tolist()
        [[1], [4]]
    """

    def __init__(
        self,
        name: str,
        array: Any,
        axes: str,
        *,
        page: int | None = None,
        channels: Sequence[int] | None = None,
        opacity: bool = False,
        pixel_size: float | None = None,
        max_pixels: int | None = None,
        close: Callable[[], object] = lambda: None,
    ) -> None:
        shape = tuple(int(length) for length in array.shape)
        if 0 in shape:
            raise UnusableFileError(name, f"its shape is {list(shape)}", "pixels", "Save it again")
        self.name, self.pixel_size = name, pixel_size
        self.dtype = _dtype_of(name, array.dtype)
        self._y, self._x = axes.index("Y"), axes.index("X")
        self.height, self.width = shape[self._y], shape[self._x]
        check_size(name, self.width, self.height, max_pixels)
        stack, self._c = split_axes(shape, axes)
        lengths = [shape[axis] for axis in stack]
        page = choose_page(name, math.prod(lengths), page)
        self._index: list[int | slice] = [slice(None)] * len(axes)
        if stack:
            for axis, position in zip(stack, np.unravel_index(page, lengths), strict=True):
                self._index[axis] = int(position)
        count = 1 if self._c is None else shape[self._c]
        self._chosen = _choose_channels(name, count, opacity, channels)
        self.channels = len(self._chosen)
        self.rows_lie_open = isinstance(array, np.ndarray)
        self._array, self._close = array, close

    def read(
        self, left: int = 0, top: int = 0, width: int | None = None, height: int | None = None
    ) -> np.ndarray:
        """Read a window, and of a lazy array no more than the chunks that it touches.

        Args:
            left: First column, in pixels.
            top: First row.
            width: Columns; None for all that follow.
            height: Rows; None for all that follow.

        Returns:
            np.ndarray: (height, width), or (height, width, 3), red first; of ``dtype``,
            C-contiguous, a copy that may be changed.

        Raises:
            UnusableFileError: If it cannot be decoded.
            ValueError: If the window is empty or reaches beyond the image, or the source is closed.
        """
        width = self.width - left if width is None else width
        height = self.height - top if height is None else height
        right, bottom = left + width, top + height
        if not (0 <= left < right <= self.width and 0 <= top < bottom <= self.height):
            raise ValueError(
                f"{self.name}: the window of {width}x{height} pixels at column {left}, row {top} "
                f"is not within the {self.width}x{self.height} pixels of the image"
            )
        if self._array is None:
            raise ValueError(f"{self.name}: the source is closed")
        index, kept = list(self._index), [self._y, self._x]
        index[self._y], index[self._x] = slice(top, bottom), slice(left, right)
        first = min(self._chosen)
        if self._c is not None:
            index[self._c] = slice(first, max(self._chosen) + 1)
            kept.append(self._c)
        try:
            part = np.asarray(self._array[tuple(index)])
        except Exception as error:  # whatever a decoder or somebody's array raises
            raise unreadable(self.name, error) from error
        part = part.transpose([sorted(kept).index(axis) for axis in kept])
        if self._c is not None:
            order = [channel - first for channel in self._chosen]
            if order != list(range(part.shape[-1])):  # picking channels takes longer than decoding
                part = part[..., order]
            part = part[..., 0] if self.channels == 1 else part
        return np.array(part * np.uint8(255) if part.dtype == bool else part, self.dtype, order="C")

    def close(self) -> None:
        """Close the file; nothing can be read then."""
        self._array = None
        self._close()

    def __enter__(self) -> "ArraySource":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def split_axes(shape: Sequence[int], axes: str) -> tuple[list[int], int | None]:
    """Return which axes make a stack, and which holds the channels; None if there is but one."""
    channel = None
    for letter in "SC":
        position = axes.find(letter)
        if channel is None and position >= 0 and shape[position] > 1:
            channel = position
    return [i for i, axis in enumerate(axes) if axis not in "YX" and i != channel], channel


def choose_page(name: str, count: int, page: int | None) -> int:
    """Return the page to take of so many.

    Raises:
        UnusableFileError: If there is no such page, or there are several and none is chosen.
    """
    if page is None and count == 1:
        return 0
    if page is not None and 0 <= page < count:
        return page
    found = "it holds 1 page" if count == 1 else f"it holds {count} pages"
    raise UnusableFileError(
        name,
        found if page is None else f"{found}, and no page {page}",
        "one page" if page is None else f"a page from 0 to {count - 1}",
        "Leave --page out" if count == 1 else f"Choose one with --page, from 0 to {count - 1}",
    )


def check_size(name: str, width: int, height: int, max_pixels: int | None) -> None:
    """Raise UnusableFileError if an image has more pixels than are allowed."""
    if max_pixels is not None and width * height > max_pixels:
        raise UnusableFileError(
            name,
            f"it has {width}x{height} pixels",
            f"at most {max_pixels} pixels",
            "Allow more, or cut the image into parts",
        )


def unreadable(name: str, error: Exception) -> UnusableFileError:
    """Return what to raise for a decoder's error, whatever its kind."""
    if isinstance(error, UnusableFileError):
        return error
    if isinstance(error, MemoryError):
        return UnusableFileError(
            name, "there is not enough memory for it", "a smaller image", "Free memory or crop it"
        )
    text = str(error.strerror or error) if isinstance(error, OSError) else str(error)
    reason = " ".join(text.split()) or type(error).__name__
    return UnusableFileError(
        name, f"it cannot be read ({reason:.100})", "a whole image", "Copy or save it again"
    )


def _dtype_of(name: str, given: Any) -> np.dtype:
    try:
        dtype = np.dtype(given)
    except TypeError as error:
        raise unreadable(name, error) from error
    if dtype.kind not in "buif":
        raise UnusableFileError(
            name, f"it holds {dtype}", "pixels that are real numbers", "Save it anew"
        )
    return np.dtype(np.uint8) if dtype.kind == "b" else dtype.newbyteorder("=")


def _choose_channels(
    name: str, count: int, opacity: bool, channels: Sequence[int] | None
) -> list[int]:
    seen = count - 1 if opacity and count > 1 else count
    if channels is None and seen in (1, 3):
        return list(range(seen))
    found = "it has 1 channel" if count == 1 else f"it has {count} channels"
    if channels is None:
        raise UnusableFileError(
            name,
            found,
            "1, or 3 for red, green and blue",
            f"Choose with --channels R G B, or one channel, each from 0 to {count - 1}",
        )
    if not all(0 <= channel < count for channel in channels):
        raise UnusableFileError(
            name,
            f"{found}, and not each of {' '.join(map(str, channels))}",
            f"channels from 0 to {count - 1}",
            "Leave --channels out" if count == 1 else "Choose others with --channels",
        )
    return [int(channel) for channel in channels]
