"""What a model finds on the images that were held back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.coco.reader import read_coco
from mmcsam.inference.segmenter import Segmenter
from mmcsam.jobs.progress import progress
from mmcsam.jobs.whole_file import write_json

_LOWEST_SCORE = 0.02  # AP looks at cells that nobody would be shown


def predict_held_back(
    model: Path,
    ann_file: Path,
    images: Path,
    out: Path,
    classes: Mapping[str, str],
    **options: Any,
) -> Path:
    """Write a model's COCO results for the images of a COCO file.

    Args:
        model: A packed model.
        ann_file: COCO JSON.
        images: Folder that ``file_name`` starts from.
        out: The file.
        classes: The model's class of each of the file's. Cells of the model's other classes are
            left out: nobody has annotated them.
        **options: Of :class:`Segmenter`, such as ``cell_width``.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If an image cannot be used.
    """
    coco = read_coco(ann_file)
    numbers = {name: number for number, name in coco.names.items()}
    category = {other: numbers[name] for name, other in classes.items()}
    # The same for a model that comes with an ONNX network and one that was just trained.
    segmenter = Segmenter(model, score_threshold=_LOWEST_SCORE, backend="pytorch", **options)
    segmenter.recorded = recorded_intensity(ann_file) or segmenter.recorded
    results = []
    for image in progress(coco.images, f"predicting with {model.name}", len(coco.images)):
        cells = segmenter(images / image.file_name, name=image.file_name)
        results += [
            {
                "image_id": image.id,
                "category_id": category[cells.classes[cell.label]],
                "segmentation": cell.mask.rle,
                "score": cell.score,
            }
            for cell in cells
            if cells.classes[cell.label] in category
        ]
    write_json(out, results)
    return out
