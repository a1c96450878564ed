"""The same bytes whoever predicts, whatever happens to them."""

import cv2
import numpy as np
import pytest
import torch
from dying_backend import DyingBackend
from fake_backend import FakeBackend, draw_discs, pack_tiny_model
from run_files import files_of

from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.workers.crew import Crew
from mmcsam.inference.workers.shard import Shard

FORMATS = ("coco", "labels", "csv", "overlay")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam")


@pytest.fixture(scope="module")
def src(tmp_path_factory):
    """Five images, of which one is large enough for tiles and one broken."""
    folder = tmp_path_factory.mktemp("src")
    for number, (width, height, count) in enumerate(
        [(160, 120, 3), (1700, 900, 40), (90, 130, 2), (64, 64, 0)]
    ):
        image = draw_discs(width, height, count, number)
        assert cv2.imwrite(str(folder / f"{number}.png"), image)
    (folder / "broken.png").write_bytes((folder / "0.png").read_bytes()[:60])
    return folder


@pytest.fixture
def predict(model, src, tmp_path):
    def call(out, backend=None, **options):
        segmenter = Segmenter(model, device="cpu", tile=1024)
        segmenter.backend = backend or FakeBackend()
        return predict_files(segmenter, [src], tmp_path / out, FORMATS, **options)

    return call


@pytest.fixture
def alone(predict, tmp_path):
    """Return the files that this process writes alone."""
    predict("alone")
    return files_of(tmp_path / "alone")


def test_processes(predict, alone, tmp_path):
    report = predict("two", crew=Crew(workers=2))
    assert files_of(tmp_path / "two") == alone
    assert (report.images, report.cells) == (4, 45)
    assert [problem.file for problem in report.problems] == ["broken.png"]


def test_a_process_that_dies_once(predict, alone, tmp_path):
    (tmp_path / "deaths").mkdir()
    predict("out", DyingBackend(1024, 1, tmp_path / "deaths"), crew=Crew(workers=2))
    assert len(list((tmp_path / "deaths").iterdir())) == 1
    assert files_of(tmp_path / "out") == alone


def test_an_image_that_ends_every_process(predict, tmp_path):
    (tmp_path / "deaths").mkdir()
    report = predict("out", DyingBackend(90, 99, tmp_path / "deaths"), crew=Crew(workers=2))
    assert report.images == 3
    assert {problem.file: problem.found for problem in report.problems}["2.png"] == (
        "the process that worked on it was stopped 3 times"
    )


def test_shards(predict, alone, tmp_path):
    """In any order; the last one puts all together, and one that comes again changes nothing."""
    reports = [predict("out", shard=Shard(index, 3)) for index in (2, 0)]
    assert not (tmp_path / "out/instances.json").exists()
    assert "of other shards are not finished" in reports[1].notes[0]
    assert predict("out", shard=Shard(1, 3)).images == 4
    assert files_of(tmp_path / "out") == alone
    again = predict("out", shard=Shard(0, 3))
    assert (again.found_done, again.images) == (2, 4)
    assert files_of(tmp_path / "out") == alone


def test_threads_are_set_and_given_back(predict):
    seen = []

    class Sees(FakeBackend):
        def detect(self, data, area=1.0):
            seen.append(torch.get_num_threads())
            return super().detect(data, area)

    before = torch.get_num_threads()
    predict("out", Sees(), crew=Crew(threads=3))
    assert set(seen) == {3}
    assert torch.get_num_threads() == before


def test_numbers_that_are_too_small():
    with pytest.raises(ValueError, match="workers is 0, expected 1 or more"):
        Crew(workers=0)
    with pytest.raises(ValueError, match="threads is -1"):
        Crew(threads=-1)


def test_labels_are_the_discs(predict, src, tmp_path):
    import tifffile

    predict("out", crew=Crew(workers=2))
    image = cv2.imread(str(src / "1.png"), cv2.IMREAD_GRAYSCALE)
    assert np.array_equal(tifffile.imread(tmp_path / "out/labels/1.tif") > 0, image > 127)
