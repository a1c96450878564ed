"""What a worker does with an image, step by step."""

import json
import pickle
from dataclasses import replace

import cv2
import numpy as np
import pytest
import tifffile
from fake_backend import FakeBackend, draw_discs, pack_tiny_model

from mmcsam.inference import Segmenter
from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.run_folder import RunFolder
from mmcsam.inference.workers import open_image
from mmcsam.inference.workers.image_predictor import Finished, ImagePredictor
from mmcsam.jobs.problem import Problem


@pytest.fixture
def predictor(tmp_path):
    segmenter = Segmenter(pack_tiny_model(tmp_path / "tiny.mmcsam"), device="cpu", tile=1024)
    segmenter.backend = FakeBackend()
    run = RunFolder(tmp_path / "out", {})
    return ImagePredictor(segmenter, run, ("labels", "overlay"), {"max_pixels": 2_000_000})


@pytest.fixture
def draw(tmp_path):
    def call(name, width, height, count):
        path = tmp_path / name
        assert cv2.imwrite(str(path), draw_discs(width, height, count))
        return ImageFile(path, tmp_path, name)

    return call


def test_a_small_image_is_finished_at_once(predictor, draw, tmp_path):
    outcome = predictor.begin("a", draw("a.png", 200, 150, 7))
    assert isinstance(outcome, Finished)
    assert outcome.pixels == 30_000
    part = json.loads((tmp_path / "out/.parts/a.json").read_text())
    assert len(part["annotations"]) == 7
    assert part["image"] == {"file_name": "a.png", "width": 200, "height": 150}
    assert (tmp_path / "out/labels/a.tif").is_file()
    assert cv2.imread(str(tmp_path / "out/overlay/a.png")).shape == (150, 200, 3)


def test_a_large_image_in_parts_by_copies(predictor, draw, tmp_path):
    image = draw("a.png", 1700, 900, 30)
    count = predictor.begin("a", image)
    assert count == 3
    assert not (tmp_path / "out/.parts").exists()
    found = [pickle.loads(pickle.dumps(predictor)).part(image, number) for number in range(count)]
    outcome = predictor.join("a", image, [part for part, _ in found], 5.0)
    assert outcome.seconds > 5
    part = json.loads((tmp_path / "out/.parts/a.json").read_text())
    assert len(part["annotations"]) == 30


def test_what_is_wrong_with_an_image_is_returned(predictor, draw, tmp_path):
    large = predictor.begin("a", draw("a.png", 1700, 1200, 0))
    assert isinstance(large, Problem)
    (tmp_path / "b.png").write_bytes(b"text")
    broken = predictor.part(ImageFile(tmp_path / "b.png", tmp_path, "b.png"), 0)
    assert (broken.file, broken.expected) == ("b.png", "a whole .png file")

    def fails(*_):
        raise RuntimeError("not enough memory")

    predictor.segmenter.backend.detect = fails
    failed = predictor.begin("c", draw("c.png", 20, 20, 0))
    assert failed.found == "RuntimeError in the network: not enough memory"


def test_what_is_wrong_with_the_output_is_raised(predictor, draw, tmp_path):
    (tmp_path / "out/labels").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="labels"):
        predictor.begin("a", draw("a.png", 20, 20, 0))
    assert not (tmp_path / "out/.parts").exists()


def test_deep_images_are_drawn_in_8_bits(predictor, tmp_path):
    image = draw_discs(100, 80, 3).astype(np.uint16) * 10
    assert cv2.imwrite(str(tmp_path / "a.png"), image)
    found = predictor.begin("a", ImageFile(tmp_path / "a.png", tmp_path, "a.png"))
    assert "its intensities are uint16" in found.found


def test_parts_do_not_open_the_image_again(predictor, draw, monkeypatch):
    """A PNG file is decoded whole each time."""
    opened, original = [], open_image.open_source

    def call(path, **options):
        opened.append(path)
        return original(path, **options)

    monkeypatch.setattr(open_image, "open_source", call)
    image = draw("a.png", 1700, 900, 5)
    count = predictor.begin("a", image)
    parts = [predictor.part(image, number)[0] for number in range(count)]
    predictor.join("a", image, parts, 0.0)
    assert (count, opened) == (3, [image.path])


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ({"page": 1}, {"red": 200, "green": 150, "blue": 250}),
        ({"page": 1, "channels": [1]}, {"grey": 150}),
    ],
)
def test_intensities_are_those_of_what_was_predicted(predictor, opening, expected, tmp_path):
    pages = np.zeros((2, 60, 80, 3), np.uint8)
    pages[1, 20:30, 30:50] = (200, 150, 250)
    tifffile.imwrite(tmp_path / "a.tif", pages, photometric="rgb")
    predictor = replace(predictor, formats=("csv",), opening=opening)
    predictor.begin("a", ImageFile(tmp_path / "a.tif", tmp_path, "a.tif"))
    (row,) = json.loads((tmp_path / "out/.parts/a.json").read_text())["rows"]
    found = {name: value for name, value in row.items() if name.startswith("mean_intensity")}
    assert found == {f"mean_intensity_{name}": value for name, value in expected.items()}


def test_more_pixels_than_run_lengths_count(predictor, tmp_path, monkeypatch):
    np.lib.format.open_memmap(tmp_path / "a.npy", "w+", np.uint8, (1, 1))
    image = ImageFile(tmp_path / "a.npy", tmp_path, "a.npy")
    source = predictor.images.open(image)
    source.width = source.height = 2**16
    monkeypatch.setattr(type(predictor.images), "open", lambda *_, **__: source)
    found = predictor.begin("a", image)
    assert "65536x65536" in found.found
    assert "4,294,967,296" in found.expected
