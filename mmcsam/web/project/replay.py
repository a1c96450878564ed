"""From a journal's lines to the present state."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mmcsam.jobs.problem import UnusableFileError

from .change import Change
from .image_entry import ImageEntry
from .image_state import ImageState
from .prediction_file import read_prediction
from .project_cell import ProjectCell


class Replay:
    """Applies records; the same code makes the changes when they happen and when they are read.

    Args:
        project: The project's folder.
        locate: Returns the file of an image's place and name.
        labels: The project's label of each class name.

    Attributes:
        entries: Images by id.
        states: Their cells by id.
        broken: Why the cells of an image are not known, by its id: a prediction's file is gone.
    """

    def __init__(
        self, project: Path, locate: Callable[[str, str], Path], labels: dict[str, int]
    ) -> None:
        self.entries: dict[int, ImageEntry] = {}
        self.states: dict[int, ImageState] = {}
        self.broken: dict[int, str] = {}
        self._project = project
        self._locate = locate
        self._labels = labels

    def read(self, records: Iterable[dict[str, Any]], source: str) -> None:
        """Apply records in order.

        Args:
            records: Of the journal.
            source: What to call it in an error.

        Raises:
            UnusableFileError: If one does not fit those before it.
        """
        for number, record in enumerate(records, start=1):
            if record.get("image") in self.broken:
                continue
            try:
                self.apply(record)
            except UnusableFileError as error:
                self.broken[record["image"]] = str(error)
            except (KeyError, TypeError, ValueError) as error:
                raise UnusableFileError(
                    source,
                    f"line {number} does not fit those before it ({error!s:.80})",
                    "the lines as they were written",
                    "Copy the file from a backup, or remove the lines from there on",
                ) from error

    def apply(self, record: dict[str, Any]) -> None:
        """Apply one record.

        Raises:
            KeyError: If something is missing, or there is no such image.
            TypeError: If a value is of another kind.
            ValueError: If it does not fit the state.
        """
        if record["op"] == "image":
            values = {name: record[name] for name in ("id", "name", "place", "width", "height")}
            path = self._locate(record["place"], record["name"])
            self.entries[record["id"]] = ImageEntry(
                **values, pixel_size=record["pixel_size"], path=path
            )
            self.states.setdefault(record["id"], ImageState())
            return
        number = record["image"]
        self.states[number] = self.next_state(self.states[number], record)

    def next_state(self, state: ImageState, record: dict[str, Any]) -> ImageState:
        """Return an image's state after a record."""
        operation, size = record["op"], self.entries[record["image"]].size
        if operation == "finished":
            threshold = record["threshold"]
            return replace(state, finished=record["finished"], threshold=threshold)
        if record["revision"] != state.revision + 1:
            raise ValueError(f"revision {record['revision']} follows {state.revision}")
        if operation == "edit":
            added = tuple(ProjectCell.from_record(one, size) for one in record["added"])
            return state.edited(Change(tuple(record["removed"]), added, record["forget"]))
        if operation == "undo":
            return state.undone()[0]
        if operation == "redo":
            return state.redone()[0]
        if operation == "prediction":
            found = read_prediction(self._project / record["file"], self._labels, size)
            kept = [found[place] for place in record["kept"]]
            return state.predicted(numbered(kept, state.next_id), record["model"])
        raise ValueError(f"the operation {operation!r:.30} is not known")


def numbered(cells: Iterable[ProjectCell], first: int) -> tuple[ProjectCell, ...]:
    """Return cells with ids from ``first`` on."""
    return tuple(replace(cell, id=number) for number, cell in enumerate(cells, start=first))
