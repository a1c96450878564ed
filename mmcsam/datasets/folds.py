"""Split a COCO file into folds."""

import json
from collections.abc import Sequence
from pathlib import Path

from natsort import natsorted

from mmcsam.jobs.whole_file import write_text

_RUNS_A_FOLD = 4


def assign_folds(images: Sequence[dict], count: int) -> dict[int, int]:
    """Assign each image to one of ``count`` folds of about the same size.

    Images with neighbouring numbers may show the same field (SegPC-2021 has such pairs), so folds
    are made of runs of neighbours and not drawn image by image: only the ends of runs can leak.
    Each fold has several runs from all over the data, for numbers often go with cameras too.

    Args:
        images: COCO's ``images``: ``id`` and ``file_name`` are read.
        count: 2 or more, and no more than there are images.

    Returns:
        dict: The fold, from 0, of each image's id.

    Raises:
        ValueError: If ``count`` is out of its range.

    Example:
        >>> images = [{"id": n, "file_name": f"{n}.bmp"} for n in range(1, 17)]
        >>> "".join(str(fold) for fold in assign_folds(images, 2).values())
        '0011001100110011'
    """
    if not 2 <= count <= len(images):
        raise ValueError(
            f"{count} folds of {len(images)} images: give 2 or more, and no more than the images"
        )
    ordered = natsorted(images, key=lambda image: image["file_name"])
    runs = min(_RUNS_A_FOLD * count, len(images) // count * count)
    return {image["id"]: place * runs // len(images) % count for place, image in enumerate(ordered)}


def write_folds(ann_file: str | Path, out: str | Path, count: int) -> list[tuple[Path, Path]]:
    """Write the annotations that each fold's guide is trained and validated on.

    ``out/folds.json`` has the fold of each image id, for ``LoadGuideFold``. Folds that are there
    already stay as they are.

    Args:
        ann_file: COCO JSON of the training images.
        out: A folder; made if missing.
        count: Number of folds.

    Returns:
        list: For each fold the files ``fold_<k>_train.json``, without the fold's images, and
        ``fold_<k>_val.json``, with them alone.

    Raises:
        FileExistsError: If ``out`` holds other folds than these.
        FileNotFoundError: If ``ann_file`` does not exist.
        ValueError: If ``count`` is out of its range.
    """
    ann_file, out = Path(ann_file), Path(out)
    if not ann_file.is_file():
        raise FileNotFoundError(
            f"{ann_file}: no such file, expected annotations; convert the data first"
        )
    coco = json.loads(ann_file.read_text())
    folds = assign_folds(coco["images"], count)
    content = {
        "annotations": str(ann_file.resolve()),
        "folds": {str(k): v for k, v in folds.items()},
    }
    index = out / "folds.json"
    if index.is_file() and json.loads(index.read_text()) != content:
        raise FileExistsError(
            f"{index} holds folds of other images, or another number of them: name another folder"
        )
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for fold in range(count):
        train, val = (out / f"fold_{fold}_{name}.json" for name in ("train", "val"))
        for path, inside in ((train, False), (val, True)):
            chosen = {image for image, own in folds.items() if (own == fold) == inside}
            write_text(path, json.dumps(_select(coco, chosen)))
        files.append((train, val))
    write_text(index, json.dumps(content))
    return files


def _select(coco: dict, chosen: set[int]) -> dict:
    return {
        **coco,
        "images": [image for image in coco["images"] if image["id"] in chosen],
        "annotations": [cell for cell in coco["annotations"] if cell["image_id"] in chosen],
    }
