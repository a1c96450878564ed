"""A folder with a label program and all that describes it."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from mmdet.models.detectors import MaskRCNN

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import file_sha256
from mmcsam.structures.label_instances import label_instances
from mmcsam.synthesis.marrow.smear import draw_numbered_smear
from mmcsam.visualization.overlay import draw_overlay

from .label_program import ProgramInput, script_label_program
from .program_readme import program_readme
from .resource_description import ProgramFiles, describe_resource

_SEED = 6_000  # of the drawn test image, which no model has learned from
_SIZE = (512, 384)


@dataclass(frozen=True)
class ProgramForm:
    """In which of two ways a folder is written.

    Attributes:
        program: Name of the program's file.
        normalised: Whether images are normalised by percentiles before they go in; else they hold
            intensities as files do.
        outputs: Names of the files with what the program makes of the test image.
    """

    program: str
    normalised: bool
    outputs: tuple[str, str] = ("test-output_labels.npy", "test-output_classes.npy")


def write_program_folder(
    model: MaskRCNN,
    card: ModelCard,
    folder: Path,
    form: ProgramForm,
    pixel_size: float | None,
    score_threshold: float,
    authors: tuple[str, ...],
    picture: np.ndarray | None = None,
) -> list[np.ndarray]:
    """Write a program, ``rdf.yaml``, a test image with its result, a cover and a README.

    Args:
        model: An exportable detector in evaluation mode, which is changed.
        card: Its card.
        folder: Receives the files.
        form: In which way.
        pixel_size: Micrometres a pixel of the program's images; None if not known.
        score_threshold: Cells of lower scores are left out.
        authors: Names.
        picture: The test image, (h, w, 3) uint8, blue first, at the scale of the training; None
            draws a smear.

    Returns:
        list: What the program makes of the test image, each output.

    Raises:
        OSError: If a file cannot be written.
    """
    import yaml  # MMEngine's own dependency

    low, high = _intensities(card)
    taken = (0.0, 1.0) if form.normalised else (low, high)
    program = script_label_program(model, card, ProgramInput(*taken, pixel_size, score_threshold))
    torch.jit.save(program, str(folder / form.program))
    if picture is None:
        picture = draw_numbered_smear(_SEED, 0, _SIZE, 1.0).image[..., ::-1]
    raw = low + picture[..., ::-1].astype(np.float32) * np.float32((high - low) / 255)
    image = np.ascontiguousarray(raw.transpose(2, 0, 1)[None])
    with torch.no_grad():
        found = program(torch.from_numpy(_normalised(image) if form.normalised else image))
    results = [one.numpy() for one in (found if isinstance(found, tuple) else (found,))]
    files = ProgramFiles(
        form.program,
        file_sha256(folder / form.program),
        torch.__version__.partition("+")[0],
        f"{card.name}_README.md",
        "cover.png",
        "test-input.npy",
        form.outputs[: len(results)],
    )
    np.save(folder / files.test_input, image)
    for name, result in zip(files.test_outputs, results, strict=True):
        np.save(folder / name, result)
    cv2.imwrite(str(folder / files.cover), _cover(picture, results[0][0, 0]))
    (folder / files.documentation).write_text(
        program_readme(card, pixel_size, form.normalised, score_threshold), "utf-8"
    )
    content = describe_resource(card, files, pixel_size, form.normalised, authors)
    (folder / "rdf.yaml").write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return results


def _intensities(card: ModelCard) -> tuple[float, float]:
    """Return what becomes 0 and 255 for the network."""
    if card.intensity is None:
        return 0.0, 255.0
    return float(card.intensity["low"]), float(card.intensity["high"])


def _normalised(image: np.ndarray) -> np.ndarray:
    """Return (n, c, h, w) as bioimage.io's ``scale_range`` leaves it."""
    low, high = np.percentile(image, (0.1, 99.9), axis=(2, 3), keepdims=True)
    return ((image - low) / (high - low + 1e-6)).astype(np.float32)


def _cover(picture: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the square middle of a picture with the cells found."""
    masks = [mask.rle for _, mask in label_instances(labels.astype(np.int32))]
    side = min(picture.shape[:2])
    top, left = ((length - side) // 2 for length in picture.shape[:2])
    return draw_overlay(picture, masks)[top : top + side, left : left + side]
