"""A project: images, their cells, and everything that was done to them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mmcsam.inference.cells import Cells

from .finished import finished_coco
from .image_entry import DROPPED, readable
from .image_store import ImageStore, now
from .model_list import card_of, model_files
from .prediction_file import new_cells, read_prediction, write_prediction
from .project_folder import ProjectFolder
from .settings import Settings, write_synced


class Project(ImageStore):
    """A lab's images and what it has corrected, in a folder; safe to use from several threads.

    Every change is on the disk when its method returns. Images are never changed.
    """

    @classmethod
    def open(
        cls, path: str | Path, images: str | Path | None = None, classes: Sequence[str] = ("cell",)
    ) -> "Project":
        """Open a project, or begin one.

        Args:
            path: The project's folder, made if missing.
            images: Folder of the images; None for that of last time, or none.
            classes: Class names of a new project.

        Raises:
            OSError: If something cannot be read or written.
            UnusableFileError: If another server has it open, it is of a later format, or damaged.
            ValueError: If it is a project of other images.
        """
        return cls(ProjectFolder(Path(path), None if images is None else Path(images), classes))

    @property
    def name(self) -> str:
        """What to call it: its images' folder."""
        return readable((self._folder.images or self.path.parent).resolve().name)

    @property
    def settings(self) -> Settings:
        """What holds for all images."""
        return self._folder.settings

    @property
    def cell_width(self) -> float | None:
        """How wide cells are, in pixels; None leaves the scale to the model."""
        return self.settings.cell_width

    @property
    def pixel_size(self) -> float | None:
        """Micrometres a pixel; None takes what a file says."""
        return self.settings.pixel_size

    def change_settings(self, **changed: Any) -> Settings:
        """Change settings, and return all of them.

        Raises:
            OSError: If they cannot be written; they are as before then.
            ValueError: If a value is out of range, or a class would go.
        """
        with self._lock:
            settings = replace(self.settings, **changed)
            if settings.classes[: len(self.settings.classes)] != self.settings.classes:
                raise ValueError("classes can be added at the end, expected all others as before")
            self._folder.write_settings(settings)
        self.publish({"type": "project"})
        return settings

    def images(self) -> list[dict[str, Any]]:
        """Return what a list of images shows of each, see :meth:`image`."""
        return [self.image(entry.id) for entry in self.entries()]

    def image(self, image_id: int) -> dict[str, Any]:
        """Return what a list of images shows of one.

        Returns:
            dict: ``id``, ``name``, ``width``, ``height``, ``pixel_size``, ``state`` ("waiting",
            "predicting", "ready" or "failed"), ``reason``, ``cells`` (how many count),
            ``corrected``, ``finished``, ``threshold`` (that of a finished image) and ``revision``.

        Raises:
            UnknownImageError: If there is no such image.
        """
        entry, state = self.entry(image_id), self.state(image_id)
        broken = self._folder.replay.broken.get(image_id) or entry.reason
        reason = broken or self._reasons.get(image_id)
        known = "waiting" if state.model is None else "ready"
        if broken or (reason and state.model is None):
            known = "failed"
        return {
            "id": entry.id,
            "name": entry.shown_name,
            "width": entry.width,
            "height": entry.height,
            "pixel_size": self.pixel_size or entry.pixel_size,
            "state": self._marks.get(image_id, known),
            "reason": reason,
            "cells": state.count(self.settings.threshold),
            "corrected": bool(state.undo),
            "finished": state.finished,
            "threshold": state.threshold,
            "revision": state.revision,
        }

    def set_finished(self, image_id: int, finished: bool) -> None:
        """Say that an image is right, with the cells that count now, or no longer.

        Errors are those of :meth:`commit`.
        """
        threshold = self.settings.threshold if finished else None
        record = {"op": "finished", "finished": finished, "threshold": threshold}
        self._write(image_id, None, record)

    def set_prediction(self, image_id: int, cells: Cells, model_sha: str) -> None:
        """Keep what a model has found, in place of cells that nobody has touched.

        Cells that overlap one made or deleted by hand by an IoU of more than 0.5 are left out, and
        an image that is finished stays as it is.

        Args:
            image_id: The image.
            cells: Those of a low score too.
            model_sha: First digits of the model's SHA-256.

        Raises:
            OSError: If it cannot be saved; nothing is changed.
            UnknownImageError: If there is no such image.
        """
        size = (cells.width, cells.height)
        if self.state(image_id).finished:
            self.mark(image_id, None)
            return
        if self.entry(image_id).size != size:
            if self.state(image_id).cells:
                self.fail(image_id, f"it has {size[0]}x{size[1]} pixels, and had others before")
                return
            self._set_size(image_id, cells)
        file = f"predictions/{image_id:06}.{model_sha}.{secrets.token_hex(4)}.json"
        write_prediction(self.path / file, cells)
        new = [one for one in cells.classes if one not in self.settings.classes]
        if new:
            self.change_settings(classes=(*self.settings.classes, *new))
        found = read_prediction(self.path / file, self._folder.labels, size)
        with self._lock:
            state = self.state(image_id)
            if not state.finished:  # since then
                record = {"op": "prediction", "file": file, "model": model_sha}
                self._append(image_id, {**record, "kept": new_cells(found, state)})
        self._reasons.pop(image_id, None)
        self.mark(image_id, None)

    def add_dropped(self, names: Sequence[str]) -> list[int]:
        """Add images that lie in the project's own folder of images, and return their ids.

        Raises:
            OSError: If it cannot be saved.
        """
        with self._lock:
            added = self._folder.add(names, DROPPED)
        self.publish({"type": "images"})
        return added

    def choose_model(self, name: str, file: Path | None = None) -> None:
        """Choose a model; its classes become classes of the project.

        Args:
            name: What it is or will be called.
            file: Where it is, if it is none of those in the list.

        Raises:
            OSError: If it cannot be read, or the settings cannot be written.
            ValueError: If there is no such model, or it is none.
        """
        models = self.settings.models
        if file is not None:
            models = {**models, name: str(file.absolute())}
        card = card_of(self.model_path(name) if file is None else file)
        own = self.settings.classes
        classes = (*own, *(each for each in card.classes if each not in own))
        self.change_settings(model=name, models=models, classes=classes)

    def model_paths(self) -> dict[str, Path]:
        """Return the files of all models, by name."""
        return model_files(self.path, self.settings.models)

    def model_path(self, name: str | None = None) -> Path:
        """Return a model's file.

        Args:
            name: Its name; None for the chosen one.

        Raises:
            ValueError: If there is none of that name, or none is chosen.
        """
        found, name = self.model_paths(), self.settings.model if name is None else name
        if name is None:
            raise ValueError("no model is chosen; choose one, or start with --model")
        if name not in found:
            raise ValueError(
                f"{name}: no such model, expected one of {', '.join(found)}; choose another"
            )
        return found[name]

    def finished_coco(self) -> dict[str, Any]:
        """Return the finished images with the cells that count, as COCO."""
        found = [(one, self.state(one.id)) for one in self.entries()]
        finished = [each for each in found if each[1].finished]
        return finished_coco(finished, self.settings.classes, self.settings.threshold)

    def write_instances(self) -> None:
        """Write the finished images to ``instances.json``, for other programs.

        Raises:
            OSError: If it cannot be written.
        """
        write_synced(self.path / "instances.json", json.dumps(self.finished_coco()))

    def close(self) -> None:
        """Write what other programs read, and let others open the project."""
        try:
            self.write_instances()
        finally:
            self._folder.close()

    def _set_size(self, image_id: int, cells: Cells) -> None:
        with self._lock:
            entry = replace(
                self.entry(image_id),
                width=cells.width,
                height=cells.height,
                pixel_size=cells.pixel_size,
            )
            record = {"op": "image", **entry.to_record(), "at": now()}
            self._folder.journal.append(record)
            self._folder.replay.apply(record)
