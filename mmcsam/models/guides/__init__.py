"""Guides: what tells the mask head where a RoI's own cell is."""

from .oracle_guide import OracleGuide
from .out_of_fold_guide import OutOfFoldGuide
from .unet_guide import UNetGuide

__all__ = ["OracleGuide", "OutOfFoldGuide", "UNetGuide"]
