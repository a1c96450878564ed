"""Which image is next, how many are done, and how long the rest takes."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """An image that is to be predicted.

    Attributes:
        image_id: Of the image.
        model: Name of the model; None for the one that the project has chosen.
        compared: Whether the result is to be compared with the project's, and not to be kept in it.
    """

    image_id: int
    model: str | None = None
    compared: bool = False


class PredictionQueue:
    """The images that wait, and the one that is being predicted. Not thread-safe by itself.

    Attributes:
        current: What is being predicted.
        part: Parts of it that are done.
        parts: Parts of it in all; 0 while nobody knows.
        done: Images since the queue was last empty.
    """

    def __init__(self) -> None:
        self.current: Task | None = None
        self.part = self.parts = self.done = 0
        self._waiting: deque[Task] = deque()
        self._hurry = False
        self._seconds = 0.0
        self._pixels = 0.0

    @property
    def total(self) -> int:
        """Images since the queue was last empty, those that wait among them."""
        return self.done + len(self._waiting) + (self.current is not None)

    def add(self, task: Task, first: bool = False) -> bool:
        """Add a task unless it is there; return whether it was added.

        Args:
            task: What to do.
            first: Put it in front of the others, also if it waits already, and of the current one.
        """
        if task == self.current:
            return False
        if self.current is None and not self._waiting:
            self.done = 0
        known = task in self._waiting
        if known and not first:
            return False
        if known:
            self._waiting.remove(task)
        (self._waiting.appendleft if first else self._waiting.append)(task)
        self._hurry = self._hurry or first
        return not known

    def take(self) -> Task | None:
        """Return what is to be worked on now; None if there is nothing.

        It is the current task until that is finished, unless another one has come in front.
        """
        if self._waiting and (self.current is None or self._hurry):
            begun, self.current = self.current, self._waiting.popleft()
            if begun is not None:
                self._waiting.appendleft(begun)
            self.part = self.parts = 0
        self._hurry = False
        return self.current

    def finish(self, seconds: float = 0.0, pixels: float = 0.0) -> None:
        """End the current task.

        Args:
            seconds: That it took; 0 if that says nothing of others, as where it failed.
            pixels: Of its image.
        """
        self.current = None
        self.done += 1
        self._seconds += seconds
        self._pixels += pixels

    def clear(self) -> list[Task]:
        """Drop everything and return it."""
        dropped = [*self._waiting] if self.current is None else [self.current, *self._waiting]
        self._waiting.clear()
        self.current = None
        return dropped

    def status(self, pixels_of: Callable[[int], float]) -> dict[str, Any]:
        """Return how far it is, as the API has it.

        Args:
            pixels_of: As for :meth:`seconds_left`.
        """
        return {
            "waiting": [task.image_id for task in self._waiting],
            "current": None if self.current is None else self.current.image_id,
            "part": self.part,
            "parts": self.parts,
            "done": self.done,
            "of": self.total,
            "seconds_left": self.seconds_left(pixels_of),
        }

    def seconds_left(self, pixels_of: Callable[[int], float]) -> float | None:
        """Estimate how long the rest takes, by the pixels of the images done and to be done.

        Args:
            pixels_of: The pixels of an image by its id; 0 where nobody knows, which counts as an
                image of the middle.

        Returns:
            Seconds; None before there is anything to go by, 0 for an empty queue.
        """
        rest = [(task.image_id, 1.0) for task in self._waiting]
        if self.current is not None:
            begun = self.part / self.parts if self.parts else 0.0
            rest.append((self.current.image_id, 1 - begun))
        if not rest:
            return 0.0
        if not self._pixels:
            return None
        known = [pixels for image_id, _ in rest if (pixels := pixels_of(image_id))]
        middle = sum(known) / len(known) if known else self._pixels / max(self.done, 1)
        pixels = sum(share * (pixels_of(image_id) or middle) for image_id, share in rest)
        return pixels * self._seconds / self._pixels
