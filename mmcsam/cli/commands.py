"""The commands that there are."""

from importlib import import_module
from types import ModuleType
from typing import NamedTuple


class Command(NamedTuple):
    """One command.

    Its module has ``add_arguments(parser)`` and ``run(args)``, which returns the exit code; the
    module's docstring is the command's description.

    Attributes:
        module: Where it is.
        summary: A line for the list of commands.
        components: Whether it needs MMDetection and the registered components.
    """

    module: str
    summary: str
    components: bool = False

    def load(self) -> ModuleType:
        """Import the command's module."""
        return import_module(self.module)


COMMANDS = {
    "convert segpc": Command("mmcsam.cli.convert.segpc", "SegPC-2021's BMP masks to COCO"),
    "convert yeast": Command("mmcsam.cli.convert.yeast", "yeast in microstructures to COCO"),
    "convert masks": Command("mmcsam.cli.convert.masks", "a lab's own masks to COCO"),
    "convert to-segpc": Command("mmcsam.cli.convert.to_segpc", "COCO back to SegPC-2021's masks"),
    "pack": Command("mmcsam.cli.models.pack", "a config and its checkpoint as one file", True),
    "predict": Command("mmcsam.cli.predict", "find the cells in images, with a trained model"),
    "serve": Command("mmcsam.cli.serve", "look at cells and correct them, in a browser"),
    "fine-tune": Command(
        "mmcsam.cli.models.fine_tune", "train a packed model on your own images", True
    ),
    "export-model": Command(
        "mmcsam.cli.models.export_model", "a packed model as ONNX, OpenVINO or TorchScript", True
    ),
    "models": Command("mmcsam.cli.models.models", "the models that can be named"),
    "check": Command("mmcsam.cli.check", "what would spoil a training run on a COCO file"),
    "export": Command("mmcsam.cli.export", "COCO to label images, ImageJ, QuPath or a table"),
    "crops": Command("mmcsam.cli.crops", "the crops that a guide is trained on, as files", True),
    "sample": Command("mmcsam.cli.draw.sample", "draw a small data set in SegPC-2021's form"),
    "smears": Command("mmcsam.cli.draw.smears", "draw marrow smears with their cells, as COCO"),
    "train": Command("mmcsam.cli.train", "train a detector or a guide from its config", True),
    "test": Command("mmcsam.cli.test", "evaluate a checkpoint with its config's metrics", True),
    "evaluate": Command(
        "mmcsam.cli.evaluate", "figures with intervals of anybody's predictions, a report", True
    ),
    "parameters": Command(
        "mmcsam.cli.parameters", "parameters of the models in the paper's Table 1", True
    ),
    "info": Command("mmcsam.cli.info", "versions and devices, for a bug report"),
}
