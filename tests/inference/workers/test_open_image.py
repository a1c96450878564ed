"""One image at a time is open, and is decoded once."""

import pickle

import cv2
import numpy as np
import pytest

from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.workers import open_image
from mmcsam.inference.workers.open_image import OpenImage
from mmcsam.jobs.problem import UnusableFileError


@pytest.fixture
def opened(monkeypatch):
    """Names of the images that were opened."""
    names, original = [], open_image.open_source

    def call(path, name, **options):
        names.append(name)
        return original(path, name=name, **options)

    monkeypatch.setattr(open_image, "open_source", call)
    return names


@pytest.fixture
def image(tmp_path):
    def call(name, value):
        assert cv2.imwrite(str(tmp_path / name), np.full((4, 5), value, np.uint8))
        return ImageFile(tmp_path / name, tmp_path, name)

    return call


def test_each_once(image, opened):
    images, first, second = OpenImage(), image("a.png", 1), image("b.png", 2)
    sources = [images.open(one) for one in (first, first, second, first)]
    assert opened == ["a.png", "b.png", "a.png"]
    assert sources[0] is sources[1]
    assert sources[3].read()[0, 0] == 1
    for closed in sources[:3]:
        with pytest.raises(ValueError, match="the source is closed"):
            closed.read()


def test_closed_is_opened_again(image, opened):
    images, first = OpenImage(), image("a.png", 1)
    source = images.open(first)
    images.close()
    images.close()
    with pytest.raises(ValueError, match="the source is closed"):
        source.read()
    assert images.open(first).read().shape == (4, 5)
    assert opened == ["a.png", "a.png"]


def test_what_cannot_be_opened(image, tmp_path):
    images, first = OpenImage(), image("a.png", 1)
    source = images.open(first)
    with pytest.raises(UnusableFileError, match=r"b\.png: there is no such file"):
        images.open(ImageFile(tmp_path / "b.png", tmp_path, "b.png"))
    with pytest.raises(ValueError, match="the source is closed"):
        source.read()
    with pytest.raises(UnusableFileError, match="it has 5x4 pixels"):
        images.open(first, max_pixels=19)


def test_a_copy_has_nothing_open(image, opened):
    images, first = OpenImage(), image("a.png", 1)
    images.open(first)
    assert pickle.loads(pickle.dumps(images)).open(first).read()[0, 0] == 1
    assert opened == ["a.png", "a.png"]
