"""What a model says of itself, and what prediction needs to know of it."""

import json
from dataclasses import asdict, dataclass, field

FORMAT = 1
CARD_KEY = "mmcsam_card"  # where files of other programs keep a card
WEIGHTS_KEY = "mmcsam_weights"  # SHA-256 of the packed model that holds their weights
PRECISION_KEY = "mmcsam_precision"  # and in what precision they compute


@dataclass(frozen=True)
class ModelCard:
    """A model without its weights, as plain data.

    Attributes:
        name: What to call it.
        classes: Class names, by label.
        model: Config of the detector; nothing in it says where weights come from.
        pipeline: Steps from an image in memory to the network, as in the config's test pipeline.
        cell_width: How wide cells were in training, in pixels of the network's input: the median of
            the square roots of their boxes' areas; None if not known.
        pixel_size: Micrometres a pixel of the network's input in training; None if not known.
        intensity: The mapping of intensities to 8 bits that the training images went through, as
            :meth:`IntensityMapping.info` records it; None for images of 8 bits.
        licence: Of the weights.
        description: What it was trained on, how good it is, what it is not for.
        versions: Of what packed it.
    """

    name: str
    classes: tuple[str, ...]
    model: dict
    pipeline: list[dict]
    cell_width: float | None = None
    pixel_size: float | None = None
    intensity: dict | None = None
    licence: str = "not said"
    description: str = "not said"
    versions: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the card as JSON with its format's number."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, source: str) -> "ModelCard":
        """Read a card.

        Args:
            text: What :meth:`to_json` returned.
            source: What to call it in an error.

        Raises:
            ValueError: If it is not a card, or one of a later format.
        """
        try:
            content = json.loads(text)
            number = content.pop("format")
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(
                f"{source}: its card is damaged, expected a packed model; copy it again"
            ) from error
        if number != FORMAT:
            raise ValueError(
                f"{source}: a packed model of format {number}, expected {FORMAT}; install a later "
                "mmcsam"
            )
        try:
            return cls(**{**content, "classes": tuple(content["classes"])})
        except (KeyError, TypeError) as error:
            raise ValueError(
                f"{source}: its card lacks or adds something ({error}), expected a packed model; "
                "pack it again"
            ) from error

    def rows(self) -> dict[str, str]:
        """Return what people read of it, by what to call it."""
        backbone = (self.model.get("backbone") or {}).get("type", "unknown")
        return {
            "name": self.name,
            "classes": ", ".join(self.classes),
            "detector": f"{self.model.get('type')} on {backbone}",
            "cell width": _or_unknown(self.cell_width, "network pixels"),
            "pixel size": _or_unknown(self.pixel_size, "micrometres a network pixel"),
            "intensities": "8 bits"
            if self.intensity is None
            else f"{self.intensity['low']:g} to {self.intensity['high']:g} become 0 to 255",
            "licence": self.licence,
            "description": self.description,
            "packed with": ", ".join(f"{name} {value}" for name, value in self.versions.items()),
        }


def _or_unknown(value: float | None, unit: str) -> str:
    return "not known" if value is None else f"{value:.3g} {unit}"
