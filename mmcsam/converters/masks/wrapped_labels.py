"""Tell label images whose numbers ended before their cells did."""

from collections.abc import Collection

from mmcsam.jobs.problem import UnusableFileError

_ENDS = {255: 8, 65535: 16}  # the highest number of so many bits
_ALL = 0.95  # of the numbers from 1 to the highest are there; some cells may have been removed
_LOW = 0.8  # of the lowest numbers are in several places, where numbers began anew


def check_wrapped(name: str, labels: Collection[int], apart: Collection[int], full: bool) -> None:
    """Refuse a label image with more cells than numbers.

    Programs that write cell 256 with 8 bits write 0 or 255 without a word, and 1 for cell 257.
    Such an image has nearly all numbers, and the lowest, or the highest, in several places.

    Args:
        name: The file's name in the error.
        labels: Numbers of its cells, each once.
        apart: Those of them that are in several separate places.
        full: Whether its type has no number above the highest.

    Raises:
        UnusableFileError: If the numbers ended before the cells.
    """
    highest = max(labels, default=0)
    if highest not in _ENDS or not apart or len(labels) < _ALL * highest:
        return
    last = max(apart)
    again = len(apart) >= _LOW * sum(number <= last for number in labels)
    if not again and last != highest:
        return
    if not full and len(apart) < 2:  # one odd cell, and a higher number would have been possible
        return
    raise UnusableFileError(
        name,
        f"it has all numbers up to {highest}, and {len(apart)} of them are in several places: with "
        f"{_ENDS[highest]} bits the numbers ended before the cells, so that several cells share "
        "one, and others were lost",
        "a number of its own for each cell",
        f"Export the label image again with {2 * _ENDS[highest]} bits",
    )
