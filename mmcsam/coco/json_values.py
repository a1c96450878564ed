"""Single values of COCO files, as COCO has them and as other tools write them."""

import math
import os
import re
import sys
from typing import TypeGuard

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_FLAGS = {"0": False, "1": True, "false": False, "true": True}


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a JSON value is a finite number; whole ones may have any length in JSON."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max


def is_file_name(value: object) -> TypeGuard[str]:
    r"""Return whether a value is text that this system can have as a file's name.

    Example:
        >>> is_file_name("a.png"), is_file_name(""), is_file_name("a\0.png"), is_file_name(5)
        (True, False, False, False)
    """
    try:
        return isinstance(value, str) and value != "" and b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:  # half a character
        return False


def number(value: object) -> float | None:
    """Return a finite number, also one that is written as text; None for anything else.

    Example:
        >>> number(0.5), number("0.5"), number(float("nan")), number(True)
        (0.5, 0.5, None, None)
    """
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if is_number(value) else None


def whole_number(value: object) -> int | None:
    """Return a whole number, also one that is written as 3.0 or "3"; None for anything else.

    Example:
        >>> whole_number(3.0), whole_number("3"), whole_number(3.5), whole_number("03")
        (3, 3, None, None)
    """
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value) else None
    if not is_number(value) or not math.isfinite(value) or value != int(value):
        return None
    return int(value)


def identifier(value: object) -> int | str | None:
    """Return an id: a whole number, or else text; None if it is neither.

    COCO's ids are whole numbers. As "7" and 7.0 they are the same number here, so that entries find
    each other where one tool has written images and another annotations.

    Example:
        >>> identifier("7"), identifier("cell_7"), identifier(""), identifier([7])
        (7, 'cell_7', None, None)
    """
    if type(value) is int:  # what nearly all are
        return value
    number = whole_number(value)
    if number is None and isinstance(value, str) and value:
        return value
    return number


def flag(value: object) -> bool | None:
    """Return a flag such as ``iscrowd``, absent for no; None for anything but 0 and 1.

    Example:
        >>> flag(1), flag("0"), flag(None), flag(2)
        (True, False, False, None)
    """
    if value is None:
        return False
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None
