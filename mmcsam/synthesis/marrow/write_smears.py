"""Write drawn smears as a COCO data set."""

import json
from pathlib import Path

import numpy as np

from mmcsam.images.lossless import write_lossless
from mmcsam.jobs.progress import progress
from mmcsam.jobs.whole_file import write_text

from .smear import CLASSES, draw_numbered_smear

_DESCRIPTION = "Bone-marrow smears drawn by mmcsam; no real image is in them"


def write_smears(
    out: str | Path,
    images: int,
    seed: int = 0,
    size: tuple[int, int] = (512, 384),
    cell_sizes: float = 1.4,
) -> Path:
    """Write drawn smears and ``instances.json``, which is written last.

    Args:
        out: Folder; made if missing. Images that an interrupted call has written are drawn again.
        images: How many.
        seed: Seed, 0 or above; the n-th image is that of :class:`DrawnSmearDataset`'s index n.
        size: Width and height.
        cell_sizes: See :func:`draw_numbered_smear`.

    Returns:
        Path: The COCO file; ``file_name`` is relative to ``out``.

    Raises:
        OSError: If a file cannot be written.
        ValueError: If ``images`` is below 1.
    """
    if images < 1:
        raise ValueError(f"images is {images}, expected 1 or more")
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    entries: list[dict] = []
    annotations: list[dict] = []
    for index in progress(range(images), "drawing", images):
        smear = draw_numbered_smear(seed, index, size, cell_sizes)
        name = f"{index:06d}.png"
        write_lossless(out / name, np.ascontiguousarray(smear.image[..., ::-1]))
        entries.append({"id": index + 1, "file_name": name, "width": size[0], "height": size[1]})
        for mask, label in zip(smear.masks, smear.labels, strict=True):
            ids = {"id": len(annotations) + 1, "image_id": index + 1}
            annotations.append({**ids, **mask.annotation(label + 1)})
    coco = {
        "info": {"description": _DESCRIPTION},
        "images": entries,
        "categories": [{"id": i, "name": name} for i, name in enumerate(CLASSES, start=1)],
        "annotations": annotations,
    }
    path = out / "instances.json"
    write_text(path, json.dumps(coco))
    return path
