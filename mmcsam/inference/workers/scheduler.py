"""Give images, and parts of large ones, to whoever is free."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, Protocol

from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.window import ImagePart
from mmcsam.jobs.problem import Problem

from .image_predictor import Finished

ATTEMPTS = 3
_PATIENCE = 60.0  # seconds without any worker before that is said


class Worker(Protocol):
    """Somebody who does one thing at a time.

    Attributes:
        lost: Errors of a future that mean that the worker is gone, not that its work is wrong.
    """

    lost: tuple[type[BaseException], ...]

    def submit(self, method: str, *args: Any) -> Future:
        """Call a method of the worker's :class:`ImagePredictor`."""

    def close(self) -> None:
        """Let the worker go."""


@dataclass(eq=False)
class _Opened:
    """A large image of which parts are being predicted."""

    parts: list[ImagePart | None]
    left: int
    seconds: float = 0.0


@dataclass(eq=False)
class _Task:
    name: str
    image: ImageFile
    method: str
    args: tuple
    part: int = 0
    losses: int = 0


class Scheduler:
    """Keeps workers busy until all images are done; a lost worker's work is given to another.

    Parts of images that were begun come first, so that no more images are open than there are
    workers.

    Args:
        hire: Returns a new worker.
        workers: How many to hire, 1 or more.
    """

    def __init__(self, hire: Callable[[], Worker], workers: int) -> None:
        self._hire = hire
        self._idle: list[Worker] = []
        self._starting: dict[Future, Worker] = {}
        self._running: dict[Future, tuple[Worker, _Task]] = {}
        self._waiting: deque[_Task] = deque()
        self._opened: dict[str, _Opened] = {}
        self._lost_at_start = 0
        self._workers = workers

    def run(
        self, images: Iterable[tuple[str, ImageFile]]
    ) -> Iterator[tuple[str, Finished | Problem]]:
        """Predict images by name, and yield each one's outcome as soon as it is known.

        Raises:
            OSError: If a file of the output cannot be written.
            ChildProcessError: If workers end again and again before they can do anything.
        """
        rest = iter(images)
        try:
            for _ in range(self._workers):
                self._start()
            while True:
                more = self._give_work(rest)
                if not self._running and not more:
                    return
                futures = [*self._running, *self._starting]
                done, _ = wait(futures, _PATIENCE, return_when=FIRST_COMPLETED)
                if not done and not self._running:
                    print("waiting for a worker", file=sys.stderr, flush=True)
                for future in done:
                    yield from self._settle(future)
        finally:
            for worker in (
                *self._idle,
                *self._starting.values(),
                *(worker for worker, _ in self._running.values()),
            ):
                worker.close()

    def _start(self) -> None:
        worker = self._hire()
        self._starting[worker.submit("ready")] = worker

    def _give_work(self, rest: Iterator[tuple[str, ImageFile]]) -> bool:
        """Give every idle worker something; return whether there is work that nobody has."""
        while self._idle:
            if not self._waiting:
                following = next(rest, None)
                if following is None:
                    return False
                self._waiting.append(_Task(*following, "begin", following))
            task = self._waiting.popleft()
            worker = self._idle.pop()
            self._running[worker.submit(task.method, *task.args)] = (worker, task)
        return True

    def _settle(self, future: Future) -> Iterator[tuple[str, Finished | Problem]]:
        if future in self._starting:
            self._settle_start(future)
            return
        worker, task = self._running.pop(future)
        error = future.exception()
        if error is None:
            self._idle.append(worker)
            yield from self._take(task, future.result())
        elif isinstance(error, worker.lost):
            worker.close()
            self._start()
            task.losses += 1
            if task.losses < ATTEMPTS:
                self._waiting.appendleft(task)
            else:
                yield from self._take(task, _stopped(task))
        else:
            worker.close()
            raise error

    def _settle_start(self, future: Future) -> None:
        worker = self._starting.pop(future)
        error = future.exception()
        if error is None:
            self._lost_at_start = 0
            self._idle.append(worker)
            return
        worker.close()
        self._lost_at_start += 1
        if not isinstance(error, worker.lost):
            raise error
        if self._lost_at_start >= ATTEMPTS:
            why = str(error).splitlines() or [type(error).__name__]
            raise ChildProcessError(
                f"workers end before they can do anything: {why[0]}; expected machines with memory "
                "for the model and, in a cluster, with mmcsam"
            ) from error
        self._start()

    def _take(self, task: _Task, outcome: Any) -> Iterator[tuple[str, Finished | Problem]]:
        """Take the outcome of a task, and put what follows from it in front of other work."""
        name = task.name
        if isinstance(outcome, int):
            self._opened[name] = _Opened([None] * outcome, outcome)
            self._waiting.extend(
                _Task(name, task.image, "part", (task.image, number), number)
                for number in range(outcome)
            )
        elif task.method != "part":
            yield name, outcome
        elif (opened := self._opened.get(name)) is None:
            pass  # another part has found out that the image cannot be used
        elif isinstance(outcome, Problem):
            del self._opened[name]
            self._waiting = deque(each for each in self._waiting if each.name != name)
            yield name, outcome
        else:
            opened.parts[task.part], seconds = outcome
            opened.seconds += seconds
            opened.left -= 1
            if not opened.left:
                del self._opened[name]
                args = (name, task.image, opened.parts, opened.seconds)
                self._waiting.appendleft(_Task(name, task.image, "join", args))


def _stopped(task: _Task) -> Problem:
    return Problem(
        task.image.name,
        f"the process that worked on it was stopped {ATTEMPTS} times",
        "an image for which the memory is enough",
        "Give fewer --workers or a smaller --tile",
    )
