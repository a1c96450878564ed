"""Convolutions in 8 bits."""

from collections import Counter

import pytest

import mmcsam.deployment.quantization as module
from mmcsam.deployment import export_model
from mmcsam.inference.backends import open_backend

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def test_convolutions_round_their_weights(packed, pytorch, images, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_IMAGES", 1)
    file = export_model(packed, "onnx", tmp_path, "int8")
    graph = onnx.load(file).graph
    rounded = {node.output[0] for node in graph.node if node.op_type == "DequantizeLinear"}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    exact = [node for node in convolutions if node.name.startswith("/backbone/")]
    assert (len(convolutions) > 40, len(exact)) == (True, 20)
    for node in convolutions:
        assert (node.input[1] in rounded) is (node not in exact)
    kinds = Counter(weight.data_type for weight in graph.initializer)
    assert kinds[onnx.TensorProto.INT8] >= len(convolutions) - len(exact)
    backend, _ = open_backend(file)
    found, _ = backend.detect(backend.prepare(images[0]))
    expected, _ = pytorch.detect(pytorch.prepare(images[0]))
    assert abs(len(found) - len(expected)) <= 2
    assert abs(found[0].score - expected[0].score) < 0.1
