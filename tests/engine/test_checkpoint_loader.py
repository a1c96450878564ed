"""MMEngine's loading runs nothing, and a training's checkpoint comes back whole."""

import os
import pickle

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer
from mmengine.optim.scheduler import OneCycleLR
from mmengine.runner import load_checkpoint
from mmengine.runner.checkpoint import CheckpointLoader

from mmcsam.engine import checkpoint_loader
from mmcsam.jobs.problem import UnusableFileError


class Hostile:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


class Foreign:
    """What a pickle names by ``getattr``, ``codecs.encode`` or NumPy's ``scalar``."""

    def __init__(self, function, *words):
        self.reduced = function, words

    def __reduce__(self):
        return self.reduced


def load(path):
    return CheckpointLoader.load_checkpoint(str(path), map_location="cpu", logger="silent")


def test_a_trainings_state_comes_back(tmp_path):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    schedule = OneCycleLR(optimizer, eta_max=0.1, total_steps=10).state_dict()
    buffer = HistoryBuffer([1.0, 4.0], [1, 1])
    content = {
        "meta": {"epoch": 1, "iter": 2, "seed": np.int64(3)},
        "state_dict": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "param_schedulers": [schedule],
        "message_hub": {"log_scalars": {"loss": buffer}, "runtime_info": {"x": np.float32(0.5)}},
    }
    torch.save(content, tmp_path / "w.pth")
    found = load(tmp_path / "w.pth")
    hub = found["message_hub"]
    assert hub["log_scalars"]["loss"].mean() == 2.5
    assert hub["log_scalars"]["loss"].statistics("max") == 4
    assert (hub["runtime_info"]["x"], found["meta"]["seed"]) == (0.5, 3)
    assert found["param_schedulers"] == [schedule]
    assert found["param_schedulers"][0]["anneal_func"] is schedule["anneal_func"]
    moments = found["optimizer"]["state"][0]
    assert torch.equal(moments["exp_avg"], optimizer.state_dict()["state"][0]["exp_avg"])


@pytest.mark.parametrize("form", ["zip", "older form", "pickle"])
def test_nothing_is_run(form, tmp_path):
    hostile, path = Hostile(tmp_path / "ran"), tmp_path / "w.pth"
    model = torch.nn.Linear(2, 1)
    if form == "pickle":
        path.write_bytes(pickle.dumps(hostile, protocol=2))
    else:
        content = {"state_dict": model.state_dict(), "meta": hostile}
        torch.save(content, path, _use_new_zipfile_serialization=form == "zip")
    if form == "zip":  # the weights are all that is read
        load_checkpoint(torch.nn.Linear(2, 1), str(path), map_location="cpu")
    else:
        with pytest.raises(UnusableFileError, match="mkdir"):
            load(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "foreign",
    [
        Foreign(getattr, HistoryBuffer, "register_statistics"),
        Foreign(getattr, HistoryBuffer, "__init__"),
        Foreign(__import__("_codecs").encode, "x", "rot13"),
        Foreign(np.float64(0).__reduce__()[0], np.dtype("O"), b"x"),
    ],
)
def test_no_way_round_by_what_is_allowed(foreign, tmp_path):
    torch.save({"state_dict": {"a": torch.zeros(1)}, "message_hub": foreign}, tmp_path / "w.pth")
    with pytest.raises(UnusableFileError, match="PyTorch cannot read it"):
        load(tmp_path / "w.pth")


def test_what_is_left_unread_is_said(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(checkpoint_loader, "print_log", lambda text, **how: said.append(text))
    torch.save({"state_dict": {"a": torch.zeros(1)}, "meta": {1, 1j}}, tmp_path / "w.pth")
    load(tmp_path / "w.pth")
    assert len(said) == 1
    assert "w.pth: __builtin__.complex left unread: objects of other" in said[0]


def test_addresses_are_read_by_the_same_rules(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    loaded = []

    def download(url, path, progress):
        loaded.append(url)
        torch.save({"state_dict": {"a": torch.ones(1)}, "meta": Hostile(tmp_path / "ran")}, path)

    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    for _ in range(2):  # the second time from the cache
        assert load("https://example.org/models/w.pth?x=1")["state_dict"]["a"] == 1
    assert loaded == ["https://example.org/models/w.pth?x=1"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("prefix", ["torchvision://", "open-mmlab://", "mmcls://"])
def test_model_zoos(prefix, monkeypatch, tmp_path):
    """They resolve a name and load with PyTorch's own function, which is held to weights alone."""
    path = tmp_path / "w.pth"
    torch.save({"state_dict": {"a": torch.ones(1)}, "meta": Hostile(tmp_path / "ran")}, path)
    monkeypatch.delenv(checkpoint_loader._FORCE, raising=False)
    for name in ("get_torchvision_models", "get_external_models", "get_mmcls_models"):
        monkeypatch.setattr(f"mmengine.runner.checkpoint.{name}", lambda: {"x": "https://x/w.pth"})
    monkeypatch.setattr(
        "mmengine.runner.checkpoint.load_url",
        lambda *_, **how: torch.load(path, weights_only=False),
    )
    with pytest.raises(pickle.UnpicklingError, match="mkdir"):
        load(f"{prefix}x")
    assert not (tmp_path / "ran").exists()
    assert checkpoint_loader._FORCE not in os.environ
