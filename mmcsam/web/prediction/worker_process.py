"""One process that works for another, and may be killed at any moment."""

import multiprocessing
import os
import pickle
import signal
import threading
from multiprocessing.connection import Connection, wait
from typing import Any

# What a new process finds loaded, so that one that takes another's place works within a second.
_PRELOADED = ["mmcsam.inference.segmenter"]
_NICE = 5  # the page is answered first
_ENDINGS = {
    -signal.SIGKILL: "was killed, as the system does when memory runs out",
    -signal.SIGSEGV: "crashed in compiled code (segmentation fault)",
    -signal.SIGABRT: "was aborted by compiled code",
    -signal.SIGBUS: "could not read the file any more (bus error)",
}


class WorkerLostError(RuntimeError):
    """The process ended while it worked; the text says how."""


class WorkerProcess:
    """A process that calls methods of an object, one after the other.

    Unlike a process of a pool it tells how it ended, and can be ended in the middle of its work.
    The calls come from one thread; :meth:`kill` may come from any.

    Args:
        worker: Whose methods are called; a copy of it is sent to the process.
    """

    def __init__(self, worker: object) -> None:
        self._worker = pickle.dumps(worker)
        self._process: Any = None
        self._pipe: Connection | None = None

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        """Start the process; it may still be loading when this returns."""
        # PyTorch's threads do not survive a plain fork, and a server has threads of its own.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._worker), daemon=True)
        process.start()
        self._process = process  # not before, since another thread may end it at any time
        theirs.close()

    def call(self, method: str, *args: Any) -> Any:
        """Call a method and wait for what it returns.

        Raises:
            WorkerLostError: If the process ends before it has answered.
            Exception: What the method raises.
        """
        process, pipe = self._process, self._pipe
        if process is None or pipe is None:
            raise WorkerLostError("the process that predicts is not running")
        try:
            pipe.send((method, args))
            wait([pipe, process.sentinel])
            # Of a process that answered and ended, the answer counts.
            good, answer = pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerLostError(f"the process that worked on it {self._ending()}") from error
        if good:
            return answer
        raise answer

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _ending(self) -> str:
        self._process.join(timeout=10)
        code = self._process.exitcode
        if code is None:
            self.kill()
            return "closed its end of the connection"
        signalled = f"was ended by signal {-code}" if code < 0 else f"ended by itself (code {code})"
        return _ENDINGS.get(code, signalled)


def _serve(pipe: Connection, worker: bytes) -> None:
    # Ctrl-C reaches every process; the server alone handles it. Where the server is killed, nobody
    # would tell this process to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)
    called = pickle.loads(worker)
    while True:
        try:
            method, args = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, getattr(called, method)(*args))
        except Exception as error:
            answer = (False, _sendable(error))
        try:
            pipe.send(answer)
        except OSError:  # the server was killed, and nobody waits for it
            return


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    """Return an error that arrives as it was sent, since those of libraries may not."""
    try:
        if isinstance(pickle.loads(pickle.dumps(error)), type(error)):
            return error
    except Exception:
        pass
    return RuntimeError(f"{type(error).__name__}: {error}")
