"""The command line: ``python -m mmcsam COMMAND``. Nothing here needs PyTorch to be imported."""

from .main import main

__all__ = ["main"]
