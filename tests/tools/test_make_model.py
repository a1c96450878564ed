"""What make_model runs and goes on with; the training itself takes half an hour."""

import json
import sys

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import make_model  # noqa: E402


@pytest.fixture
def maker(tmp_path, monkeypatch):
    """Return a function that runs the steps; drawing and training are noted, not done."""
    calls = []

    def train(words, environment, log):
        folder = tmp_path / log.stem
        folder.mkdir(exist_ok=True)
        (folder / "last_checkpoint").write_text(f"{folder}/iter_9.pth")
        calls.append((words, environment["DRAWN_ROOT"]))

    def draw(folder, images, seed):
        calls.append((folder.name, images, seed))

    monkeypatch.setattr(make_model, "run_logged", train)
    monkeypatch.setattr("mmcsam.synthesis.marrow.write_smears.write_smears", draw)
    monkeypatch.setattr(make_model.ModelMaker, "_pack", lambda self, out: calls.append(out))
    monkeypatch.setattr("mmcsam.deployment.write_graph_beside", calls.append)

    def run(seed=3, options=()):
        calls.clear()
        made = make_model.ModelMaker(tmp_path, seed, list(options))
        return made.run(), list(calls), made.steps.seconds

    return run


def test_steps(maker, tmp_path):
    out, calls, seconds = maker(options=["max_iters=5"])
    train, validation, guide, detector, packed, beside = calls
    assert out == packed == beside == tmp_path / "plasma-cells-drawn.mmcsam"
    assert (train, validation) == (("train", 400, 1003), ("validation", 60, 2003))
    assert guide[0][2].endswith("configs/lite_unet_drawn.py")
    assert detector[0][2].endswith("configs/lite_csam_prior_drawn.py")
    for words, root in (guide, detector):
        assert "randomness.seed=3" in words
        assert root == str(tmp_path / "drawn")
    assert f"model.guide.checkpoint={tmp_path}/guide/iter_9.pth" in detector[0]
    assert detector[0][-2:] == ["train_dataloader.dataset.seed=3", "max_iters=5"]
    assert "max_iters=5" not in guide[0]
    assert list(seconds) == ["draw", "guide", "detector", "pack", "network"]


def test_it_goes_on_where_it_stopped(maker, tmp_path):
    maker()
    (tmp_path / "steps.json").write_text(json.dumps({"seconds": {"draw": 60.0, "guide": 200.0}}))
    _, calls, seconds = maker()
    assert len(calls) == 3
    assert "--resume" in calls[0][0]
    assert (seconds["draw"], seconds["guide"]) == (60.0, 200.0)
