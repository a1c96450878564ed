"""A COCO file's images and objects in memory."""

from dataclasses import dataclass, field
from typing import NamedTuple


class CocoInstance(NamedTuple):
    """One object.

    Attributes:
        id: The annotation's id, or the prediction's place in its file, from 1.
        category: Class name.
        rle: Compressed RLE of the image's size, with ``counts`` as str.
        score: In [0, 1]; None for an annotation.
        instance_number: Number of the mask file it comes from; None if unknown.
        crowd: Whether it is a region of objects that nobody told apart (``iscrowd``).
    """

    id: int | str
    category: str
    rle: dict
    score: float | None = None
    instance_number: int | None = None
    crowd: bool = False


@dataclass
class CocoImage:
    """One image.

    Attributes:
        id: The image's id in the file.
        file_name: As in the file.
        width: In pixels.
        height: In pixels.
        instances: Its objects, in the file's order.
    """

    id: int | str
    file_name: str
    width: int
    height: int
    instances: list[CocoInstance] = field(default_factory=list)


@dataclass(frozen=True)
class CocoData:
    """A COCO file's images and classes.

    Attributes:
        names: Class names by id, in the file's order.
        images: In the file's order.
        notes: What was left out, and what was read though it is not as COCO has it.
    """

    names: dict[int | str, str]
    images: list[CocoImage]
    notes: list[str] = field(default_factory=list)

    @property
    def categories(self) -> tuple[str, ...]:
        """Class names, in the file's order, each once."""
        return tuple(dict.fromkeys(self.names.values()))
