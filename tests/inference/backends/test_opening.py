"""What runs which file."""

import pytest
from fake_backend import pack_tiny_model

from mmcsam.cli.predict import BACKENDS
from mmcsam.inference.backends import NAMES, open_backend
from mmcsam.inference.backends import opening as module


@pytest.fixture
def packed(tmp_path):
    return pack_tiny_model(tmp_path / "a.mmcsam")


def test_the_command_has_all_names():
    assert BACKENDS == NAMES


def test_pytorch_runs_packed_models(packed):
    backend, card = open_backend(packed, lowest_score=0.5)
    assert (backend.name, card.name) == ("pytorch", "tiny")
    assert backend.model.roi_head.test_cfg.score_thr == pytest.approx(0.5, abs=1e-5)


@pytest.mark.parametrize("name", ["onnx", "openvino", "torchscript"])
def test_what_was_not_exported(packed, name):
    with pytest.raises(ValueError, match=f"cannot be run by {name}, expected an exported model"):
        open_backend(packed, name=name)


def test_unknown_name(packed):
    with pytest.raises(ValueError, match="backend is 'tensorrt', expected one of pytorch, onnx"):
        open_backend(packed, name="tensorrt")


@pytest.mark.parametrize("suffix", [".onnx", ".xml", ".torchscript"])
def test_a_file_of_one_runtime_by_another(tmp_path, suffix):
    with pytest.raises(ValueError, match=rf"a\{suffix}: is run by \w+, not by pytorch"):
        open_backend(tmp_path / f"a{suffix}", name="pytorch")


def test_when_onnx_runtime_is_faster(monkeypatch):
    there = {"onnxruntime": True, "torch": "2.13.0+cpu", "cuda": False}

    def version(name):
        if there[name] is None:
            raise module.PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(module, "find_spec", lambda name: there[name] or None)
    monkeypatch.setattr(module, "version", version)
    monkeypatch.setattr("torch.cuda.is_available", lambda: there["cuda"])
    assert module._is_faster()
    for change, faster in (
        ({"torch": None}, True),
        ({"torch": "2.13.0+cu130"}, True),
        ({"torch": "2.13.0+cu130", "cuda": True}, False),
        ({"onnxruntime": False}, False),
    ):
        monkeypatch.setattr(module, "version", version)
        before = dict(there)
        there.update(change)
        assert module._is_faster() is faster
        there.update(before)
