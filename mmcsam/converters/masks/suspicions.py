"""Tell masks of another kind than was taken for granted."""

from collections.abc import Sequence

import numpy as np

from .image import MasksImage


def check_kind(images: Sequence[MasksImage], form_given: bool) -> list[str]:
    """Look for semantic masks among label images, touching cells and odd instance files.

    Args:
        images: All images of a data set.
        form_given: Whether the user has said how the masks are kept.

    Returns:
        list: Notes.

    Raises:
        ValueError: If the label images look semantic: none has two values above 0, and one value
            is in several places. If all files of one instance look like label images, and their
            form was found, not given.
    """
    return [*_check_labels(images), *_check_components(images), *_check_files(images, form_given)]


def _check_labels(images: Sequence[MasksImage]) -> list[str]:
    scattered = [image for image in images if len(image.labels) == 1 and image.parts > 1]
    several = [image for image in images if len(image.labels) > 1]
    if scattered and not several:
        first = scattered[0]
        raise ValueError(
            f"these masks look semantic, not like label images: none has two values above 0, and "
            f"the {first.labels[0]} of {first.file_name}'s mask is in {first.parts} "
            "separate places. Give --components to take each connected component as an instance "
            "(touching cells become one); a label image has another number for each cell"
        )
    notes = [
        f"{image.file_name}: its label image has the value {image.labels[0]} only, in "
        f"{image.parts} separate places: one instance; is this mask semantic?"
        for image in scattered
    ]
    total = sum(len(image.labels) for image in images)
    parts = sum(image.multi_part for image in images if image.labels)
    if total and 2 * parts > total:
        notes.append(
            f"{parts} of {total} labels are in several separate places; are the values class "
            "numbers, the same for many cells?"
        )
    return notes


def _check_components(images: Sequence[MasksImage]) -> list[str]:
    areas = np.array([area for image in images for area in image.areas])
    if areas.size == 0:
        return []
    median = np.median(areas)
    return [
        f"{areas.size} connected components (8 neighbours) became instances, of median area "
        f"{median:g}: {np.count_nonzero(areas > 2 * median)} are larger than twice the median and "
        f"may be touching cells in one, {np.count_nonzero(areas < median / 10)} are smaller than "
        "a tenth and may be specks"
    ]


def _check_files(images: Sequence[MasksImage], form_given: bool) -> list[str]:
    mixed = [name for image in images for name in image.mixed]
    if not mixed:
        return []
    if not form_given and len(mixed) == sum(len(image.annotations) for image in images):
        raise ValueError(
            f"every mask file has several values above 0 (first: {mixed[0]}). Give --form "
            "instance-files if each file is one cell, with parts of several values; label images "
            "need the names of their images, and --form label-folders"
        )
    return [
        f"{len(mixed)} instance files have several values above 0, all taken as the object "
        f"(first: {mixed[0]})"
    ]
