"""Weights come out of a checkpoint, and nothing in it is run."""

import os

import pytest
import torch
from mmengine.logging.history_buffer import HistoryBuffer

from mmcsam.inference.model.checkpoint import read_weights


class Hostile:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.fixture
def weights():
    return {
        "a.weight": torch.arange(6.0).reshape(2, 3),
        "a.count": torch.tensor(7),
        "half": torch.ones(2, dtype=torch.float16),
    }


def check(path, weights):
    found = read_weights(path)
    assert list(found) == list(weights)
    assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_weights_alone(weights, tmp_path):
    torch.save(weights, tmp_path / "w.pth")
    check(tmp_path / "w.pth", weights)


def test_what_mmengine_writes(weights, tmp_path):
    """Its log buffers are objects, which PyTorch's weights_only refuses as a whole."""
    hub = {"log_scalars": {"loss": HistoryBuffer([1.0, 2.0], [1, 1])}}
    content = {"meta": {"iter": 3}, "state_dict": weights, "message_hub": hub}
    torch.save(content, tmp_path / "w.pth")
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(tmp_path / "w.pth", weights_only=True)
    check(tmp_path / "w.pth", weights)


@pytest.mark.parametrize("place", ["beside", "inside"])
def test_nothing_is_run(weights, place, tmp_path):
    hostile, ran = Hostile(tmp_path / "ran"), tmp_path / "ran"
    content = {"state_dict": weights, "meta": hostile}
    if place == "inside":
        content = {"state_dict": {**weights, "b": hostile}}
    torch.save(content, tmp_path / "w.pth")
    check(tmp_path / "w.pth", weights)
    assert not ran.exists()
    torch.load(tmp_path / "w.pth", weights_only=False)
    assert ran.exists()  # the file is what it is meant to be


def test_no_weights(tmp_path):
    torch.save({"state_dict": {"a": 1}}, tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"w\.pth: no weights in it, expected a checkpoint"):
        read_weights(tmp_path / "w.pth")
    torch.save([1, 2], tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"w\.pth: no weights in it"):
        read_weights(tmp_path / "w.pth")


def test_other_files(weights, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.pth: no such file, expected a checkpoint"):
        read_weights(tmp_path / "none.pth")
    (tmp_path / "w.pth").write_bytes(b"text")
    with pytest.raises(ValueError, match=r"w\.pth: no zip file, expected a checkpoint"):
        read_weights(tmp_path / "w.pth")
    torch.save(weights, tmp_path / "whole.pth")
    data = bytearray((tmp_path / "whole.pth").read_bytes())
    at = data.index(b"a.weight")
    data[at - 12 : at + 8] = bytes(20)
    (tmp_path / "w.pth").write_bytes(data)
    with pytest.raises(ValueError, match=r"w\.pth: PyTorch cannot read it \("):
        read_weights(tmp_path / "w.pth")
