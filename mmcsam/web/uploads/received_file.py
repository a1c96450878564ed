"""A file that is being received."""

import os
import secrets
from pathlib import Path


class ReceivedFile:
    """Takes a file's bytes as they come, under a name that nobody looks at, up to a limit.

    Args:
        folder: Where it is written, made if missing.
        suffix: Of the name.
        limit: Bytes; what comes beyond them is dropped.

    Attributes:
        path: The file.
        too_large: Whether more bytes came than the limit.

    Raises:
        OSError: If it cannot be made.
    """

    def __init__(self, folder: Path, suffix: str, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f".upload-{secrets.token_hex(8)}{suffix}"
        self.too_large = False
        self._left = limit
        self._file = open(self.path, "xb")

    def write(self, block: bytes) -> None:
        """Add bytes.

        Raises:
            OSError: If the disk is full.
        """
        self._left -= len(block)
        if self._left < 0:
            self.too_large = True
        else:
            self._file.write(block)

    def finish(self) -> None:
        """Wait until all bytes are on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Remove the file, if it has not got another name."""
        try:
            self._file.close()
        except OSError:
            pass  # a full disk
        self.path.unlink(missing_ok=True)
