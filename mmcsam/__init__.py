"""Multiscale features and cross spatial attention in Mask R-CNN for cell instance segmentation.

Importing it registers the components: configs say ``custom_imports=dict(imports=["mmcsam"])``.
"""

from mmcsam.dependencies import installed_version
from mmcsam.start import is_command_line
from mmcsam.version import __version__

# The command line answers --help without PyTorch, and converts without MMDetection: it imports
# mmcsam.components for the commands that need it. Exported models are run without PyTorch.
if not is_command_line() and installed_version("torch") is not None:
    import mmcsam.components  # noqa: F401

__all__ = ["__version__"]
