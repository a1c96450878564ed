import json

import pytest

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.settings import Settings, write_synced


def test_round_trip(tmp_path):
    settings = Settings("..", ("a", "b"), 0.3, 40.0, 0.1, "m", {"m": "/models/m.mmcsam"})
    settings.write(tmp_path / "project.json")
    assert Settings.read(tmp_path / "project.json") == settings


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"format": 2, "classes": ["a"]}, "format 2.*later mmcsam"),
        ({"classes": ["a"]}, "no format"),
        ([], "no format"),
        ({"format": 1, "classes": []}, "expected one or more"),
        ({"format": 1, "classes": ["a"], "threshold": 7}, "from 0 to 1"),
        ({"format": 1, "classes": ["a"], "cell_width": "wide"}, "backup"),
    ],
)
def test_unusable(tmp_path, content, reason):
    path = tmp_path / "project.json"
    path.write_text(json.dumps(content))
    with pytest.raises(UnusableFileError, match=reason):
        Settings.read(path)


@pytest.mark.parametrize(
    "values",
    [{"threshold": -0.1}, {"cell_width": 0}, {"pixel_size": float("inf")}, {"classes": ("a", "a")}]
    + [{"classes": (" ",)}],
)
def test_out_of_range(values):
    with pytest.raises(ValueError, match="expected"):
        Settings(**values)


def test_failed_write_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    write_synced(path, "one")
    with pytest.raises(UnicodeEncodeError):
        write_synced(path, "\udcff")
    assert path.read_text() == "one" and list(tmp_path.iterdir()) == [path]
