"""Files that ONNX Runtime cannot run; tests/deployment has those that it can."""

import sys

import pytest

from mmcsam.inference.backends.onnx_runtime import OnnxRuntimeBackend
from mmcsam.jobs.problem import UnusableFileError


def test_a_damaged_file(tmp_path):
    pytest.importorskip("onnxruntime")
    file = tmp_path / "a.onnx"
    file.write_bytes(b"not a model" * 100)
    with pytest.raises(UnusableFileError, match=r"a\.onnx: ONNX Runtime cannot load it"):
        OnnxRuntimeBackend(file)


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (tmp_path / "a.onnx").touch()
    with pytest.raises(
        ImportError, match=r"ONNX Runtime is not installed, expected what runs this file"
    ):
        OnnxRuntimeBackend(tmp_path / "a.onnx")
