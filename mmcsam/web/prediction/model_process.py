"""A process that has a model in memory, and is there again when it has died."""

from collections.abc import Callable
from typing import Any

from .cell_finder import CellFinder, ModelChoice
from .worker_process import WorkerLostError, WorkerProcess

_STARTS = 3  # that fail one after the other before that is said and no more are tried


class ModelProcess:
    """A :class:`WorkerProcess` that is started when it is needed, and the words for how it is.

    Args:
        tell: Called when ``state`` or ``message`` has changed.
        finder: What works in the process; only tests give another one.

    Attributes:
        state: "starting", "ready", "restarting" or "stopped".
        message: What is to be said of the last thing that was done; empty if all is well.
    """

    def __init__(self, tell: Callable[[], None], finder: object | None = None) -> None:
        self._worker = WorkerProcess(CellFinder() if finder is None else finder)
        self._tell = tell
        self._ended = False
        self.state, self.message = "stopped", ""

    def ready(self, choice: ModelChoice) -> str | None:
        """Have the process there with a model in memory.

        Returns:
            The first 12 digits of the model's SHA-256; None if it cannot be: ``message`` says why.
        """
        how = "it was told to end"
        for _ in range(_STARTS):
            if self._ended:
                break
            try:
                if not self._worker.alive:
                    again = self.state == "restarting"
                    self.say("restarting" if again else "starting", self.message if again else "")
                    self._worker.start()
                sha = self._worker.call("load", choice)
            except WorkerLostError as error:
                how, self.state = str(error), "restarting"
            except (OSError, ValueError) as error:  # of the model's file
                self.say("ready", f"the model cannot be used: {error}")
                return None
            else:
                if self.state != "ready":
                    self.say("ready", self.message)
                return sha
        self.say("stopped", f"nothing can be predicted while the model cannot be read: {how}")
        return None

    def call(self, method: str, *args: Any) -> Any:
        """Call a method of the finder.

        Raises:
            WorkerLostError: If the process ends before it has answered.
            Exception: What the method raises.
        """
        try:
            return self._worker.call(method, *args)
        except WorkerLostError as error:
            self.say("stopped" if self._ended else "restarting", str(error))
            raise

    def say(self, state: str, message: str) -> None:
        """Change state and message, and tell."""
        if (state, message) != (self.state, self.message):
            self.state, self.message = state, message
            self._tell()

    def end(self) -> None:
        """End the process, whatever it does, and start no more."""
        self._ended = True
        self._worker.kill()
