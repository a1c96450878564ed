"""The mapping of intensities that a COCO file records."""

from pathlib import Path

from mmcsam.images.intensity import IntensityMapping

from .reader import read_json


def recorded_intensity(ann_file: str | Path) -> IntensityMapping | None:
    """Return how a COCO file's images of more than 8 bits become 8 bits.

    Images of 8 bits are never mapped: they have been already, or need it not.

    Args:
        ann_file: COCO JSON.

    Returns:
        IntensityMapping: None where the file records nothing.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not JSON, or what it records is no mapping.
    """
    recorded = recorded_info(ann_file)
    return None if recorded is None else IntensityMapping.from_info(recorded, str(ann_file))


def recorded_info(ann_file: str | Path) -> dict | None:
    """Return what a COCO file records of it, ``info.intensity``, see :func:`recorded_intensity`.

    ``convert masks --intensity`` and ``--write-images`` write it.
    """
    content = read_json(ann_file)
    info = content.get("info") if isinstance(content, dict) else None
    recorded = info.get("intensity") if isinstance(info, dict) else None
    if recorded is not None:
        IntensityMapping.from_info(recorded, f"{ann_file}: info.intensity")
    return recorded
