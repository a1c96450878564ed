"""What a project refuses."""

import errno

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StaleRevisionError(Exception):
    """A change was made to an older revision of an image than the present one.

    Args:
        revision: The present one.

    Attributes:
        revision: Likewise.
    """

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__(
            f"the image is at revision {revision}: somebody else, or another tab, has changed it; "
            "expected the present revision; load the image again"
        )


class UnknownImageError(KeyError):
    """There is no image of that id."""

    def __str__(self) -> str:
        return f"image {self.args[0]}: no such image, expected the id of one in the list"


class NoRoomError(OSError):
    """A disk is full; nothing was changed."""


def is_without_room(error: BaseException | None) -> bool:
    """Return whether an error, or one that it was raised from, says that a disk is full."""
    while error is not None:
        if isinstance(error, NoRoomError):
            return True
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__
    return False
