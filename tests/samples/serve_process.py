"""``python -m mmcsam serve`` as a process."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

from repository import ROOT


class ServeProcess:
    """The command itself, on a free port.

    Args:
        images: The folder of images.
        project: The project's folder.
        words: Further words of the command.

    Attributes:
        said: The address that it prints.
        address: The same on this machine, without the token.
        token: The token; None if there is none.
    """

    def __init__(self, images, project, *words):
        command = [sys.executable, "-m", "mmcsam", "serve", images, "--project", project]
        command += ["--port", 0, *words]
        self._process = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self.said = next(line for line in self._process.stdout if line.startswith("http")).strip()
        parts = urlsplit(self.said)
        self.address = f"http://127.0.0.1:{parts.port}/"
        self.token = parse_qs(parts.query).get("token", [None])[0]

    def stop(self):
        """End it as Ctrl-C does."""
        self._process.terminate()
        self._process.communicate()
