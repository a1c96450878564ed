"""A detector as QuPath's InstanSeg extension takes it."""

from pathlib import Path

from mmdet.models.detectors import MaskRCNN

from mmcsam.inference.model.model_card import ModelCard

from .program_folder import ProgramForm, write_program_folder
from .resource_description import require_describable

# The extension and InstanSeg's Python class look for this name.
_FORM = ProgramForm("instanseg.pt", normalised=True)


def write_instanseg(
    model: MaskRCNN,
    card: ModelCard,
    folder: Path,
    pixel_size: float | None = None,
    score_threshold: float = 0.5,
    authors: tuple[str, ...] = ("not said",),
) -> Path:
    """Write a detector for `QuPath's extension <https://github.com/qupath/qupath-extension-instanseg>`_.

    QuPath scales, normalises and tiles the image and makes objects of the label image; later
    versions give them the classes of the second output as well.

    Args:
        model: An exportable detector in evaluation mode, which is changed.
        card: Its card.
        folder: Receives ``instanseg.pt``, ``rdf.yaml`` and what this names. QuPath shows the model
            under the folder's and the card's name.
        pixel_size: Micrometres a pixel of the network's input; None takes the card's.
        score_threshold: Cells of lower scores are left out, in [0, 1].
        authors: Names, at least one.

    Returns:
        Path: The program.

    Raises:
        OSError: If a file cannot be written.
        ValueError: If nobody says the pixel size, by which QuPath scales images, or bioimage.io
            takes no such name or description.
    """
    require_describable(card, authors)
    size = card.pixel_size if pixel_size is None else pixel_size
    if size is None:
        raise ValueError(
            f"{card.name}: does not know its pixel size, by which QuPath scales images; pack "
            "it with --pixel-size, the micrometres a pixel of the network's input, or give it here"
        )
    write_program_folder(model, card, folder, _FORM, size, score_threshold, authors)
    return folder / _FORM.program
