"""What exported networks have in common."""

import pickle

import numpy as np
import pytest

from mmcsam.inference.backends.exported import ExportedBackend
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.jobs.problem import UnusableFileError

STEPS = [{"type": "Resize", "scale_factor": 0.5, "keep_ratio": True}, {"type": "PackDetInputs"}]
CARD = ModelCard("one", ("cell",), {}, STEPS)


class OneBox(ExportedBackend):
    """Finds a full mask at (4, 2) to (12, 8) of the network's input, and one of no pixel."""

    name = "one"
    card_text_now = CARD.to_json()
    opened: list[int] = []

    def open(self):
        self.opened.append(self.threads)
        return "session", self.card_text_now

    def run(self, session, pixels, area):
        self.seen = (session, pixels.shape, area)
        boxes = np.array([[4, 2, 12, 8], [0, 0, 4, 4]], np.float32)
        logits = np.stack([np.full((4, 4), 1000.0), np.full((4, 4), -1000.0)])
        return boxes, np.array([0.9, 0.8], np.float32), np.array([0, 0]), logits


@pytest.fixture
def backend(tmp_path):
    OneBox.opened = []
    (tmp_path / "a.one").touch()
    return OneBox(tmp_path / "a.one", 0.25)


def test_detections_in_the_windows_pixels(backend):
    prepared = backend.prepare(np.zeros((40, 60, 3), np.uint8))
    found, full = backend.detect(prepared, 0.5)
    assert backend.seen == ("session", (20, 30, 3), 1.0)  # limits never shrink
    assert [(one.left, one.top, one.crop.shape) for one in found] == [(8, 4, (12, 16))]
    assert found[0].score == pytest.approx(0.9)
    assert not full


def test_a_full_detector_is_told(backend, monkeypatch):
    monkeypatch.setattr("mmcsam.inference.backends.exported.OBJECTS", 2)
    prepared = backend.prepare(np.zeros((40, 60, 3), np.uint8))
    assert backend.detect(prepared)[1]
    assert not backend.detect(prepared, 2.0)[1]


def test_other_threads_and_other_processes_open_it_anew(backend):
    assert backend.set_threads(3) == 1
    prepared = backend.prepare(np.zeros((40, 60, 3), np.uint8))
    backend.detect(prepared)
    assert backend.set_threads(3) == 3
    backend.detect(prepared)
    copy = pickle.loads(pickle.dumps(backend))
    copy.detect(prepared)
    assert OneBox.opened == [1, 3, 3]


def test_it_stays_on_the_cpu(backend):
    backend.to(None)
    with pytest.raises(ValueError, match="runs on the CPU, not on cuda:0"):
        backend.to("cuda:0")


def test_bad_files(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match=r"a\.one: no such file"):
        OneBox(tmp_path / "a.one")
    (tmp_path / "a.one").touch()
    monkeypatch.setattr(OneBox, "card_text_now", None)
    with pytest.raises(UnusableFileError, match="it has no card of a model"):
        OneBox(tmp_path / "a.one")
    monkeypatch.setattr(OneBox, "card_text_now", "{")
    with pytest.raises(ValueError, match=r"a\.one: its card is damaged"):
        OneBox(tmp_path / "a.one")
