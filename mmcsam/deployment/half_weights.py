"""Weights of an ONNX graph in 16 bits."""

from typing import Any

import numpy as np

from .onnx_file import import_onnx

_SMALL = 256  # numbers; a bias or a constant is not worth it


def halve_weights(graph: Any) -> None:
    """Keep a graph's large weights in 16 bits; what computes with them still takes 32.

    Half the size on disk. Runtimes turn them back once, when they load the file: processors without
    16-bit arithmetic, which most are, would compute no faster.

    Args:
        graph: ONNX graph, changed in place.
    """
    onnx = import_onnx()
    casts = []
    for weight in graph.graph.initializer:
        if weight.data_type == onnx.TensorProto.FLOAT and np.prod(weight.dims) >= _SMALL:
            values = onnx.numpy_helper.to_array(weight).astype(np.float16)
            casts.append(cast_to_float(weight))
            weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    for number, node in enumerate(casts):
        graph.graph.node.insert(number, node)


def cast_to_float(weight: Any) -> Any:
    """Give a weight another name, and return the node that makes 32 bits of it under its own."""
    onnx = import_onnx()
    name = weight.name
    weight.name = f"{name}.half"
    return onnx.helper.make_node("Cast", [weight.name], [name], to=onnx.TensorProto.FLOAT)
