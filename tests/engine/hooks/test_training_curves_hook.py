import json
import logging
from types import SimpleNamespace

import cv2
import pytest
from mmdet.registry import HOOKS
from mmengine.registry import init_default_scope

import mmcsam  # noqa: F401, registers the hook


@pytest.fixture
def finish(tmp_path):
    """Return a function that ends a training in ``tmp_path``."""
    init_default_scope("mmdet")
    runner = SimpleNamespace(work_dir=str(tmp_path), logger=logging.getLogger("curves"))
    return lambda: HOOKS.build({"type": "TrainingCurvesHook"}).after_train(runner)


def test_curves_of_a_run(finish, tmp_path, caplog):
    path = tmp_path / "20260101_000000/vis_data/scalars.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"loss": 1.0, "step": 1}) + "\n")
    with caplog.at_level("INFO"):
        finish()
    assert cv2.imread(str(tmp_path / "training_curves.png")) is not None
    assert f"training curves: {tmp_path / 'training_curves.png'}" in caplog.text


def test_nothing_was_logged(finish, tmp_path, caplog):
    finish()
    assert "has no scalars.json with numbers in it; visualizer.vis_backends needs" in caplog.text
    assert not list(tmp_path.iterdir())
