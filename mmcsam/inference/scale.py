"""At what scale the network sees an image."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mmcsam.images.source import ImageSource
from mmcsam.structures.instance_mask import InstanceMask

from .model.model_card import ModelCard
from .pipeline_steps import PipelineSteps
from .tiling import Box

_STEP = 64  # a tile's origin is a multiple of it, in the network's pixels


@dataclass(frozen=True)
class Scale:
    """The scale of one image.

    The factor is 64 over a whole number of image pixels, so that tiles begin on whole pixels of the
    image and each is scaled as the whole image would be.

    Attributes:
        factor: Network pixels an image pixel.
        steps: Image pixels that 64 network pixels are.
        image_size: Width and height of the image.
        as_in_test: Whether the pipeline chooses the scale, as in a test.
        tiled: Whether the image is predicted in tiles.
        test_area: Area of the network's input in a test, for which the detector's limits are made;
            None if not known.
        origin: Where the scale comes from, in words.
    """

    factor: float
    steps: int
    image_size: tuple[int, int]
    as_in_test: bool
    tiled: bool
    test_area: float | None
    origin: str

    @property
    def whole(self) -> Box:
        """The whole image; at a given scale with so much behind it that its size is a multiple."""
        width, height = self.image_size
        if self.as_in_test:
            return Box(0, 0, width, height)
        return Box(0, 0, *(math.ceil(side / self.steps) * self.steps for side in self.image_size))

    @property
    def network_size(self) -> tuple[int, int]:
        """Width and height of the whole image as the network sees it, in its pixels."""
        width, height = (math.ceil(side / self.steps) * _STEP for side in self.image_size)
        return width, height

    def to_image(self, box: Box) -> Box:
        """Return a box of network pixels, on multiples of 64, in image pixels."""
        return Box(*(side // _STEP * self.steps for side in box))

    def to_network(self, mask: InstanceMask) -> Box:
        """Return a mask's box in whole network pixels."""
        left, top, width, height = mask.bbox
        return Box(
            math.floor(left * self.factor),
            math.floor(top * self.factor),
            math.ceil((left + width) * self.factor),
            math.ceil((top + height) * self.factor),
        )

    def area_of(self, place: Box) -> float:
        """Return how many times larger a part of the image is than what a test shows at once."""
        if self.test_area is None:
            return 1.0
        return place.width * place.height * self.factor**2 / self.test_area

    def notes(self, sizes: Sequence[tuple[int, int]], cell_width: float | None) -> list[str]:
        """Return what is to be said of the scale, once cells were found.

        Args:
            sizes: Width and height of the cells' boxes, in image pixels.
            cell_width: The model's.
        """
        if not sizes or cell_width is None:
            return []
        found = statistics.median(math.sqrt(w * h) for w, h in sizes) * self.factor
        if 0.5 <= found / cell_width <= 2:
            return []
        return [
            f"the cells found are {found:.0f} network pixels wide and those of the training were "
            f"{cell_width:.0f}: the scale ({self.origin}) may be wrong; give --cell-width or "
            "--pixel-size"
        ]


def choose_scale(
    pipeline: PipelineSteps,
    card: ModelCard,
    source: ImageSource,
    cell_width: float | None,
    pixel_size: float | None,
    tile: int,
) -> Scale:
    """Choose an image's scale: by its cells' width, by its pixels' size, or as in a test.

    Args:
        pipeline: Of the model's test pipeline.
        card: The model's.
        source: The image.
        cell_width: How wide its cells are, in pixels; None if not known.
        pixel_size: Micrometres a pixel; None takes what the file says.
        tile: Largest side of what the network sees at once, in its pixels.

    Raises:
        ValueError: If a width or size is given that the model does not know of itself.
    """
    size = (source.width, source.height)
    own = pipeline.size_in_test()
    size_said = pixel_size or source.pixel_size
    if cell_width is not None:
        factor = _known(card.cell_width, "cell width", "--cell-width") / cell_width
        origin = f"cells {cell_width:g} pixels wide"
    elif size_said is not None and (pixel_size is not None or card.pixel_size is not None):
        factor = size_said / _known(card.pixel_size, "pixel size", "--pixel-size")
        origin = f"{size_said:g} micrometres a pixel"
    else:
        factor = pipeline.factor_in_test(*size)
        network = [side * factor for side in size]
        limit = max(tile, *(own or (0, 0)))
        if max(network) <= limit and min(network) >= 0.5:  # else a side would become 0 pixels
            area = float(network[0] * network[1])
            return Scale(factor, 1, size, True, False, area, "the model's own")
        origin = "the model's own"
    steps = max(1, round(_STEP / factor))
    exact = _STEP / steps
    scale = Scale(
        exact, steps, size, False, False, None if own is None else own[0] * own[1], origin
    )
    tiled = max(scale.network_size) > tile
    return Scale(exact, steps, size, False, tiled, scale.test_area, origin)


def _known(value: float | None, what: str, option: str) -> float:
    if value is None:
        raise ValueError(
            f"the model does not know its {what}, so that {option} cannot be used; pack it with "
            f"its {what}, or leave {option} out"
        )
    return value
