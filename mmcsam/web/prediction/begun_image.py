"""An image of which parts are predicted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .cell_finder import ModelChoice

if TYPE_CHECKING:
    from mmcsam.inference.window import ImagePart


@dataclass
class BegunImage:
    """What is done of an image; kept here, so that it outlives the process and other images.

    Attributes:
        path: Its file.
        choice: What it is predicted with.
        count: Its parts in all.
        parts: Those that are done, in order.
        seconds: That they took.
    """

    path: Path
    choice: ModelChoice
    count: int
    parts: "list[ImagePart]" = field(default_factory=list)
    seconds: float = 0.0
