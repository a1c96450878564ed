"""Models out of MMDetection: ONNX, OpenVINO and TorchScript."""

from .bioimageio import write_bioimageio
from .export_model import FORMATS, PRECISIONS, export_model
from .graph_beside import write_graph_beside
from .instanseg import write_instanseg

__all__ = [
    "FORMATS",
    "PRECISIONS",
    "export_model",
    "write_bioimageio",
    "write_graph_beside",
    "write_instanseg",
]
