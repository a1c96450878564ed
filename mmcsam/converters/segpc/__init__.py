"""SegPC-2021: one BMP mask a plasma cell."""

from .convert_segpc import convert_segpc
from .restore import restore_segpc
from .selection import read_subset

__all__ = ["convert_segpc", "read_subset", "restore_segpc"]
