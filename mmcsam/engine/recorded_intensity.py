"""Let a config's data sets read images of more than 8 bits by the mapping that was recorded."""

from pathlib import Path

from mmengine.config import ConfigDict

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.images.intensity import IntensityMapping

from .required_data import datasets_of

_SPLITS = ("train", "val", "test")


def use_recorded_intensity(cfg: ConfigDict) -> str | None:
    """Put ``LoadCellImage`` in the place of ``LoadImageFromFile`` where a COCO file says how.

    Each file's ``info.intensity`` counts for its own images. Pipelines that begin with another step
    stay as they are.

    Args:
        cfg: The whole config; changed.

    Returns:
        str: What to say of it; None where no file records a mapping.

    Raises:
        OSError: If a COCO file cannot be read.
        ValueError: If two files record different mappings: what was learned by one is not to be
            judged by another.
    """
    found: dict[IntensityMapping, Path] = {}
    for split in _SPLITS:
        for dataset in datasets_of((cfg.get(f"{split}_dataloader") or {}).get("dataset")):
            path = annotations_of(dataset)
            if path is None:
                continue
            mapping = recorded_intensity(path)
            if mapping is not None:
                found.setdefault(IntensityMapping(mapping.low, mapping.high), path)
                _replace(dataset.get("pipeline") or [], mapping)
    if not found:
        return None
    (mapping, path), *others = found.items()
    if others:
        raise ValueError(
            f"{others[0][1]}: records that intensities of {others[0][0].low:g} to "
            f"{others[0][0].high:g} become 0 to 255, {path} those of {mapping.low:g} to "
            f"{mapping.high:g}; expected one mapping for training and test, so convert both with "
            "the same --intensity"
        )
    # A test by several views has a pipeline of its own.
    _replace(cfg.get("tta_pipeline") or [], mapping)
    return (
        f"images of more than 8 bits are read with intensities of {mapping.low:g} to "
        f"{mapping.high:g} as 0 to 255, as {path} records"
    )


def annotations_of(dataset: ConfigDict) -> Path | None:
    """Return a data set's COCO file; None if it is not on this machine."""
    root, name = dataset.get("data_root") or "", dataset.get("ann_file") or ""
    path = Path(root, name)
    return path if "://" not in f"{root}{name}" and path.is_file() else None


def _replace(pipeline: list, mapping: IntensityMapping) -> None:
    for step in pipeline[:1]:
        if step.get("type") in ("LoadImageFromFile", "mmdet.LoadImageFromFile"):
            step.clear()
            step.update(type="LoadCellImage", intensity=(mapping.low, mapping.high))
