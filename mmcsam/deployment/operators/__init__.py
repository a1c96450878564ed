"""The operators that each file format has in its own way."""

from .onnx_operators import OnnxOperators
from .torch_operators import TorchOperators

__all__ = ["OnnxOperators", "TorchOperators"]
