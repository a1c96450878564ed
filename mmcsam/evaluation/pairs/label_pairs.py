"""Image pairs from two folders of label images."""

from collections import defaultdict
from pathlib import Path

import numpy as np
from natsort import natsorted

from mmcsam.images.lab_file_names import has_pixels, is_byproduct, without_mask_suffix
from mmcsam.images.label_file import read_mask_values
from mmcsam.images.pixel_file import read_pixel_file
from mmcsam.jobs.progress import progress
from mmcsam.structures.label_instances import label_instances

from .image_pair import ImagePair

CATEGORY = "cell"


class TrueLabels:
    """The true instances of a folder of label images, read once for several predictions.

    Args:
        folder: Folder of PNG, TIFF, BMP or NumPy files; folders in it are not looked into.

    Attributes:
        files: Files by the name that partners share, in natural order.
        masks: Each one's instances as compressed RLE, by the same names.
        sizes: Height and width of each in pixels, likewise.
        notes: What was left out.

    Raises:
        OSError: If a folder or file cannot be read.
        ValueError: If two files have one stem, or a file is no label image.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.notes: list[str] = []
        self.files = _files_by_stem(self.folder, self.notes)
        self.masks: dict[str, list[dict]] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        for stem, path in progress(self.files.items(), "reading", len(self.files)):
            height, width = read_pixel_file(path, str(path)).pixels.shape[:2]
            self.masks[stem] = _masks(path, (width, height))
            self.sizes[stem] = height, width


def label_pairs(
    truth: str | Path | TrueLabels, prediction_dir: str | Path, allow_missing: bool = False
) -> tuple[list[dict[str, ImagePair]], list[str]]:
    """Read true and predicted instances from label images: 0 background, one value a cell.

    Files belong together by their stem, with or without an ending such as ``_masks`` or ``_label``.
    Label images hold no scores: each prediction gets 1.

    Args:
        truth: Folder of PNG, TIFF, BMP or NumPy files, folders in it are not looked into; or what
            :class:`TrueLabels` made of it.
        prediction_dir: Likewise, a folder.
        allow_missing: Take a true image without a prediction file as one without predictions.

    Returns:
        tuple: A pair for the class "cell" of each image, in natural order of the names; and notes
        on what was left out.

    Raises:
        OSError: If a folder or file cannot be read.
        ValueError: If a file has no partner, two files have one stem, or a file is no label image
            of its partner's size.
    """
    if not isinstance(truth, TrueLabels):
        truth = TrueLabels(truth)
    notes = list(truth.notes)
    prediction = _files_by_stem(Path(prediction_dir), notes)
    missing = [stem for stem in truth.files if stem not in prediction]
    orphans = [stem for stem in prediction if stem not in truth.files]
    if orphans:
        raise ValueError(
            f"{prediction[orphans[0]]}: no label image of that name in {truth.folder}"
            f"{_more(orphans)}; give both folders the same names"
        )
    if missing and not allow_missing:
        raise ValueError(
            f"{truth.files[missing[0]]}: no label image of that name in {prediction_dir}"
            f"{_more(missing)}; give --allow-missing if nothing was found in such images"
        )
    if missing:
        names = ", ".join(truth.files[stem].name for stem in missing[:5])
        more = ", ..." if len(missing) > 5 else ""
        notes.append(
            f"{len(missing)} of {len(truth.files)} images have no prediction file and count as "
            f"images without predictions: {names}{more}"
        )
    pairs = [
        {CATEGORY: _pair(truth, stem, prediction.get(stem))}
        for stem in progress(truth.files, "reading", len(truth.files))
    ]
    return pairs, notes


def _files_by_stem(folder: Path, notes: list[str]) -> dict[str, Path]:
    """Return a folder's label images by the name that partners share."""
    found = defaultdict(list)
    ignored = []
    for path in natsorted(folder.iterdir(), key=lambda path: path.name):
        if not path.is_file() or not has_pixels(path.name) or is_byproduct(path):
            ignored.append(path.name)
        else:
            found[without_mask_suffix(path.stem) or path.stem].append(path)
    for stem, paths in found.items():
        if len(paths) > 1:
            raise ValueError(
                f"{folder}: {' and '.join(path.name for path in paths)} are both of the image "
                f"{stem!r}; expected one label image each, in a folder of their own"
            )
    if ignored:
        notes.append(
            f"{folder}: {len(ignored)} entries that are no label images were ignored "
            f"(first: {ignored[0]})"
        )
    return {stem: paths[0] for stem, paths in found.items()}


def _pair(truth: TrueLabels, stem: str, prediction: Path | None) -> ImagePair:
    height, width = truth.sizes[stem]
    return ImagePair(
        truth.files[stem].name,
        (height, width),
        truth.masks[stem],
        [] if prediction is None else _masks(prediction, (width, height)),
    )


def _masks(path: Path, size: tuple[int, int]) -> list[dict]:
    values: np.ndarray = read_mask_values(path, str(path), size)
    return [mask.rle for _, mask in label_instances(values)]


def _more(stems: list[str]) -> str:
    return f" (and for {len(stems) - 1} more)" if len(stems) > 1 else ""
