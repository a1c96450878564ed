"""Pictures for a COCO file and predictions in COCO form."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.coco.reader import read_coco, read_predictions
from mmcsam.images.lossless import write_lossless
from mmcsam.images.picture import decode_file
from mmcsam.jobs.output_names import output_names
from mmcsam.jobs.progress import progress

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

    The pictures are called as the images are, folders included.

    Args:
        ann_file: COCO JSON with masks.
        prediction_file: COCO result list with masks, as ``CocoMetric`` writes it.
        image_root: Folder that the file names in ``ann_file`` start from.
        out: Folder for the pictures, made if need be.
        limit: Draw this many images, spread evenly over the file; None draws all.
        score_thr: Leave out predictions below this score.

    Returns:
        The files written.

    Raises:
        OSError: If a file or an image cannot be read.
        ValueError: If a file is not in COCO's form.
    """
    truth = read_coco(ann_file)
    pairs = list(
        zip(
            truth.images,
            read_predictions(truth, prediction_file, score_thr).images,
            strict=True,
        )
    )
    if limit is not None and limit < len(pairs):
        pairs = [pairs[i] for i in np.linspace(0, len(pairs) - 1, limit).round().astype(int)]
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    names = output_names([image.file_name for image, _ in pairs])
    named = progress(zip(names, pairs, strict=True), "drawing", len(pairs))
    for name, (true_image, predicted_image) in named:
        path = Path(image_root) / true_image.file_name
        image = decode_file(path, cv2.IMREAD_COLOR) if path.is_file() else None
        if image is None:
            raise FileNotFoundError(f"{path}: cannot be read as an image; check the image folder")
        true, predicted = (
            [instance.rle for instance in each.instances] for each in (true_image, predicted_image)
        )
        picture = draw_comparison(
            image,
            true,
            predicted,
            (
                true_image.file_name,
                f"ground truth: {len(true)} cells",
                f"prediction (score >= {score_thr:g}): {len(predicted)} cells",
            ),
        )
        written.append(write_lossless(out / f"{name}.png", picture))
    return written
