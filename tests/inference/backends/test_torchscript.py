"""Files that PyTorch cannot run; tests/deployment has those that it can."""

import sys

import pytest

from mmcsam.inference.backends.torchscript import TorchScriptBackend
from mmcsam.jobs.problem import UnusableFileError


def test_a_damaged_file(tmp_path):
    pytest.importorskip("torch")
    file = tmp_path / "a.torchscript"
    file.write_bytes(b"not a model" * 100)
    with pytest.raises(UnusableFileError, match=r"a\.torchscript: PyTorch cannot load it"):
        TorchScriptBackend(file)


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "a.torchscript").touch()
    with pytest.raises(
        ImportError, match=r"PyTorch is not installed, expected what runs this file"
    ):
        TorchScriptBackend(tmp_path / "a.torchscript")
