"""A detector as bioimage.io has models."""

from pathlib import Path

import numpy as np
from mmdet.models.detectors import MaskRCNN

from mmcsam.inference.model.model_card import ModelCard

from .program_folder import ProgramForm, write_program_folder
from .resource_description import require_describable

_FORM = ProgramForm("labels.pt", normalised=False)


def write_bioimageio(
    model: MaskRCNN,
    card: ModelCard,
    folder: Path,
    pixel_size: float | None = None,
    score_threshold: float = 0.5,
    authors: tuple[str, ...] = ("not said",),
    picture: np.ndarray | None = None,
) -> Path:
    """Write a detector in the model format of `bioimage.io <https://bioimage.io>`_.

    The program takes one image, with intensities as files hold them, and returns a label image.

    Args:
        model: An exportable detector in evaluation mode, which is changed.
        card: Its card.
        folder: Receives ``rdf.yaml``, the program and what else it names.
        pixel_size: Micrometres a pixel of the network's input; None takes the card's.
        score_threshold: Cells of lower scores are left out, in [0, 1].
        authors: Names, at least one.
        picture: The test image that goes along, (h, w, 3) uint8, blue first, at the scale of the
            training; None draws a smear.

    Returns:
        Path: ``rdf.yaml``.

    Raises:
        OSError: If a file cannot be written.
        ValueError: If the card does not say the licence of the weights, or bioimage.io takes no
            such name or description, or the test image tests too little.
    """
    require_describable(card, authors)
    if card.licence == ModelCard.licence:
        raise ValueError(
            f"{card.name}: its card says no licence of the weights, expected one of "
            "https://spdx.org/licenses; pack it with --licence"
        )
    size = card.pixel_size if pixel_size is None else pixel_size
    results = write_program_folder(
        model, card, folder, _FORM, size, score_threshold, authors, picture
    )
    if not all(result.any() for result in results):  # bioimageio.core refuses such tests
        raise ValueError(
            f"{card.name}: finds in the test image no cell"
            + (f", or none but of {card.classes[0]}" if len(results) > 1 else "")
            + ", so that it would test nothing; give another --test-image"
        )
    return folder / "rdf.yaml"
