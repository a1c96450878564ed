"""Weights in 16 bits."""

import numpy as np
import pytest

from mmcsam.deployment.half_weights import halve_weights

onnx = pytest.importorskip("onnx")


def test_large_weights_are_halved_and_turned_back():
    from onnxruntime import InferenceSession

    weight = np.linspace(-3, 3, 600, dtype=np.float32).reshape(20, 30)
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "w"], ["y"]),
            helper.make_node("Add", ["y", "b"], ["z"]),
        ],
        "g",
        [helper.make_tensor_value_info("x", kind, [1, 20])],
        [helper.make_tensor_value_info("z", kind, [1, 30])],
        [
            onnx.numpy_helper.from_array(weight, "w"),
            onnx.numpy_helper.from_array(np.full(30, 1 / 3, np.float32), "b"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    halve_weights(model)
    kinds = {one.name: one.data_type for one in model.graph.initializer}
    assert kinds == {"w.half": onnx.TensorProto.FLOAT16, "b": onnx.TensorProto.FLOAT}
    onnx.checker.check_model(model)
    x = np.ones((1, 20), np.float32)
    (found,) = InferenceSession(model.SerializeToString()).run(None, {"x": x})
    half = weight.astype(np.float16).astype(np.float32)
    np.testing.assert_allclose(found, x @ half + np.float32(1 / 3), rtol=1e-5)
