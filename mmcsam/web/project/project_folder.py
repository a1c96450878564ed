"""A project's folder on the disk."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mmcsam.jobs.problem import UnusableFileError

from .image_entry import DROPPED, FOLDER, ImageEntry
from .image_finder import list_images, with_size
from .journal import Journal
from .project_lock import ProjectLock
from .replay import Replay
from .settings import Settings

_READERS = 4  # threads that look at headers


class ProjectFolder:
    """A project's folder, opened by this process alone.

    ``project.json`` holds the settings, ``journal.jsonl`` every change, ``predictions`` what models
    found, ``images`` what was dropped into the page, ``models`` what was trained here, ``cache``
    what can be made again.

    Args:
        path: The folder, made if missing.
        images: Folder of the images; None for that of last time, or none.
        classes: Class names of a new project.

    Attributes:
        path: The folder.
        settings: As in ``project.json``.
        labels: Label of each class name.
        journal: Where changes are added.
        replay: Images and their cells as the journal has them.
        notes: What was passed over or mended.

    Raises:
        OSError: If something cannot be read or written.
        UnusableFileError: If it is open elsewhere, of a later format, or damaged.
        ValueError: If it is a project of other images.
    """

    def __init__(self, path: Path, images: Path | None, classes: Sequence[str]) -> None:
        self.path = path.absolute()
        self.notes: list[str] = []
        if images is not None and not images.is_dir():
            raise NotADirectoryError(f"{images}: no folder, expected one of images; check its name")
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = ProjectLock(self.path / "lock")
        try:
            self.settings = self._settings(images, tuple(classes))
            self.labels = {name: label for label, name in enumerate(self.settings.classes)}
            self.journal = Journal(self.path / "journal.jsonl")
        except BaseException:
            self._lock.release()
            raise
        try:
            if self.journal.cut:
                self.notes.append(
                    f"the last line of {self.journal.path} was not whole ({self.journal.cut} "
                    "bytes) and was cut off: the change was being saved when the program stopped"
                )
            self.replay = Replay(self.path, self.locate, self.labels)
            self.replay.read(self.journal.read(), str(self.journal.path))
            self._look()
        except BaseException:
            self.close()
            raise

    @property
    def images(self) -> Path | None:
        """Folder of the images; None if all were dropped into the page."""
        images = self.settings.images
        return None if images is None else Path(os.path.normpath(self.path / images))

    def root(self, place: str) -> Path:
        """Return the folder that images of a place lie in."""
        images = self.images
        return self.path / "images" if place == DROPPED or images is None else images

    def locate(self, place: str, name: str) -> Path:
        """Return an image's file."""
        return self.root(place) / name

    def write_settings(self, settings: Settings) -> None:
        """Write settings and use them.

        Raises:
            OSError: If they cannot be written; they are as before then.
        """
        settings.write(self.path / "project.json")
        self.labels.update({name: label for label, name in enumerate(settings.classes)})
        self.settings = settings

    def add(self, names: Sequence[str], place: str) -> list[int]:
        """Add images and return their ids.

        Args:
            names: Their paths from their folder on.
            place: Which folder.

        Raises:
            OSError: If it cannot be saved.
        """
        first = max(self.replay.entries, default=0) + 1
        entries = [
            ImageEntry(number, name, place, 0, 0, None, self.locate(place, name))
            for number, name in enumerate(names, start=first)
        ]
        self._save(self._with_sizes(entries))
        return [entry.id for entry in entries]

    def close(self) -> None:
        """Let others open the folder."""
        self.journal.close()
        self._lock.release()

    def _settings(self, images: Path | None, classes: tuple[str, ...]) -> Settings:
        file = self.path / "project.json"
        near = None
        if images is not None:
            full = images.absolute()
            inside = self.path.is_relative_to(full)
            near = os.path.relpath(full, self.path) if inside else str(full)
        if not file.exists():
            settings = Settings(near, classes)
            settings.write(file)
            return settings
        settings = Settings.read(file)
        if near is None or near == settings.images:
            return settings
        if settings.images is not None and (old := self.path / settings.images).is_dir():
            if images is not None and old.resolve() != images.resolve():
                raise UnusableFileError(
                    str(self.path),
                    f"it is the project of the images in {old.resolve()}",
                    f"one of those in {images}",
                    "Give another --project",
                )
        settings = replace(settings, images=near)
        settings.write(file)
        return settings

    def _look(self) -> None:
        """See which images of the folder are new, and whether those known are still there."""
        entries = self._with_sizes(list(self.replay.entries.values()))
        changed = [one for one in entries if self.replay.entries[one.id].width != one.width]
        for entry in entries:
            self.replay.entries[entry.id] = entry
        self._save(changed)
        if self.images is not None:
            known = {entry.name for entry in self.replay.entries.values()}
            names = list_images(self.images, self.path, self.notes)
            self.add([name for name in names if name not in known], FOLDER)

    def _with_sizes(self, entries: list[ImageEntry]) -> list[ImageEntry]:
        with ThreadPoolExecutor(_READERS) as pool:
            return list(pool.map(lambda one: with_size(one, self.root(one.place)), entries))

    def _save(self, entries: Sequence[ImageEntry]) -> None:
        if entries:
            records = [{"op": "image", **entry.to_record()} for entry in entries]
            self.journal.append(*records)
            for record, entry in zip(records, entries, strict=True):
                self.replay.apply(record)
                self.replay.entries[entry.id] = entry  # with the reason, which is not saved
