"""A detector as one function of tensors, which can be traced."""

from .detector_graph import DetectorGraph

__all__ = ["DetectorGraph"]
