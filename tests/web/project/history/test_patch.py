from web_project import rectangle

from mmcsam.web.project.history.patch import Patch
from mmcsam.web.project.project_cell import ProjectCell

A, B, C, D = (
    ProjectCell.drawn(number, 0, rectangle(10 * number, 0, 4, 4)) for number in (1, 2, 3, 4)
)


def test_there_and_back():
    cells, deleted = {2: B, 3: C}, {1: A}
    patch = Patch({2: B, 4: None}, {2: None, 4: D})
    after = patch.apply(cells, deleted)
    assert after == ({3: C, 4: D}, {1: A, 2: B})
    back = patch.revert(*after)
    assert back == (cells, deleted) and list(back[0]) == [2, 3]  # in the order of the ids
    assert (cells, deleted) == ({2: B, 3: C}, {1: A})


def test_what_is_forgotten_comes_back():
    patch = Patch({2: B}, {2: None}, forgotten={1: A})
    assert patch.apply({2: B}, {1: A}) == ({}, {})
    assert patch.revert({}, {}) == ({2: B}, {1: A})


def test_deleted_cells_are_not_copied_for_an_edit_that_deletes_none():
    deleted = {1: A}
    patch = Patch({2: B}, {2: C})
    assert patch.apply({2: B}, deleted)[1] is deleted
    assert patch.revert({2: C}, deleted)[1] is deleted


def test_cells_that_a_model_has_replaced_since():
    """Undone, a drawn cell goes that is not there any more, and another comes back."""
    patch = Patch({1: A, 2: None}, {1: None, 2: B})
    assert patch.revert({3: C}, {1: A}) == ({1: A, 3: C}, {})
