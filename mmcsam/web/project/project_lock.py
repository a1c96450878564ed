"""One server a project."""

import fcntl
import os
from pathlib import Path

from mmcsam.jobs.problem import UnusableFileError


class ProjectLock:
    """Holds a project's folder for this process; the lock ends with the process, however it ends.

    Args:
        path: The lock's file; made if missing.

    Raises:
        OSError: If the file cannot be made.
        UnusableFileError: If another process has the project open.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.read(self._file, 200).decode("utf-8", "replace").strip() or "another process"
            os.close(self._file)
            raise UnusableFileError(
                str(path.parent),
                f"it is open already, by {who}",
                "a project that no other server has open",
                "Use the page of that server, or stop it first",
            ) from error
        except OSError:
            pass  # a file system without locks
        os.ftruncate(self._file, 0)
        os.write(self._file, f"process {os.getpid()} on {os.uname().nodename}\n".encode())

    def release(self) -> None:
        """Let others open the project."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
