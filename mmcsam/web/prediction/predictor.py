"""Predict a project's images in the background."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .begun_image import BegunImage
from .cell_finder import ModelChoice, UnusableImageError
from .model_process import ModelProcess
from .outcomes import Outcomes
from .prediction_queue import PredictionQueue, Task
from .project_access import ProjectAccess
from .worker_process import WorkerLostError

if TYPE_CHECKING:
    from mmcsam.inference.cells import Cells

    from .box_outline import BoxOutline

_Request = tuple[Future, ModelChoice, str, tuple]


class Predictor:
    """One process that predicts, and a thread that gives it work and takes its results.

    An image that ends the process is marked with how it ended, and the others go on in a new
    process. The outline in a box, and an image that somebody opens, come between two parts of a
    large image; what is done of that is kept.

    Args:
        project: Whose images are predicted; receives the results.
        finder: What works in the process; only tests give another one.
    """

    def __init__(self, project: ProjectAccess, finder: object | None = None) -> None:
        self._project = project
        self._process = ModelProcess(self._tell, finder)
        self._outcomes = Outcomes(project)
        self._queue = PredictionQueue()
        self._begun: dict[Task, BegunImage] = {}
        self._urgent: deque[_Request] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="predictor", daemon=True)

    def start(self) -> None:
        """Start the process and read the chosen model, so that the first image is fast."""
        self._thread.start()

    def submit(self, ids: Iterable[int], first: bool = False, model: str | None = None) -> None:
        """Have images predicted.

        Args:
            ids: Of the images.
            first: Before those that wait, and between the parts of the one that is predicted.
            model: Name of the model; None for the chosen one.
        """
        tasks = [Task(image_id, model) for image_id in ids]
        self._submit(tasks[::-1] if first else tasks, first)

    def stop(self) -> None:
        """Drop everything; of the image that is being predicted, all but its current part."""
        with self._changed:
            dropped = self._queue.clear()
            self._begun.clear()
        for task in dropped:
            self._outcomes.mark(task, None)
        self._tell()

    def status(self) -> dict[str, Any]:
        """Return what waits, what is done and how long it takes, as the API has it."""
        sizes = {image["id"]: image for image in self._project.images()}

        def pixels_of(image_id: int) -> float:
            image = sizes.get(image_id, {})
            return float((image.get("width") or 0) * (image.get("height") or 0))

        with self._changed:
            progress = self._queue.status(pixels_of)
        return progress | {"worker": self._process.state, "message": self._process.message}

    def outline_in_box(self, path: Path, box: Sequence[float]) -> "BoxOutline":
        """Outline the cell in a box, before everything that waits.

        Args:
            path: The image's file.
            box: Left, top, width and height in its pixels.

        Raises:
            ValueError: If the image or the model cannot be used, or the box has no pixel of it.
            WorkerLostError: If the process ended on it.
        """
        choice, future = self._choice(None), Future[Any]()
        with self._changed:
            if self._closed:
                raise WorkerLostError("the server is closing; start it again")
            self._urgent.append((future, choice, "outline", (path, choice, tuple(box))))
            self._changed.notify_all()
        return future.result()

    def compare(self, image_id: int, model: str) -> "Cells | None":
        """Return what a second model finds in an image; None while it is being predicted.

        Args:
            image_id: Of the image.
            model: Its name.

        Raises:
            KeyError: If there is no such image.
            ValueError: If there is no such model, or it cannot predict the image.
        """
        self._project.image_path(image_id)
        found = self._outcomes.compared(image_id, self._choice(model))
        if found is None:
            self._submit([Task(image_id, model, compared=True)], first=True)
        return found

    def close(self) -> None:
        """End the process at once."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._changed.notify_all()
        self._process.end()
        while self._thread.is_alive():  # it may be starting another one
            self._thread.join(timeout=0.1)
            self._process.end()

    def _submit(self, tasks: Iterable[Task], first: bool) -> None:
        with self._changed:
            added = [task for task in tasks if self._queue.add(task, first)]
            self._changed.notify_all()
        for task in added:
            self._outcomes.mark(task, "waiting")
        self._tell()

    def _run(self) -> None:
        try:
            self._process.ready(self._choice(None))
        except (OSError, ValueError) as error:
            self._process.say("stopped", f"no model: {error}")
        while True:
            with self._changed:
                while not (self._closed or self._urgent or self._queue.total > self._queue.done):
                    self._changed.wait()
                if self._closed:
                    break
                urgent = self._urgent.popleft() if self._urgent else None
                task = self._queue.take() if urgent is None else None
            if urgent is not None:
                self._answer(*urgent)
            elif task is not None:
                self._go_on(task)
        for future, *_ in self._urgent:
            future.set_exception(WorkerLostError("the server is closing; start it again"))

    def _answer(self, future: Future, choice: ModelChoice, method: str, args: tuple) -> None:
        if self._process.ready(choice) is None:
            future.set_exception(ValueError(self._process.message))
            return
        try:
            future.set_result(self._process.call(method, *args))
        except Exception as error:  # whoever asked gets it
            future.set_exception(error)

    def _go_on(self, task: Task) -> None:
        """Do one part of an image, and the last step with the last part."""
        try:
            choice = self._choice(task.model)
        except ValueError as error:
            self._give_up(str(error))
            return
        try:
            sha = self._process.ready(choice)
            if sha is None:
                if task.compared:
                    self._outcomes.failed(task, choice, self._process.message)
                self._give_up(self._process.message)
                return
            begin = time.monotonic()
            begun = self._begun.get(task)
            if begun is None or begun.choice != choice:
                self._outcomes.mark(task, "predicting")
                path = self._project.image_path(task.image_id)
                begun = BegunImage(path, choice, self._process.call("count", path, choice))
            where = (begun.path, choice)
            if not self._note(task, begun):
                return
            begun.parts.append(self._process.call("part", *where, len(begun.parts)))
            cells = None
            if len(begun.parts) == begun.count:
                cells = self._process.call("join", *where, begun.parts)
            begun.seconds += time.monotonic() - begin
        except UnusableImageError as error:
            self._end(task, self._outcomes.failed(task, choice, str(error)))
        except WorkerLostError as error:
            if not self._closed:
                reason = f"{error}; have it predicted again, or make it smaller"
                self._end(task, self._outcomes.failed(task, choice, reason))
        except Exception as error:  # whatever it is, the others go on
            reason = f"{type(error).__name__}: {error}"
            self._end(task, self._outcomes.failed(task, choice, reason))
        else:
            if cells is None:
                self._note(task, begun)
            elif self._queue.current == task:  # and nobody has stopped it
                message = self._outcomes.cells(task, choice, cells, sha)
                notes = "; ".join(f"{begun.path.name}: {note}" for note in cells.notes)
                pixels = float(cells.width * cells.height)
                self._end(task, message or notes, begun.seconds, pixels)

    def _note(self, task: Task, begun: BegunImage) -> bool:
        """Keep how far an image is, unless it was stopped; return whether it was not."""
        with self._changed:
            if self._queue.current != task:
                return False
            self._begun[task] = begun
            self._queue.part, self._queue.parts = len(begun.parts), begun.count
        self._tell()
        return True

    def _end(self, task: Task, message: str, seconds: float = 0.0, pixels: float = 0.0) -> None:
        with self._changed:
            self._begun.pop(task, None)
            if self._queue.current == task:
                self._queue.finish(seconds, pixels)
        self._process.say(self._process.state, message)
        self._tell()

    def _give_up(self, reason: str) -> None:
        """Drop everything, since there is no model or no process for it."""
        with self._changed:
            dropped = self._queue.clear()
            self._begun.clear()
        self._process.say(self._process.state, reason)
        for task in dropped:
            self._outcomes.mark(task, None)
        self._tell()

    def _choice(self, model: str | None) -> ModelChoice:
        project = self._project
        return ModelChoice(project.model_path(model), project.cell_width, project.pixel_size)

    def _tell(self) -> None:
        self._project.publish({"type": "prediction"})
