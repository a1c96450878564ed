"""What a COCO file records of intensities."""

import json

import pytest

from mmcsam.coco.intensity_info import recorded_info, recorded_intensity
from mmcsam.images.intensity import IntensityMapping


def write(tmp_path, content):
    path = tmp_path / "c.json"
    path.write_text(json.dumps(content))
    return path


def test_what_a_converter_recorded(tmp_path):
    mapping = IntensityMapping(100, 4000, "percentiles")
    path = write(tmp_path, {"info": {"intensity": mapping.info()}})
    assert recorded_intensity(path) == mapping
    assert recorded_info(path) == mapping.info()


@pytest.mark.parametrize("content", [{}, {"info": None}, {"info": {}}, {"info": [1]}, [], 7])
def test_nothing_recorded(tmp_path, content):
    assert recorded_intensity(write(tmp_path, content)) is None


@pytest.mark.parametrize(
    "recorded",
    [
        7,
        {},
        {"low": 1},
        {"low": "1", "high": 2},
        {"low": 2, "high": 1},
        {"low": 0, "high": 10**400},
    ],
)
def test_damaged_records(tmp_path, recorded):
    path = write(tmp_path, {"info": {"intensity": recorded}})
    with pytest.raises(ValueError, match=r"c\.json: info\.intensity.*correct it"):
        recorded_intensity(path)
