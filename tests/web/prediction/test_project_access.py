"""What the background work asks of a project is what a project has."""

import inspect

import pytest
from fake_project import FakeProject

from mmcsam.web.prediction.project_access import ProjectAccess
from mmcsam.web.project.project import Project

METHODS = [name for name, _ in inspect.getmembers(ProjectAccess, inspect.isfunction)]
METHODS = [name for name in METHODS if not name.startswith("_")]


@pytest.mark.parametrize("project", [Project, FakeProject])
@pytest.mark.parametrize("name", METHODS)
def test_methods(project, name):
    expected = list(inspect.signature(getattr(ProjectAccess, name)).parameters)
    assert list(inspect.signature(getattr(project, name)).parameters) == expected


def test_there_are_some():
    assert {"images", "set_prediction", "model_path"} <= set(METHODS)
    for name in ("cell_width", "pixel_size"):
        assert isinstance(getattr(Project, name), property)
