"""What a model finds on held-back images, in the annotations' classes."""

import json

from fake_backend import FakeBackend

from mmcsam.coco.reader import read_coco, read_predictions
from mmcsam.fine_tuning import held_back


def test_results(data, monkeypatch):
    class ExactSegmenter(held_back.Segmenter):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.backend = FakeBackend()

    monkeypatch.setattr(held_back, "Segmenter", ExactSegmenter)
    truth = data / "coco.json"
    out = held_back.predict_held_back(
        data / "old.mmcsam", truth, data, data / "found.json", {"disc": "cell"}
    )
    true = read_coco(truth)
    found = read_predictions(true, out)
    for image, predicted in zip(true.images, found.images, strict=True):
        expected = sorted(one.rle["counts"] for one in image.instances)
        assert sorted(one.rle["counts"] for one in predicted.instances) == expected
    assert {entry["category_id"] for entry in json.loads(out.read_text())} == {1}


def test_other_classes_are_left_out(data):
    out = held_back.predict_held_back(
        data / "old.mmcsam", data / "coco.json", data, data / "found.json", {"disc": "another"}
    )
    assert json.loads(out.read_text()) == []
