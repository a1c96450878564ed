"""Check that what is to be read is a file."""

import stat
from pathlib import Path

from .problem import UnusableFileError


def check_regular_file(path: Path, name: str) -> None:
    """Refuse what would be waited for, or read, for ever: a pipe, a device or a socket.

    Args:
        path: The file.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If it is one of these.
        OSError: If it cannot be looked at.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a folder cannot be opened, which is said
        raise UnusableFileError(
            name, "it is no regular file, but a pipe, device or socket", "a file", "Save it as one"
        )
