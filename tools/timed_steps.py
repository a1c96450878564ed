"""Steps of a long job, each taken once."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from mmcsam.jobs import write_json


class TimedSteps:
    """Remembers in a file which steps are done, with their seconds.

    Args:
        file: JSON, written after each step.
        fresh: What it says besides, if it is not there yet.
    """

    def __init__(self, file: Path, fresh: dict | None = None) -> None:
        self.file = file
        self.state = {**(fresh or {}), "seconds": {}}
        if file.is_file():
            self.state = json.loads(file.read_text())

    @property
    def seconds(self) -> dict[str, float]:
        """Of each step since its last start."""
        return self.state["seconds"]

    def take(self, name: str, action: Callable[[], object]) -> None:
        """Take a step, unless it is done already."""
        if name in self.seconds:
            return
        print(f"\n== {name.replace('_', ' ')}", flush=True)
        start = time.perf_counter()
        action()
        self.seconds[name] = round(time.perf_counter() - start, 1)
        self.write()

    def write(self, **more: object) -> None:
        """Write the file, with more to say."""
        self.state |= more
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self.file, self.state)
