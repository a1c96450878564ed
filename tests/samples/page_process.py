"""The page's server as a process, which can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from repository import ROOT


class PageProcess:
    """``page_server.py``, or another script of the same words, on a free port.

    Args:
        images: The folder of images.
        project: The project's folder.
        script: Beside this file.
        more: Further words for it.

    Attributes:
        images: The folder of images.
        project: The project's folder.
        address: Of the page.
    """

    def __init__(
        self, images: Path, project: Path, script: str = "page_server.py", more: tuple = ()
    ):
        self.images, self.project = images, project
        self._script, self._more = script, more
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}/"
        self._process = None

    def start(self):
        command = [sys.executable, ROOT / "tests/samples" / self._script]
        command += [self.images, self.project, self._port, *self._more]
        variables = {**os.environ, "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(list(map(str, command)), env=variables)
        return self

    def ready(self):
        """Say whether it answers."""
        assert self._process.poll() is None, "the server has ended"
        try:
            return urllib.request.urlopen(f"{self.address}api/project", timeout=5).status == 200
        except OSError:
            return False

    def kill(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
