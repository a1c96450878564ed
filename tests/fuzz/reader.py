"""What a fuzzed reader is."""

from abc import ABC, abstractmethod
from pathlib import Path
from random import Random
from typing import Any

import numpy as np


class Contradiction(Exception):  # noqa: N818, it is what was found, not what went wrong
    """A value that another decoder, or what was written, contradicts."""


class Reader(ABC):
    """A reader or a command with the inputs that it is tried on.

    Attributes:
        name: In the table.
        share: Its inputs, of the sum of all shares.
        takes: Seconds after which it hangs.
    """

    name: str
    share: int = 10
    takes: float = 40

    def prepare(self) -> None:  # noqa: B027, most need nothing
        """Import and make what all inputs need; not under the limits of one input."""

    @abstractmethod
    def write(self, rng: Random, folder: Path) -> Path:
        """Write an input to an empty folder and return what is read; a tenth of them are whole."""

    @abstractmethod
    def read(self, path: Path) -> Any:
        """Read it."""

    def judge(self, path: Path, value: Any) -> bool:
        """Return whether another decoder confirms the value; False if none can tell.

        Raises:
            Contradiction: If one contradicts it.
        """
        return False

    def size(self, value: Any) -> int:
        """Return the decoded size in bytes."""
        return value.nbytes if isinstance(value, np.ndarray) else 0

    def names(self, path: Path) -> tuple[str, ...]:
        """Return what an error has to name, one of them."""
        return (path.name,)


def same(ours: np.ndarray, theirs: np.ndarray, what: str, tolerance: float = 0) -> bool:
    """Return True, or raise Contradiction where two decodings differ."""
    if ours.shape != theirs.shape:
        raise Contradiction(f"{what} has the shape {theirs.shape}, ours {ours.shape}")
    ours, theirs = (array.astype(np.float64) for array in (ours, theirs))
    differ = ~(
        (np.abs(ours - theirs) <= tolerance)
        | (np.isnan(ours) & np.isnan(theirs))
        | (ours == theirs)
    )
    if differ.any():
        at = tuple(int(i) for i in np.argwhere(differ)[0])
        raise Contradiction(f"{what} differs at {at}: {theirs[at]:g}, ours {ours[at]:g}")
    return True
