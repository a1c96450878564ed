import pytest
from pydantic import TypeAdapter, ValidationError
from web_project import rectangle

from mmcsam.web.api.edit_schemas import Edit, OutlineInBox
from mmcsam.web.api.make_change import make_change
from mmcsam.web.edits.editing import Editing
from mmcsam.web.project.change import Change
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.project_cell import ProjectCell

ADAPTER = TypeAdapter(Edit)


@pytest.fixture
def editing():
    cells = [ProjectCell.drawn(i, 0, rectangle(20 * i, 10, 10, 10)) for i in (1, 2)]
    return Editing(ImageState().edited(Change(added=tuple(cells))), (96, 64), 2)


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        ({"kind": "delete", "cells": [1]}, [2]),
        ({"kind": "class", "cells": [1], "class": 1}, [1, 2]),
        ({"kind": "draw", "class": 0, "outline": [0, 0, 5, 0, 5, 5]}, [1, 2, 3]),
        ({"kind": "brush", "cell": 1, "stroke": [20, 10], "radius": 3}, [1, 2]),
        ({"kind": "erase", "cell": 1, "stroke": [25, 15], "radius": 30}, [2]),
        ({"kind": "merge", "cells": [2, 1]}, [2]),
        ({"kind": "split", "cell": 1, "stroke": [25, 5, 25, 25]}, [2, 3, 4]),
        ({"kind": "clear"}, []),
    ],
)
def test_every_kind(editing, edit, left):
    change = make_change(editing, ADAPTER.validate_python(edit))
    assert list(editing.state.edited(change).cells) == left


@pytest.mark.parametrize(
    "edit",
    [{}, {"kind": "paint"}, {"kind": "delete"}, {"kind": "delete", "cells": []}]
    + [{"kind": "draw", "outline": [0, 0, float("inf"), 0, 5, 5]}]
    + [{"kind": "brush", "cell": 1, "stroke": [1, 1], "radius": 1e9}]
    + [{"kind": "clear", "really": True}],
)
def test_what_is_no_edit(edit):
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(edit)


def test_boxes_are_for_others(editing):
    with pytest.raises(ValueError, match="no such edit here"):
        make_change(editing, OutlineInBox(kind="outline_in_box", label=0, box=[0, 0, 1, 1]))
