"""Images and their cells, every change of which is saved before it counts."""

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock
from typing import Any

from .change import Change
from .errors import StaleRevisionError, UnknownImageError
from .image_entry import ImageEntry
from .image_finder import check_inside
from .image_state import ImageState
from .project_folder import ProjectFolder

Event = dict[str, Any]


class ImageStore:
    """The images of a project's folder; safe to use from several threads.

    Whoever reads takes a state as it stands and never waits for the disk.

    Args:
        folder: The project's folder, opened.

    Attributes:
        path: The project's folder.
        notes: What was passed over or mended when it was opened.
    """

    def __init__(self, folder: ProjectFolder) -> None:
        self.path: Path = folder.path
        self.notes = folder.notes
        self._folder = folder
        self._lock = Lock()  # of changes
        self._marks: dict[int, str] = {}
        self._reasons: dict[int, str] = {}
        self._callbacks: list[Callable[[Event], None]] = []

    def entries(self) -> list[ImageEntry]:
        """Return the images, in the order in which they came."""
        return list(self._folder.replay.entries.values())

    def entry(self, image_id: int) -> ImageEntry:
        """Return an image.

        Raises:
            UnknownImageError: If there is no such image.
        """
        try:
            return self._folder.replay.entries[image_id]
        except KeyError:
            raise UnknownImageError(image_id) from None

    def image_path(self, image_id: int) -> Path:
        """Return an image's file, to be opened now.

        Raises:
            UnknownImageError: If there is no such image.
            UnusableFileError: If a link leads out of its folder, put there since the project was
                opened.
        """
        entry = self.entry(image_id)
        check_inside(entry.path, self._folder.root(entry.place), entry.shown_name)
        return entry.path

    def state(self, image_id: int) -> ImageState:
        """Return an image's cells as they are now; errors as :meth:`entry`."""
        self.entry(image_id)
        return self._folder.replay.states[image_id]

    def commit(
        self, image_id: int, revision: int, change: Change, kind: str = "edit"
    ) -> ImageState:
        """Make a change to an image's cells, and return its new state.

        Args:
            image_id: The image.
            revision: The one that the change was made for.
            change: The change.
            kind: What to call it in the journal.

        Raises:
            NoRoomError: If the disk is full; nothing is changed.
            OSError: If it cannot be saved; nothing is changed.
            StaleRevisionError: If the image has been changed since.
            UnknownImageError: If there is no such image.
            ValueError: If the change does not fit the image.
        """
        record = {
            "op": "edit",
            "kind": kind,
            "removed": list(change.removed),
            "added": [cell.to_record() for cell in change.added],
            "forget": change.forget,
        }
        return self._write(image_id, revision, record)[1]

    def undo(self, image_id: int, revision: int) -> tuple[ImageState, Change]:
        """Undo an image's last edit; return the state and what became of the cells.

        Errors are those of :meth:`commit`; ValueError if there is nothing to undo.
        """
        before, after = self._write(image_id, revision, {"op": "undo"})
        return after, before.undone()[1]

    def redo(self, image_id: int, revision: int) -> tuple[ImageState, Change]:
        """Do again what was undone last, as :meth:`undo`."""
        before, after = self._write(image_id, revision, {"op": "redo"})
        return after, before.redone()[1]

    def fail(self, image_id: int, reason: str) -> None:
        """Remember, until the end of the process, why an image could not be predicted."""
        self._reasons[image_id] = reason
        self.mark(image_id, None)

    def mark(self, image_id: int, state: str | None) -> None:
        """Say that an image is "waiting" or "predicting", or, with None, neither."""
        if state is None:
            self._marks.pop(image_id, None)
        else:
            self._marks[image_id] = state
        revision = self.state(image_id).revision
        self.publish({"type": "image", "id": image_id, "revision": revision})

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have a function called with every event, from any thread; return what ends it."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def publish(self, event: Event) -> None:
        """Tell everybody who has subscribed."""
        for callback in list(self._callbacks):
            callback(event)

    def _write(
        self, image_id: int, revision: int | None, record: dict[str, Any]
    ) -> tuple[ImageState, ImageState]:
        """Save a record; return the states before and after it."""
        self.entry(image_id)
        with self._lock:
            before = self.state(image_id)
            if revision is not None and revision != before.revision:
                raise StaleRevisionError(before.revision)
            after = self._append(image_id, record)
        self.publish({"type": "image", "id": image_id, "revision": after.revision})
        return before, after

    def _append(self, image_id: int, record: dict[str, Any]) -> ImageState:
        """Save a record and take over the state that it leads to; the lock is held."""
        replay = self._folder.replay
        if image_id in replay.broken:
            raise ValueError(replay.broken[image_id])
        state = replay.states[image_id]
        full = {"image": image_id, "revision": state.revision + 1, **record, "at": now()}
        after = replay.next_state(state, full)  # whether it fits, before it is saved
        self._folder.journal.append(full)
        replay.states[image_id] = after
        return after


def now() -> str:
    """Return the time as the journal has it, in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
