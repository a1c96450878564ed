"""The COCO files and images of a config's data sets: can MMDetection read them as they are?"""

import codecs
from pathlib import Path

from mmengine.config import ConfigDict

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.coco.reader import read_json
from mmcsam.jobs.problem import UnusableFileError

from .recorded_intensity import annotations_of
from .required_data import datasets_of

_PIXELS = 2**30  # OpenCV ends here
_CONVERT = (
    'Record one mapping for all images in the COCO file, "info": {"intensity": {"low": LOW, '
    '"high": HIGH}}, as `python -m mmcsam convert masks --intensity LOW HIGH` does, or make copies '
    "of 8 bits by its --write-images"
)


def require_images(cfg: ConfigDict, *splits: str) -> None:
    """Check that a config's COCO files and their images are there and are read as they are meant.

    MMDetection keeps the upper 8 bits of deeper images. 12-bit values of a camera in 16 bits come
    out nearly black, and a training or test goes on with that. Deep images are right where
    :func:`use_recorded_intensity` has found how to read them. Only headers are read.

    Args:
        cfg: The whole config.
        splits: As for :func:`require_data`.

    Raises:
        OSError: If a COCO file cannot be read.
        UnusableFileError: If an image is missing, damaged, of more than 8 bits, or too large, or an
            entry of a COCO file cannot be used.
        ValueError: If a COCO file is none.
    """
    for split in splits:
        for dataset in datasets_of((cfg.get(f"{split}_dataloader") or {}).get("dataset")):
            root = dataset.get("data_root") or ""
            path = annotations_of(dataset)
            prefixes = dataset.get("data_prefix") or {}
            folder = prefixes.get("img", prefixes.get("img_path", ""))
            if "://" in f"{root}{folder}" or path is None:
                continue
            if dataset.get("type") == "CocoDataset":
                require_entries(path)
            if dataset.get("type") == "RoICropDataset":
                mapped = recorded_intensity(path) is not None
            else:
                mapped = any(
                    step.get("type") == "LoadCellImage" for step in dataset.get("pipeline") or ()
                )
            require_readable(path, Path(root, folder), mapped)


def require_entries(ann_file: Path) -> None:
    """Check that MMDetection can read a COCO file; it takes it as it stands.

    Args:
        ann_file: COCO JSON.

    Raises:
        OSError: If it cannot be read.
        UnusableFileError: If an entry cannot be used, or the file begins with a byte order mark.
        ValueError: If it is no COCO file.
    """
    from mmcsam.check.entries import read_entries
    from mmcsam.check.finding import FindingKind

    with open(ann_file, "rb") as file:
        if file.read(3).startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnusableFileError(
                str(ann_file),
                "it begins with a byte order mark",
                "UTF-8 without one, as MMDetection reads",
                "Save it again without",
            )
    bad = [
        found for found in read_entries(ann_file).findings if found.kind is FindingKind.BAD_ENTRY
    ]
    if bad:
        raise UnusableFileError(
            str(ann_file),
            f"{len(bad)} entries cannot be used (first: {bad[0]})",
            "entries that MMDetection reads",
            "Correct them; `python -m mmcsam check` lists all",
        )


def require_readable(ann_file: Path, folder: Path, mapped: bool) -> None:
    """Check that every image of a COCO file is there and is read as it was meant.

    Args:
        ann_file: COCO JSON.
        folder: That ``file_name`` starts from.
        mapped: Whether images of more than 8 bits go through a mapping.

    Raises:
        OSError: If the COCO file cannot be read.
        UnusableFileError: As for :func:`require_images`.
        ValueError: If the COCO file is not JSON.
    """
    content = read_json(ann_file)
    entries = content.get("images") if isinstance(content, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("file_name") if isinstance(entry, dict) else None
        if isinstance(name, str):
            _check(folder / name, name, str(ann_file), mapped)


def _check(path: Path, name: str, source: str, mapped: bool) -> None:
    from mmcsam.check.image_header import read_image_header

    try:
        header = read_image_header(path)
    except FileNotFoundError as error:
        raise UnusableFileError(
            f"{source}: {name}",
            "no such image",
            f"the file {path}",
            "Give the folder that file_name starts from, or correct file_name; `python -m mmcsam "
            "check` lists all such images",
        ) from error
    except ValueError as error:
        raise UnusableFileError(
            str(path), str(error), "an image that MMDetection reads", "Copy or save it again"
        ) from error
    if header.deep and not mapped:
        raise UnusableFileError(
            str(path),
            "it has more than 8 bits a channel, of which MMDetection keeps the upper 8 alone",
            "8-bit images, or a record of the intensities that become 0 and 255",
            _CONVERT,
        )
    if header.width * header.height > _PIXELS:
        raise UnusableFileError(
            str(path),
            f"it has {header.width}x{header.height} pixels",
            "2^30 pixels at most, which is where OpenCV ends",
            "Cut it into tiles; `python -m mmcsam predict` reads larger images in parts",
        )
