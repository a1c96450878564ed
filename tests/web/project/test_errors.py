import errno

from mmcsam.web.project.errors import (
    NoRoomError,
    StaleRevisionError,
    UnknownImageError,
    is_without_room,
)


def test_words():
    assert "revision 7" in str(StaleRevisionError(7))
    assert str(UnknownImageError(3)).startswith("image 3: no such image")


def test_full_disk_is_known_behind_other_errors():
    assert is_without_room(NoRoomError("full"))
    assert is_without_room(OSError(errno.EDQUOT, "quota"))
    assert not is_without_room(OSError(errno.EIO, "damaged"))
    assert not is_without_room(None)
    try:
        try:
            raise OSError(errno.ENOSPC, "full")
        except OSError as error:
            raise OSError("a.json: full") from error
    except OSError as outer:
        assert is_without_room(outer)
