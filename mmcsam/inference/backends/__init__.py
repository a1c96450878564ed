"""What runs a network."""

from .pytorch import Detection, PyTorchBackend

__all__ = ["Detection", "PyTorchBackend"]
