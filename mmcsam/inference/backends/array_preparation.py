"""From pixels to the network's input without MMDetection."""

from typing import NamedTuple

import cv2
import numpy as np

from mmcsam.inference.pipeline_steps import PipelineSteps


class PreparedArray(NamedTuple):
    """A window as an exported network takes it.

    Attributes:
        pixels: (h, w, 3) uint8, red first.
        scale: Network pixels a window pixel, across and down.
        window_size: Width and height of the window, in its pixels.
    """

    pixels: np.ndarray
    scale: tuple[float, float]
    window_size: tuple[int, int]


def prepare_array(
    pixels: np.ndarray, steps: PipelineSteps, factor: float | None = None
) -> PreparedArray:
    """Prepare a window as a test pipeline of ``Resize`` and ``Pad`` does, to the last bit.

    Args:
        pixels: (h, w, 3) uint8, blue first.
        steps: The pipeline, see :func:`require_array_steps`.
        factor: Network pixels a window pixel; None leaves it to the pipeline, as in a test.
    """
    height, width = pixels.shape[:2]
    scale = (1.0, 1.0)
    for step in steps.steps if factor is None else steps.at_factor(factor):
        if step["type"] == "Resize":
            new = _new_size((width, height), step)
            pixels = cv2.resize(pixels, new, interpolation=cv2.INTER_LINEAR)
            scale = (new[0] / width, new[1] / height)
        elif step["type"] == "Pad":
            right, below = (max(0, step["size"][i] - pixels.shape[1 - i]) for i in (0, 1))
            fill = step.get("pad_val", {}).get("img", 0)
            value = fill if isinstance(fill, tuple) else (fill,) * 3
            pixels = cv2.copyMakeBorder(
                pixels, 0, below, 0, right, cv2.BORDER_CONSTANT, value=value
            )
    return PreparedArray(np.ascontiguousarray(pixels[..., ::-1]), scale, (width, height))


def require_array_steps(steps: PipelineSteps, source: str) -> None:
    """Check that a pipeline is one that :func:`prepare_array` knows.

    Args:
        steps: The pipeline.
        source: What to call the model in an error.

    Raises:
        ValueError: If a step is another one, or has other settings.
    """
    for step in steps.steps:
        known = {  # whole names: a step of that name from elsewhere may do something else
            "Resize": step.get("keep_ratio")
            and step.get("interpolation", "bilinear") == "bilinear",
            "Pad": step.get("size") is not None and isinstance(step.get("pad_val", {}), dict),
            "PackDetInputs": True,
        }
        if not known.get(step["type"]):
            raise ValueError(
                f"{source}: its test pipeline has the step {step}, expected Resize with keep_ratio "
                "and Pad to a size alone; predict with PyTorch"
            )


def _new_size(size: tuple[int, int], step: dict) -> tuple[int, int]:
    """Return the size that mmcv's ``Resize`` makes of another one, with its ways of rounding."""
    scale = step.get("scale")
    if scale is None:
        factor = step["scale_factor"]
        factors = factor if isinstance(factor, tuple) else (factor, factor)
        scale = tuple(int(side * one + 0.5) for side, one in zip(size, factors, strict=True))
    ratio = min(max(scale) / max(size), min(scale) / min(size))
    width, height = (int(side * ratio + 0.5) for side in size)
    return width, height
