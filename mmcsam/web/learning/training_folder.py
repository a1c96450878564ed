"""The folder of one training: what the server and the process that trains tell each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmcsam.coco.reader import read_json
from mmcsam.jobs.whole_file import write_json


@dataclass(frozen=True)
class TrainingFolder:
    """One training's files. Each is written whole, so that a killed process leaves none half.

    Attributes:
        path: The folder.
    """

    path: Path

    @property
    def truth(self) -> Path:
        """COCO of the finished images as they were when the training began."""
        return self.path / "finished.json"

    @property
    def log(self) -> Path:
        """What the process has printed."""
        return self.path / "log.txt"

    def read(self, name: str) -> Any:
        """Return the content of a file of this name, such as "plan"; None if there is none yet."""
        path = self.path / f"{name}.json"
        return read_json(path) if path.is_file() else None

    def write(self, name: str, content: object) -> None:
        """Write a file of this name.

        Raises:
            OSError: If it cannot be written.
        """
        write_json(self.path / f"{name}.json", content)

    @property
    def outcome(self) -> dict[str, Any] | None:
        """How the training ended: ``state`` and ``message``, and more if it is finished.

        None while it goes on, or if it was interrupted and can go on.
        """
        return self.read("outcome")

    def last_words(self) -> str:
        """Return the last line that the process has printed; nothing if there is none."""
        if not self.log.is_file():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def latest_training(trainings: Path) -> TrainingFolder | None:
    """Return the training that was begun last, of those in a folder."""
    numbers = [int(path.name) for path in trainings.glob("[0-9]*") if path.name.isdigit()]
    return TrainingFolder(trainings / str(max(numbers))) if numbers else None


def next_training(trainings: Path) -> TrainingFolder:
    """Make the folder of a new training.

    Raises:
        OSError: If it cannot be made.
    """
    last = latest_training(trainings)
    number = 1 if last is None else int(last.path.name) + 1
    folder = TrainingFolder(trainings / str(number))
    folder.path.mkdir(parents=True)
    return folder
