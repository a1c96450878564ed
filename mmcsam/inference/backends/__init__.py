"""What runs a network."""

from .detection import Backend, Detection
from .opening import NAMES, open_backend

__all__ = ["NAMES", "Backend", "Detection", "open_backend"]
