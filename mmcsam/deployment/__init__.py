"""Models out of MMDetection: ONNX, OpenVINO and TorchScript."""

from .export_model import FORMATS, PRECISIONS, export_model
from .graph_beside import write_graph_beside

__all__ = ["FORMATS", "PRECISIONS", "export_model", "write_graph_beside"]
