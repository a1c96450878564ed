"""How large what is sent may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UploadLimits:
    """Limits of what is sent to the page; what an image may have in pixels goes by its kind.

    Attributes:
        image_bytes: Of an image file.
        model_bytes: Of a model's file.
        call_bytes: Of any other call.
    """

    image_bytes: int = 4 * 2**30
    model_bytes: int = 4 * 2**30
    call_bytes: int = 16 * 2**20
