"""A server that is killed at random moments and started again."""

import random
import subprocess
import threading
from collections.abc import Callable, Sequence

from .page_client import PageClient

_MOST = 6  # answers between two kills, so that the work goes on however slow the machine is
_LONGEST = 0.4  # seconds after the last of them: a fast machine does more in them


class KilledServer:
    """A server of the page as a process.

    Args:
        command: That starts it.
        seed: Of the moments.

    Attributes:
        kills: How often it was killed.
    """

    def __init__(self, command: Sequence[object], seed: int) -> None:
        self._words = list(map(str, command))
        self._random = random.Random(seed)
        self._process: subprocess.Popen | None = None
        self.kills = 0

    def start(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(self._words, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill it, as a pulled plug does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def kill_again_and_again(
        self, times: int, client: PageClient, progress: Callable[[], int], stop: threading.Event
    ) -> None:
        """Kill it at random moments and start it again, until it is enough or told to stop.

        Args:
            times: How often.
            client: Of the server.
            progress: Tells how much it has acknowledged so far.
            stop: Set when it is enough.
        """
        while self.kills < times:
            goal = progress() + self._random.randint(1, _MOST)
            while progress() < goal:
                if stop.wait(0.01):
                    return
            if stop.wait(self._random.uniform(0, _LONGEST)):
                return
            self.kill()
            self.kills += 1
            self.start()
            client.wait_for_server()
