"""Weights come out of a checkpoint, and nothing in it is run."""

import io
import os
import pickle
import zipfile

import pytest
import torch
from mmengine.logging.history_buffer import HistoryBuffer

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.ops.checkpoint import read_checkpoint, read_weights, weights_of


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


@pytest.mark.parametrize("form", ["pickle", "before the zip", "older form"])
def test_hostile_files_of_other_forms(weights, form, tmp_path):
    """A pickle alone, one in front of a ZIP file, and PyTorch's form before 1.6."""
    hostile, ran = Hostile(tmp_path / "ran"), tmp_path / "ran"
    path = tmp_path / "w.pth"
    if form == "older form":
        content = {"state_dict": {**weights, "b": hostile}}
        torch.save(content, path, _use_new_zipfile_serialization=False)
    else:
        good = io.BytesIO()
        torch.save(weights, good)
        behind = good.getvalue() if form == "before the zip" else b""
        path.write_bytes(pickle.dumps(hostile, protocol=2) + behind)
        assert zipfile.is_zipfile(path) is (form == "before the zip")
    with pytest.raises(UnusableFileError, match=r"w\.pth: PyTorch cannot read it \(.*mkdir"):
        read_weights(path)
    assert not ran.exists()


def test_older_form(weights, tmp_path):
    torch.save(weights, tmp_path / "w.pth", _use_new_zipfile_serialization=False)
    check(tmp_path / "w.pth", weights)


def test_older_form_whose_list_of_parts_is_damaged(tmp_path):
    """PyTorch would give weights of memory that nobody has written."""
    path = tmp_path / "w.pth"
    torch.save({"a": torch.ones(3)}, path, _use_new_zipfile_serialization=False)
    data = path.read_bytes()
    parts = data.rindex(b"\x80\x02]")
    path.write_bytes(data[:parts] + b"\x80\x02]." + data[parts:])
    with pytest.raises(UnusableFileError, match=r"w\.pth: .*more bytes than its weights"):
        read_weights(path)


def test_what_was_left_unread_is_named(weights, tmp_path):
    torch.save({"state_dict": weights, "meta": Hostile(tmp_path / "ran")}, tmp_path / "w.pth")
    unread = set()
    read_checkpoint(tmp_path / "w.pth", unread=unread)
    assert unread == {f"{os.mkdir.__module__}.mkdir"}
    allowed = {(os.mkdir.__module__, "mkdir"): lambda path: f"not {path}"}
    content = read_checkpoint(tmp_path / "w.pth", allowed=allowed)
    assert content["meta"] == f"not {tmp_path / 'ran'}"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("kind", [torch.float32, torch.float16, torch.float64])
def test_not_finite(weights, value, kind, tmp_path):
    weights["half"] = torch.tensor([1, value], dtype=kind)
    torch.save({"state_dict": weights}, tmp_path / "w.pth")
    with pytest.raises(UnusableFileError, match=r"w\.pth: the weight half has values that are NaN"):
        read_weights(tmp_path / "w.pth")


def test_versions_of_layers_are_kept(tmp_path):
    torch.save({"state_dict": torch.nn.BatchNorm2d(2).state_dict()}, tmp_path / "w.pth")
    assert read_weights(tmp_path / "w.pth")._metadata == {"": {"version": 2}}


def test_no_weights(tmp_path):
    torch.save({"state_dict": {"a": 1}}, tmp_path / "w.pth")
    with pytest.raises(UnusableFileError, match=r"w\.pth: no weights in it; expected a checkpoint"):
        read_weights(tmp_path / "w.pth")
    torch.save([1, 2], tmp_path / "w.pth")
    with pytest.raises(UnusableFileError, match=r"w\.pth: it holds no weights but list"):
        read_weights(tmp_path / "w.pth")
    with pytest.raises(UnusableFileError, match=r"w\.pth: no weights in it"):
        weights_of([1, 2], "w.pth")


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.pth: no such file, expected a checkpoint"):
        read_weights(tmp_path / "none.pth")


def damaged(whole):
    """Yield what copying and disks make of a checkpoint."""
    info = next(i for i in zipfile.ZipFile(io.BytesIO(whole)).infolist() if "data/0" in i.filename)
    name, extra = (
        int.from_bytes(whole[info.header_offset + at :][:2], "little") for at in (26, 28)
    )
    begin = info.header_offset + 30 + name + extra
    changed, pickled = bytearray(whole), bytearray(whole)
    changed[begin + 5] ^= 0x40
    at = whole.index(b"a.weight")
    pickled[at - 12 : at + 8] = bytes(20)
    return {
        "empty": b"",
        "text": b"not a checkpoint\n",
        "half": whole[: len(whole) // 2],
        "a weight's bit": bytes(changed),
        "pickle": bytes(pickled),
        "zeros": bytes(len(whole)),
    }


@pytest.mark.parametrize("how", ["empty", "text", "half", "a weight's bit", "pickle", "zeros"])
def test_damaged(weights, how, tmp_path):
    torch.save(weights, tmp_path / "whole.pth")
    (tmp_path / "w.pth").write_bytes(damaged((tmp_path / "whole.pth").read_bytes())[how])
    with pytest.raises(
        UnusableFileError, match=r"w\.pth: PyTorch cannot read it \(.*Copy it again"
    ):
        read_weights(tmp_path / "w.pth")


def test_program(tmp_path):
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(tmp_path / "w.pth"))
    with pytest.raises(UnusableFileError, match="it is a TorchScript program"):
        read_weights(tmp_path / "w.pth")
