"""What bioimage.io, QuPath and other readers need to know of a label program."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mmcsam.inference.model.model_card import ModelCard

FORMAT = "0.5.4"  # of https://bioimage.io; later ones only add to it
_ANY = {"min": 96, "step": 1}  # sides in pixels
# As InstanSeg prepares its images, and QuPath whatever is written here.
_NORMALISATION = {
    "id": "scale_range",
    "kwargs": {"axes": ["y", "x"], "min_percentile": 0.1, "max_percentile": 99.9, "eps": 1e-6},
}


_NAME = re.compile(r"[A-Za-z0-9_+\-() ]{5,128}")
_LONGEST = 1024  # characters of a description


def require_describable(card: ModelCard, authors: Sequence[str] = ()) -> None:
    """Check that names and description are such as bioimage.io takes.

    Args:
        card: Of the model.
        authors: Names.

    Raises:
        ValueError: If they are not.
    """
    if not _NAME.fullmatch(card.name):
        raise ValueError(
            f"{card.name!r} is the model's name, expected 5 to 128 letters, digits, spaces and any "
            "of _ + - ( ), as bioimage.io has them; pack it with another --name"
        )
    if len(card.description) > _LONGEST:
        raise ValueError(
            f"{card.name}: its description has {len(card.description)} characters, expected up to "
            f"{_LONGEST}; pack it with a shorter --description"
        )
    for author in authors:
        if not author.strip() or "/" in author or "\\" in author:
            raise ValueError(
                f"the author {author!r}: expected a name without / and \\, as bioimage.io has "
                "them; give another --author"
            )


@dataclass(frozen=True)
class ProgramFiles:
    """Names of the files beside a description, relative to it.

    Attributes:
        program: TorchScript.
        sha256: Of the program.
        pytorch: Version of PyTorch that wrote it.
        documentation: Markdown.
        cover: A picture.
        test_input: An image as NumPy's ``.npy``, before it is normalised.
        test_outputs: What the program makes of it, one file for each output.
    """

    program: str
    sha256: str
    pytorch: str
    documentation: str
    cover: str
    test_input: str
    test_outputs: tuple[str, ...]


def describe_resource(
    card: ModelCard,
    files: ProgramFiles,
    pixel_size: float | None,
    normalised: bool,
    authors: tuple[str, ...],
) -> dict:
    """Return the content of ``rdf.yaml``, in the model format of bioimage.io.

    Args:
        card: Of the model.
        files: Beside it.
        pixel_size: Micrometres a pixel of the program's images; None if not known.
        normalised: Whether images are normalised by percentiles before they go in.
        authors: Names.
    """
    outputs = [_labels(files.test_outputs[0], pixel_size)]
    if len(card.classes) > 1:
        outputs.append(_classes(files.test_outputs[1], card.classes))
    return {
        "format_version": FORMAT,
        "type": "model",
        "name": card.name,
        "description": card.description,
        "authors": [{"name": name} for name in authors],
        "license": card.licence,
        "documentation": files.documentation,
        "covers": [files.cover],
        "tags": ["instance-segmentation", "cells", "mask-rcnn", "2d"],
        "inputs": [_image(files.test_input, pixel_size, normalised)],
        "outputs": outputs,
        "weights": {
            "torchscript": {
                "source": files.program,
                "sha256": files.sha256,
                "pytorch_version": files.pytorch,
            }
        },
        "config": {"qupath": {"axes": _qupath_axes(pixel_size), "classes": list(card.classes)}},
    }


def _image(test: str, pixel_size: float | None, normalised: bool) -> dict:
    channels = {"type": "channel", "channel_names": ["red", "green", "blue"]}
    return {
        "id": "raw",
        "description": "red, green, blue, at the scale of the training",
        "axes": [{"type": "batch"}, channels, *(_space(i, _ANY, pixel_size) for i in "yx")],
        "test_tensor": {"source": test},
        "data": {"type": "float32"},
        "preprocessing": [_NORMALISATION] if normalised else [],
    }


def _labels(test: str, pixel_size: float | None) -> dict:
    sides = [_space(i, {"tensor_id": "raw", "axis_id": i}, pixel_size) for i in "yx"]
    return {
        "id": "instance_segmentation",
        "description": "0: background, k: the k-th cell by descending score",
        "axes": [{"type": "batch"}, {"type": "channel", "channel_names": ["cells"]}, *sides],
        "test_tensor": {"source": test},
        "data": {"type": "float32"},
    }


def _classes(test: str, names: tuple[str, ...]) -> dict:
    return {
        "id": "detection_classes",
        "description": "the class of each cell; rows beyond the last cell have no meaning",
        "axes": [
            {"type": "index", "id": "cell", "size": {"min": 2}},
            {"type": "index", "id": "class_number", "size": 1},
        ],
        "test_tensor": {"source": test},
        "data": {"type": "uint8", "values": list(names)},
    }


def _space(name: str, size: dict, pixel_size: float | None) -> dict:
    axis: dict = {"type": "space", "id": name, "size": dict(size)}
    if pixel_size is not None:
        axis |= {"unit": "micrometer", "scale": pixel_size}
    return axis


def _qupath_axes(pixel_size: float | None) -> list[dict]:
    step = {} if pixel_size is None else {"step": pixel_size, "unit": "um"}
    return [{"role": "x", **step}, {"role": "y", **step}, {"role": "c"}]
