"""An image of a project, without its cells."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER, DROPPED = "folder", "dropped"


@dataclass(frozen=True)
class ImageEntry:
    """An image.

    Attributes:
        id: From 1, never used again.
        name: Path from the folder that it lies in, with forward slashes; no two are the same.
        place: "folder", the folder of the images, or "dropped", the project's own.
        width: In pixels; 0 if nobody could open it.
        height: Likewise.
        pixel_size: Micrometres a pixel; None if the file does not say.
        path: The file.
        reason: Why it cannot be used; None if it can.
    """

    id: int
    name: str
    place: str
    width: int
    height: int
    pixel_size: float | None
    path: Path
    reason: str | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels."""
        return self.width, self.height

    @property
    def shown_name(self) -> str:
        """The name as text: bytes of a file's name that are none are written as numbers."""
        return readable(self.name)

    def to_record(self) -> dict[str, Any]:
        """Return the entry as the journal has it."""
        return {key: value for key, value in asdict(self).items() if key not in ("path", "reason")}


def readable(name: str) -> str:
    r"""Return a file's name as text: bytes that are none are written as numbers.

    Example:
        >>> readable("a\udcff.png")
        'a\\xff.png'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
