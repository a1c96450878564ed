"""The protocol is what backends are."""

from mmcsam.inference.backends import Backend
from mmcsam.inference.backends.onnx_runtime import OnnxRuntimeBackend
from mmcsam.inference.backends.openvino import OpenVinoBackend
from mmcsam.inference.backends.pytorch import PyTorchBackend
from mmcsam.inference.backends.torchscript import TorchScriptBackend


def test_every_backend_has_its_methods():
    methods = [name for name in vars(Backend) if not name.startswith("_")]
    assert sorted(methods) == ["detect", "prepare", "set_threads", "to"]
    for backend in (OnnxRuntimeBackend, OpenVinoBackend, TorchScriptBackend):
        assert all(callable(getattr(backend, name)) for name in methods)
    assert all(
        callable(getattr(PyTorchBackend, name, None)) for name in methods[1:] if name != "prepare"
    )
