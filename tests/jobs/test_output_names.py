"""Names of files inside the output folder, one an image."""

import pytest

from mmcsam.jobs.output_names import output_names


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["x/1.bmp", "y/1.bmp"], ["x/1", "y/1"]),
        (["1.png", "1.jpg", "2.png"], ["1.png", "1.jpg", "2"]),
        (["/data/1.png", "../2.png", "C:\\cells\\3.png"], ["data/1", "2", "cells/3"]),
        (["a.b.png", "A.png", "a.tif"], ["a.b", "A.png", "a.tif"]),
    ],
)
def test_names(names, expected):
    assert output_names(names) == expected


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["1.png", "1.png"], "1.png and 1.png would both be written as 1.png"),
        (["a/1.png", "../a/1.png"], "give each image one entry and a file_name of its own"),
        (["1.png", "1.PNG"], "would both be written"),
        ([".."], "names no file"),
    ],
)
def test_bad_names(names, message):
    with pytest.raises(ValueError, match=message):
        output_names(names)


def test_no_images():
    assert output_names([]) == []


@pytest.mark.parametrize("name", ["", ".", "/", "../..", "C:\\"])
def test_names_of_folders(name):
    with pytest.raises(ValueError, match="names no file"):
        output_names([name])
