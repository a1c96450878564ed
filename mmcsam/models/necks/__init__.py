"""Necks: channel attention, and the pyramid."""

from .eca import ECA, adaptive_kernel_size
from .lean_fpn import LeanFPN

__all__ = ["ECA", "LeanFPN", "adaptive_kernel_size"]
