import pytest

from mmcsam.web.project.history.edit_history import EditHistory
from mmcsam.web.project.history.patch import Patch

FIRST, SECOND, THIRD = (Patch({number: None}, {}) for number in (1, 2, 3))


def test_histories_share_and_never_change():
    one = EditHistory().added(FIRST)
    two, other = one.added(SECOND), one.added(THIRD)
    assert list(two) == [SECOND, FIRST] and list(other) == [THIRD, FIRST]
    assert two.without_last() == one and two.last == SECOND
    assert (len(EditHistory()), len(one), len(two)) == (0, 1, 2)


def test_equal_are_those_of_the_same_edits():
    assert EditHistory().added(FIRST) == EditHistory().added(FIRST)
    assert EditHistory().added(FIRST) != EditHistory().added(SECOND)
    assert EditHistory() != EditHistory().added(FIRST) and EditHistory() != ()


def test_nothing_left():
    for take in (lambda: EditHistory().last, EditHistory().without_last):
        with pytest.raises(IndexError, match="no edit is left"):
            take()


def test_very_long_ones_compare_and_end():
    """No call goes down link by link: 200,000 would be too deep."""
    histories = [EditHistory(), EditHistory()]
    for number in range(200_000):
        histories = [history.added(Patch({number: None}, {})) for history in histories]
    assert histories[0] == histories[1] and len(histories[0]) == 200_000
    histories.clear()
