"""Pictures for a COCO file and predictions in COCO form."""

import json
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from mmcsam.images.png import write_png

from .comparison import draw_comparison


def draw_coco_comparisons(
    ann_file: str | Path,
    prediction_file: str | Path,
    image_root: str | Path,
    out: str | Path,
    limit: int | None = None,
    score_thr: float = 0.5,
) -> list[Path]:
    """Write one PNG an image: the image, its true cells and its predicted cells.

    Args:
        ann_file: COCO JSON with RLE masks.
        prediction_file: COCO result list with RLE masks, as ``CocoMetric`` writes it.
        image_root: Folder that the file names in ``ann_file`` start from.
        out: Folder for the pictures, made if need be.
        limit: Draw this many images, spread evenly over the file; None draws all.
        score_thr: Leave out predictions below this score.

    Returns:
        The files written.

    Raises:
        FileNotFoundError: If an image cannot be read.
    """
    coco = json.loads(Path(ann_file).read_text())
    truth = _by_image(coco["annotations"])
    confident = [
        p for p in json.loads(Path(prediction_file).read_text()) if p["score"] >= score_thr
    ]
    predictions = _by_image(confident)
    images = coco["images"]
    if limit is not None and limit < len(images):
        images = [images[i] for i in np.linspace(0, len(images) - 1, limit).round().astype(int)]
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for record in tqdm(images, desc="drawing", unit="image"):
        path = Path(image_root) / record["file_name"]
        image = cv2.imread(str(path))
        if image is None:
            raise FileNotFoundError(f"{path}: cannot be read as an image; check the image folder")
        true, predicted = truth[record["id"]], predictions[record["id"]]
        picture = draw_comparison(
            image,
            true,
            predicted,
            (
                record["file_name"],
                f"ground truth: {len(true)} cells",
                f"prediction (score >= {score_thr:g}): {len(predicted)} cells",
            ),
        )
        written.append(write_png(out / f"{path.stem}.png", picture))
    return written


def _by_image(instances: list[dict]) -> dict[int, list[dict]]:
    masks = defaultdict(list)
    for instance in instances:
        masks[instance["image_id"]].append(instance["segmentation"])
    return masks
