"""Trainings of a project's models, one at a time, in the background."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from mmcsam.jobs.whole_file import write_json
from mmcsam.web.prediction.project_access import ProjectAccess

from .progress import curve, read_progress
from .training_folder import TrainingFolder, latest_training, next_training

_BUDGET = 420.0  # seconds of iterations: with all around it less than ten minutes
_LOOK = 2.0  # seconds between two looks at how far a training is
_NOTHING: dict[str, Any] = {
    "state": "none",
    "iteration": 0,
    "of": 0,
    "seconds_left": None,
    "loss": [],
    "scores": [],
    "message": "",
    "table": None,
    "model": None,
}


class TrainingRunsError(RuntimeError):
    """A training is running, and there is one at a time."""


class Trainer:
    """Trains a model further on a project's finished images.

    The training is a process of its own, which gives way to all others. It ends with this one, and
    goes on with :meth:`resume`. The old model stays as it is.

    Args:
        project: Whose images and models these are.
        budget: Seconds for all iterations of a training together.
    """

    def __init__(self, project: ProjectAccess, budget: float = _BUDGET) -> None:
        self._project = project
        self._budget = budget
        self._trainings = project.path / "trainings"
        self._lock = threading.RLock()
        self._process: subprocess.Popen | None = None
        self._watcher: threading.Thread | None = None
        self._closing = threading.Event()

    def start(self, model: str | None = None) -> dict[str, Any]:
        """Begin a training.

        Args:
            model: Name of the model to start from; None for the project's.

        Returns:
            dict: As :meth:`status`.

        Raises:
            OSError: If the disk is full.
            TrainingRunsError: If one is running.
            ValueError: If there is nothing to learn from, or no such model.
        """
        with self._lock:
            if self._running:
                raise TrainingRunsError("a training is running; stop it, or wait until it ends")
            coco = self._project.finished_coco()
            if not coco["images"]:
                raise ValueError(
                    "no image is marked as finished, expected one or more, better ten; correct all "
                    "cells of an image and mark it"
                )
            if not coco["annotations"]:
                raise ValueError(
                    "there is no cell in the finished images, expected some to learn from; outline "
                    "them, or finish other images"
                )
            start = self._project.model_path(model)
            folder = next_training(self._trainings)
            images = [
                image | {"file_name": str(self._project.image_path(image["id"]).resolve())}
                for image in coco["images"]
            ]
            write_json(folder.truth, {**coco, "images": images})
            job = {
                "model": str(start.resolve()),
                "cell_width": self._project.cell_width,
                "pixel_size": self._project.pixel_size,
                "out": str(self._new_file(start).resolve()),
                "budget": self._budget,
            }
            folder.write("job", job)
            self._launch(folder)
        return self.status()

    def resume(self) -> bool:
        """Go on with a training that was interrupted; return whether there was one."""
        with self._lock:
            folder = latest_training(self._trainings)
            if self._running or folder is None or folder.outcome is not None:
                return False
            if folder.read("job") is None:  # nothing of it was begun
                folder.write("outcome", {"state": "stopped", "message": "interrupted at once"})
                return False
            self._launch(folder)
            return True

    def status(self) -> dict[str, Any]:
        """Return how far the last training is or how it ended, as the API has it."""
        folder = latest_training(self._trainings)
        if folder is None:
            return _NOTHING
        progress = read_progress(folder)
        for name in ("loss", "scores"):
            progress[name] = curve(progress[name])
        status = _NOTHING | progress
        outcome = folder.outcome
        if outcome is not None:
            return status | {"seconds_left": 0.0} | outcome
        if self._running:
            return status | {"state": "running", "message": _doing(progress)}
        return status | {"state": "stopped", "message": "interrupted; it can go on"}

    def stop(self) -> None:
        """End the training that is running; it cannot go on."""
        with self._lock:
            folder = latest_training(self._trainings)
            if not self._running or folder is None:
                return
            if folder.outcome is None:
                folder.write("outcome", {"state": "stopped", "message": "it was stopped"})
            self._kill()
        self._tell()

    def close(self) -> None:
        """End the process; the training goes on at the next start."""
        self._closing.set()
        with self._lock:
            self._kill()
        if self._watcher is not None:
            self._watcher.join()

    @property
    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _new_file(self, start: Path) -> Path:
        """Return a name that no model has: that of the old one with the next number."""
        stem, _, number = start.stem.rpartition("-corrected-")
        stem = stem if stem and number.isdigit() else start.stem
        models = self._project.path / "models"
        count = 1
        while (path := models / f"{stem}-corrected-{count}{start.suffix}").exists():
            count += 1
        return path

    def _launch(self, folder: TrainingFolder) -> None:
        with open(folder.log, "ab") as log:
            self._process = _process(folder.path, log)
        self._watcher = threading.Thread(
            target=self._watch, args=(self._process, folder), name="trainer", daemon=True
        )
        self._watcher.start()
        self._tell()

    def _watch(self, process: subprocess.Popen, folder: TrainingFolder) -> None:
        """Tell how far it is, and what has become of it when it has ended."""
        seen: Any = None
        while process.poll() is None:
            try:
                process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                progress = read_progress(folder)
                if (progress["iteration"], progress["of"]) != seen:
                    seen = progress["iteration"], progress["of"]
                    self._tell()
        with self._lock:
            if folder.outcome is None and not self._closing.is_set():
                how = f"its process ended with code {process.returncode}: {folder.last_words()}"
                if process.returncode == -signal.SIGKILL:
                    how = "its process was killed, as the system does when memory runs out"
                folder.write("outcome", {"state": "failed", "message": how})
        if (folder.outcome or {}).get("state") == "finished":
            self._project.publish({"type": "models"})
        self._tell()

    def _kill(self) -> None:
        if self._process is not None and self._running:
            os.killpg(self._process.pid, signal.SIGKILL)  # the data loader's processes too
            self._process.wait()

    def _tell(self) -> None:
        self._project.publish({"type": "training"})


def _process(folder: Path, log: IO[bytes]) -> subprocess.Popen:
    """Start the process of a training; it ends when this one's end of its standard input closes."""
    return subprocess.Popen(
        [sys.executable, "-m", "mmcsam.web.learning.training", str(folder)],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _doing(progress: dict[str, Any]) -> str:
    if not progress["of"]:
        return "preparing the images and measuring how fast this machine is"
    if progress["iteration"] >= progress["of"]:
        return "comparing old and new"
    return "learning"
