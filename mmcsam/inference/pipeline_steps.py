"""The steps of a model's test pipeline, as plain data: what they say of an image's scale."""

from collections.abc import Sequence
from typing import Any

_ANNOTATIONS = ("LoadAnnotations", "LoadPanopticAnnotations", "LoadGuideFold")
_META = ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")


class PipelineSteps:
    """What happens to an image between memory and the network.

    Args:
        pipeline: The steps without those that read files, see :func:`steps_in_memory`.
    """

    def __init__(self, pipeline: Sequence[dict]) -> None:
        self.steps = [with_tuples(step) for step in pipeline]

    def factor_in_test(self, width: int, height: int) -> float:
        """Return the network pixels an image pixel that the pipeline takes for an image's size."""
        for step in self.steps:
            if step["type"] == "Resize":
                if step.get("scale") is None:
                    factor = step["scale_factor"]
                    return float(factor[0] if isinstance(factor, list | tuple) else factor)
                long, short = max(step["scale"]), min(step["scale"])
                return min(long / max(width, height), short / min(width, height))
        return 1.0

    def size_in_test(self) -> tuple[int, int] | None:
        """Return the largest width and height of the network's input in a test, where a step says.

        None where images keep their scale and are not padded to a size.
        """
        for step in reversed(self.steps):
            size = step.get("size") if step["type"].endswith("Pad") else step.get("scale")
            if size is not None:
                return int(max(size)), int(max(size))
        return None

    def at_factor(self, factor: float) -> list[dict]:
        """Return the steps with another scale; a padding to a size would no longer fit."""
        steps = [
            {"type": "Resize", "scale_factor": factor, "keep_ratio": True}
            if step["type"] == "Resize"
            else step
            for step in self.steps
            if not step["type"].endswith("Pad")
        ]
        if all(step["type"] != "Resize" for step in steps):
            steps.insert(0, {"type": "Resize", "scale_factor": factor, "keep_ratio": True})
        return steps


def with_tuples(value: Any) -> Any:
    """Return plain data with tuples for lists: JSON has none, and transforms ask for them."""
    if isinstance(value, dict):
        return {key: with_tuples(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(with_tuples(each) for each in value)
    return value


def steps_in_memory(pipeline: Sequence[dict], source: str) -> list[dict]:
    """Return the steps of a test pipeline that do not read files.

    Args:
        pipeline: A config's test pipeline.
        source: What to call the config in an error.

    Raises:
        ValueError: If it does not begin with loading an image in colour, or does not end with
            ``PackDetInputs``.
    """
    first, *steps = [dict(step) for step in pipeline]
    colour = first.get("color_type", "color")
    loads = first["type"] in ("LoadImageFromFile", "LoadCellImage")
    if not loads or colour != "color" or first.get("to_float32"):
        raise ValueError(
            f"{source}: its test pipeline begins with {first}, expected LoadImageFromFile of 8-bit "
            "colours"
        )
    steps = [step for step in steps if step["type"] not in _ANNOTATIONS]
    if not steps or steps[-1]["type"] != "PackDetInputs":
        raise ValueError(f"{source}: its test pipeline does not end with PackDetInputs")
    steps[-1]["meta_keys"] = _META
    return steps
