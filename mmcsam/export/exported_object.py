"""An object on its way to another format."""

from dataclasses import dataclass

from mmcsam.structures.instance_mask import InstanceMask


@dataclass(frozen=True)
class ExportedObject:
    """An object with what every format says of it.

    Attributes:
        label: From 1, by its place among the image's objects; the same number in every format.
        id: The annotation's id, or the prediction's place in its file.
        category: Class name.
        category_number: The class's place in the file, from 1.
        score: In [0, 1]; None for an annotation.
        mask: Its mask.
    """

    label: int
    id: int | str
    category: str
    category_number: int
    score: float | None
    mask: InstanceMask
