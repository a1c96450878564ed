"""What a project's ``project.json`` says."""

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from mmcsam.coco.reader import read_json
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.jobs.whole_file import whole_file

from .journal import sync_folder

FORMAT = 1


@dataclass(frozen=True)
class Settings:
    """What holds for all images of a project.

    Attributes:
        images: Folder of the images, from the project's folder on where it lies within the same
            one; None if all images were dropped into the page.
        classes: Class names, by label.
        threshold: Cells of a lower score are hidden and not exported.
        cell_width: How wide cells are, in pixels; None leaves the scale to the model.
        pixel_size: Micrometres a pixel; None takes what a file says.
        model: Name of the chosen model; None before one is chosen.
        models: Files of models from elsewhere, by name.
    """

    images: str | None = None
    classes: tuple[str, ...] = ("cell",)
    threshold: float = 0.5
    cell_width: float | None = None
    pixel_size: float | None = None
    model: str | None = None
    models: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"the threshold is {self.threshold:g}, expected a number from 0 to 1")
        for name, value in (("cell width", self.cell_width), ("pixel size", self.pixel_size)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"the {name} is {value:g}, expected a number above 0")
        if not self.classes or len(set(self.classes)) < len(self.classes):
            raise ValueError(f"the classes are {self.classes}, expected one or more, each once")
        if any(not name.strip() or len(name) > 100 for name in self.classes):
            raise ValueError("a class has no name or one of over 100 characters, expected a name")

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """Read the settings.

        Raises:
            OSError: If the file cannot be read.
            UnusableFileError: If it is damaged or of a later format.
        """
        content = read_json(path)
        if not isinstance(content, dict) or not isinstance(content.get("format"), int):
            raise UnusableFileError(
                str(path), "it has no format", "a project's settings", "Copy it from a backup"
            )
        if content["format"] > FORMAT:
            raise UnusableFileError(
                str(path),
                f"the project is of format {content['format']}",
                f"format {FORMAT} or an earlier one",
                "Install a later mmcsam, with which it was made",
            )
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        try:
            return cls(**{**values, "classes": tuple(values.get("classes", ()))})
        except (TypeError, ValueError) as error:
            raise UnusableFileError(
                str(path), str(error), "a project's settings", "Copy it from a backup"
            ) from error

    def write(self, path: Path) -> None:
        """Write the settings; they are on the disk when this returns, or as before.

        Raises:
            OSError: If they cannot be written.
        """
        write_synced(path, json.dumps({"format": FORMAT, **asdict(self)}, indent=2) + "\n")


def write_synced(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, and wait until it is on the disk.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as part, open(part, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
