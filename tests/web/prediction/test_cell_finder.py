"""What the process that predicts can do."""

import pickle

import cv2
import numpy as np
import pytest
from fake_backend import FakeBackend, draw_discs, pack_tiny_model

from mmcsam.deployment import write_graph_beside
from mmcsam.inference.segmenter import Segmenter
from mmcsam.jobs.cores import available_cores
from mmcsam.web.prediction.cell_finder import (
    LOWEST_SCORE,
    CellFinder,
    ModelChoice,
    UnusableImageError,
)


@pytest.fixture
def choice(tmp_path):
    return ModelChoice(pack_tiny_model(tmp_path / "m.mmcsam", cell_width=20.0))


@pytest.fixture
def finder(choice):
    """With a backend that finds bright discs exactly."""
    finder = pickle.loads(pickle.dumps(CellFinder()))
    finder.load(choice)
    for segmenter, _ in finder._models.values():
        segmenter.backend = FakeBackend()
    return finder


def write(path, width=96, height=64, count=3):
    cv2.imwrite(str(path), draw_discs(width, height, count))
    return path


def found(finder, path, choice):
    parts = [finder.part(path, choice, number) for number in range(finder.count(path, choice))]
    return len(parts), finder.join(path, choice, parts)


def test_an_image_in_parts(finder, choice, tmp_path):
    assert len(finder.load(choice)) == 12
    parts, cells = found(finder, write(tmp_path / "a.png"), choice)
    assert (parts, len(cells), cells.file_name) == (1, 3, "a.png")
    parts, cells = found(finder, write(tmp_path / "b.png", 1700, 700, 40), choice)
    assert parts > 1
    assert len(cells) == 40


def test_a_low_score_is_kept(finder, choice, tmp_path):
    for segmenter, _ in finder._models.values():
        segmenter.backend.score = 0.06
    assert len(found(finder, write(tmp_path / "a.png"), choice)[1]) == 3


def test_the_cell_width_changes_without_reading_the_model_again(finder, choice, tmp_path):
    path = write(tmp_path / "a.png")
    wide = ModelChoice(choice.file, cell_width=40.0)
    assert len(found(finder, path, wide)[1]) == 3
    [(segmenter, _)] = finder._models.values()
    assert segmenter.backend.windows[-1] == (64, 64)  # 48x32, and black behind it
    found(finder, path, choice)
    assert segmenter.backend.windows[-1] == (64, 96)


def test_what_is_wrong_with_an_image(finder, choice, tmp_path):
    path = tmp_path / "bad.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n no more")
    with pytest.raises(UnusableImageError, match="expected"):
        finder.count(path, choice)
    with pytest.raises(UnusableImageError, match="there is no such file"):
        finder.count(tmp_path / "none.png", choice)
    np.save(tmp_path / "floats.npy", np.full((8, 8), np.nan))
    with pytest.raises(UnusableImageError) as caught:
        finder.part(tmp_path / "floats.npy", choice, 0)
    assert "NaN" in str(caught.value) and "floats" not in str(caught.value)
    # Mended, it is read anew.
    write(path)
    assert len(found(finder, path, choice)[1]) == 3


def test_a_fault_of_the_network_is_one_of_the_image(finder, choice, tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("cannot allocate memory")

    monkeypatch.setattr(FakeBackend, "detect", fail)
    with pytest.raises(UnusableImageError, match="RuntimeError: cannot allocate memory"):
        finder.part(write(tmp_path / "a.png"), choice, 0)


def test_a_box_of_another_image_in_between(finder, choice, tmp_path):
    large, small = write(tmp_path / "b.png", 1700, 700, 40), write(tmp_path / "a.png")
    [(segmenter, _)] = finder._models.values()
    segmenter.backend.model = object()
    parts = [finder.part(large, choice, 0)]
    assert finder.outline(small, choice, (0, 0, 20, 20)).image_size == (96, 64)
    count = finder.count(large, choice)
    parts += [finder.part(large, choice, number) for number in range(1, count)]
    assert len(finder.join(large, choice, parts)) == 40


def test_two_models_stay_in_memory(finder, choice, tmp_path):
    first = finder.load(choice)
    others = [ModelChoice(pack_tiny_model(tmp_path / f"{n}.mmcsam")) for n in (1, 2)]
    finder.load(others[0])
    assert finder.load(choice) == first
    finder.load(others[1])
    assert {key[0].name for key in finder._models} == {"m.mmcsam", "2.mmcsam"}


def test_the_fastest_way_is_taken_and_the_guide_still_draws(tmp_path):
    """With a network beside it a packed model runs without PyTorch; boxes are the guide's."""
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    model = pack_tiny_model(tmp_path / "m.mmcsam", cell_width=20.0)
    write_graph_beside(model)
    finder, choice = CellFinder(), ModelChoice(model)
    image = np.random.default_rng(0).integers(0, 256, (96, 160, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), image)
    _, cells = found(finder, tmp_path / "a.png", choice)
    [(segmenter, _)] = finder._models.values()
    assert (segmenter.backend.name, segmenter.backend.threads) == ("onnx", available_cores())
    expected = Segmenter(model, backend="pytorch", score_threshold=LOWEST_SCORE)(tmp_path / "a.png")
    assert len(cells) == len(expected) > 0
    assert [cell.score for cell in cells] == pytest.approx(
        [cell.score for cell in expected], abs=1e-3
    )
    assert finder._outliner is None
    by = {finder.outline(tmp_path / "a.png", choice, (10, 10, 40, 40)).by for _ in range(2)}
    assert by <= {"guide", "ellipse"}  # "model" where there is no guide
    outliner = finder._outliner
    finder.outline(tmp_path / "a.png", ModelChoice(model, cell_width=40.0), (10, 10, 40, 40))
    assert finder._outliner is outliner and outliner[1].cell_width == 40.0


def test_no_model(finder, tmp_path):
    with pytest.raises(FileNotFoundError, match="expected a packed model"):
        finder.load(ModelChoice(tmp_path / "none.mmcsam"))
    (tmp_path / "bad.mmcsam").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="no packed model or a damaged one"):
        finder.load(ModelChoice(tmp_path / "bad.mmcsam"))
