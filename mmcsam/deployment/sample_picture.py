"""A user's image as the one that a program's folder is tested with."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import open_source
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.scale import choose_scale
from mmcsam.inference.tiling import Box
from mmcsam.inference.window import read_window
from mmcsam.jobs.problem import UnusableFileError

_SMALLEST, _LARGEST = 96, 2048  # sides in the network's pixels


def read_sample_picture(path: str | Path, card: ModelCard) -> np.ndarray:
    """Read an image and bring it to the scale of a model's training, as a prediction would.

    Args:
        path: The image.
        card: Of the model; where it knows its pixel size and the file says another, this scales.

    Returns:
        (h, w, 3) uint8, blue first.

    Raises:
        OSError: If it cannot be read.
        UnusableFileError: If it is no image, or is too small or too large for a test.
        ValueError: If it is not of 8 bits and the card does not say what becomes of that.
    """
    with open_source(path) as source:
        steps = PipelineSteps(card.pipeline)
        factor = choose_scale(steps, card, source, None, None, _LARGEST).factor
        width, height = (round(side * factor) for side in (source.width, source.height))
        if min(width, height) < _SMALLEST or max(width, height) > _LARGEST:
            raise UnusableFileError(
                str(path),
                f"it is {width}x{height} pixels at the scale of the training",
                f"sides from {_SMALLEST} to {_LARGEST} pixels",
                "Give another test image, or a part of it",
            )
        given = None if source.dtype == np.uint8 else card.intensity
        name = f"{card.name}: the intensity of its card"
        mapping = None if given is None else IntensityMapping.from_info(given, name)
        pixels = read_window(source, Box(0, 0, source.width, source.height), mapping)
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)
