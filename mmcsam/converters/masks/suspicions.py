"""Tell masks of another kind than was taken for granted."""

from collections.abc import Sequence

import numpy as np

from .background_check import check_backgrounds
from .image import MasksImage

_CLASSES = 0.8  # of all labels in several places: they are classes, not cells


def check_kind(images: Sequence[MasksImage], form_given: bool) -> list[str]:
    """Look for odd backgrounds, semantic masks among label images and odd instance files.

    Args:
        images: All images of a data set.
        form_given: Whether the user has said how the masks are kept.

    Returns:
        list: Notes.

    Raises:
        ValueError: If the background is not clear, see ``check_backgrounds``. If a value looks like
            one to be ignored. If the label images look semantic: none has two values above 0, and
            one value is in several places; or nearly all values are, and their form was found, not
            given. If all files of one instance look like label images, and their form was found.
    """
    notes = check_backgrounds([found for image in images for found in image.backgrounds])
    notes += _note_reading(images)
    _check_void(images)
    try:
        notes += _check_labels(images, form_given)
    except ValueError as error:
        raise ValueError("\n".join((str(error), *(f"note: {note}" for note in notes)))) from None
    return [*notes, *_check_components(images), *_check_files(images, form_given)]


def _note_reading(images: Sequence[MasksImage]) -> list[str]:
    notes = []
    cuts = [cut for image in images for cut in image.cuts]
    if cuts:
        name, value = cuts[0]
        notes.append(
            f"{len(cuts)} masks have blurred edges and were cut half-way: pixels of {value} or "
            f"more count as the upper value (first: {name})"
        )
    coloured = sum(image.coloured for image in images)
    if coloured:
        notes.append(
            f"the masks of {coloured} images have colours: each colour is taken as a value of its "
            "own, 0xRRGGBB"
        )
    ignored = sum(image.ignored for image in images)
    if ignored:
        notes.append(f"{ignored:,} pixels were to be ignored and belong to no cell")
    return notes


def _check_void(images: Sequence[MasksImage]) -> None:
    found = [image.void for image in images if image.void is not None]
    if found:
        name, value = found[0]
        raise ValueError(
            f"{value} is in several places of {name} and far above its other values, as in "
            f"{len(found)} masks: it looks like a mark for pixels to be ignored. Give "
            f"--ignore {value} if they belong to no cell, or --ignore alone if {value} is a cell "
            "like others"
        )


def _check_labels(images: Sequence[MasksImage], form_given: bool) -> list[str]:
    scattered = [image for image in images if len(image.labels) == 1 and image.parts > 1]
    several = [image for image in images if len(image.labels) > 1]
    if scattered and not several:
        first = scattered[0]
        raise ValueError(
            f"these masks look semantic, not like label images: none has two values besides its "
            f"background, and the one of {first.file_name}'s mask is in {first.parts} "
            "separate places. Give --components to take each connected component as an instance "
            "(touching cells become one); a label image has another number for each cell"
        )
    total = sum(len(image.labels) for image in images)
    apart = sum(len(image.apart) for image in images)
    if several and apart >= _CLASSES * total and not form_given:
        first = next(image for image in several if image.apart)
        raise ValueError(
            f"{apart} of {total} labels are in several separate places (first: the "
            f"{first.apart[0]} of {first.file_name}'s mask): the values look like classes or grey "
            "levels, the same for many cells. Give --components to take each connected component "
            "of a value as an instance, or the form of the masks with --form if each value is one "
            "cell all the same"
        )
    notes = [
        f"{image.file_name}: its label image has the value {image.labels[0]} only, in "
        f"{image.parts} separate places: one instance; is this mask semantic?"
        for image in scattered
    ]
    if total and 2 * apart > total:
        notes.append(
            f"{apart} of {total} labels are in several separate places; are the values class "
            "numbers, the same for many cells?"
        )
    elif apart:
        first = next(image for image in images if image.apart)
        notes.append(
            f"{apart} of {total} labels are in several separate places (first: the "
            f"{first.apart[0]} of {first.file_name}'s mask), each kept as one instance; "
            "--components makes each place one"
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
