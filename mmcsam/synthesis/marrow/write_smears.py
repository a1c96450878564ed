"""Write drawn smears as a COCO data set."""

import json
from pathlib import Path

import numpy as np

from mmcsam.images.lossless import write_lossless
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.progress import progress
from mmcsam.jobs.staging import staged

from .smear import CLASSES, draw_numbered_smear

_ANNOTATIONS = "instances.json"
_DESCRIPTION = "Bone-marrow smears drawn by mmcsam; no real image is in them"


def write_smears(
    out: str | Path,
    images: int,
    seed: int = 0,
    size: tuple[int, int] = (512, 384),
    cell_sizes: float = 1.4,
    overwrite: bool = False,
) -> Path:
    """Write drawn smears and ``instances.json``: all of it, or nothing.

    Args:
        out: Folder; made if missing. What an earlier call wrote is replaced.
        images: How many.
        seed: Seed, 0 or above; the n-th image is that of :class:`DrawnSmearDataset`'s index n.
        size: Width and height.
        cell_sizes: See :func:`draw_numbered_smear`.
        overwrite: Replace files of these names that another program wrote, or that were changed
            since this one did.

    Returns:
        Path: The COCO file; ``file_name`` is relative to ``out``.

    Raises:
        FileExistsError: If a file that this program did not write would be replaced.
        OSError: If a file cannot be written.
        ValueError: If ``images`` or a side is below 1.
    """
    if images < 1:
        raise ValueError(f"images is {images}, expected 1 or more")
    if min(size) < 1:
        raise ValueError(f"size is {size[0]}x{size[1]} pixels, expected 1 or more a side")
    out = Path(out)
    names = [f"{index:06d}.png" for index in range(images)]
    guard = OutputGuard(out, overwrite=overwrite, option="folder")
    guard.check([*names, _ANNOTATIONS])
    with staged(out, guard) as stage:
        content = _draw(stage, names, seed, size, cell_sizes)
        (stage / _ANNOTATIONS).write_text(json.dumps(content), encoding="utf-8")
    return out / _ANNOTATIONS


def _draw(
    folder: Path, names: list[str], seed: int, size: tuple[int, int], cell_sizes: float
) -> dict:
    """Write the images and return what the COCO file says of them."""
    entries: list[dict] = []
    annotations: list[dict] = []
    for index, name in enumerate(progress(names, "drawing", len(names))):
        smear = draw_numbered_smear(seed, index, size, cell_sizes)
        write_lossless(folder / name, np.ascontiguousarray(smear.image[..., ::-1]))
        entries.append({"id": index + 1, "file_name": name, "width": size[0], "height": size[1]})
        for mask, label in zip(smear.masks, smear.labels, strict=True):
            ids = {"id": len(annotations) + 1, "image_id": index + 1}
            annotations.append({**ids, **mask.annotation(label + 1)})
    return {
        "info": {"description": _DESCRIPTION},
        "images": entries,
        "categories": [{"id": i, "name": name} for i, name in enumerate(CLASSES, start=1)],
        "annotations": annotations,
    }
