"""One share of a job that several processes do without knowing of each other."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Shard:
    """Every ``count``-th image, from number ``index`` on.

    Attributes:
        index: From 0.
        count: Of all shards.

    Raises:
        ValueError: If ``index`` is not one of ``count``.
    """

    index: int = 0
    count: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.index < self.count:
            raise ValueError(
                f"shard {self.index}/{self.count}, expected I/N with I from 0 to N - 1, such as 0/3"
            )

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def takes(self, number: int) -> bool:
        """Return whether the image of this number, from 0, is in the shard."""
        return number % self.count == self.index

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Read ``I/N``.

        Raises:
            ValueError: If it is something else.
        """
        try:
            index, count = map(int, text.split("/"))
        except ValueError:
            raise ValueError(f"shard {text!r}, expected I/N such as 0/3") from None
        return cls(index, count)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Shard":
        """Read what Slurm gives the tasks of an array, and torchrun its processes.

        A task of an array that is sent again alone is an array of one: it takes every image that
        is not finished.

        Raises:
            ValueError: If an array's numbers have gaps, so that they name no share.
        """
        index, count = 0, 1
        if "SLURM_ARRAY_TASK_ID" in environment:
            task, count, first, last, step = (
                int(environment[f"SLURM_ARRAY_TASK_{name}"])
                for name in ("ID", "COUNT", "MIN", "MAX", "STEP")
            )
            if (last - first) // step + 1 != count:
                raise ValueError(
                    f"the Slurm array from {first} to {last} has {count} tasks, expected an array "
                    "without gaps, such as --array=0-9; or give --shard I/N"
                )
            index = (task - first) // step
        if "RANK" in environment and "WORLD_SIZE" in environment:
            processes = int(environment["WORLD_SIZE"])
            index, count = index * processes + int(environment["RANK"]), count * processes
        return cls(index, count)
