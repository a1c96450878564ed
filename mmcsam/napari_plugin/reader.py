"""Open in napari what ``predict`` and ``convert`` have written."""

from collections.abc import Callable
from pathlib import Path

from mmcsam.coco.data import CocoImage
from mmcsam.coco.reader import read_coco, read_json
from mmcsam.export.exported_object import ExportedObject
from mmcsam.images.label_file import check_not_negative
from mmcsam.images.pixel_file import read_pixel_file
from mmcsam.inference.run_folder import INSTANCES, RUN
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.label_instances import label_instances

from .labels_layer import LayerData, labels_layer

_MOST = 100  # layers, above which napari's list of them is of no use
_LABELS = "labels"


def get_reader(path: str | list[str]) -> Callable[[str], list[LayerData]] | None:
    """Return what opens a path; napari calls it.

    Args:
        path: A COCO file, or a folder that ``predict`` wrote with ``coco`` or ``labels``. Of a
            list, which napari takes for a stack, nothing is opened.

    Returns:
        Callable: From the path to a labels layer an image; None if the path is something else.
    """
    if not isinstance(path, str):
        return None
    place = Path(path)
    if place.is_dir():
        if (place / INSTANCES).is_file():
            return lambda folder: read_cells(Path(folder) / INSTANCES)
        if (place / RUN).is_file() and (place / _LABELS).is_dir():
            return lambda folder: read_label_images(Path(folder) / _LABELS)
        return None
    return (lambda file: read_cells(Path(file))) if place.suffix.lower() == ".json" else None


def read_cells(file: Path) -> list[LayerData]:
    """Return the cells of a COCO file, annotated or predicted, as a labels layer an image.

    All layers but the first are hidden, since images lie one over the other in napari.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not in COCO's form, a mask is damaged, or it holds no image or more
            than 100.
    """
    content = read_json(file)
    entries = content.get("annotations") if isinstance(content, dict) else None
    has_scores = any(isinstance(entry, dict) and "score" in entry for entry in entries or ())
    coco = read_coco(file, file if has_scores else None, score_thr=0)
    _check_count(file, len(coco.images), "images")
    layers = []
    for image in coco.images:
        objects = _objects(image, coco.categories)
        size = (image.width, image.height)
        layers.append(labels_layer(objects, size, image.file_name, coco.categories))
    return _only_the_first_shown(layers)


def read_label_images(folder: Path) -> list[LayerData]:
    """Return the label images in a folder as layers, with the area of each label.

    Raises:
        OSError: If one cannot be read.
        ValueError: If one is damaged or no label image, or there is none, or more than 100.
    """
    files = sorted(folder.rglob("*.tif"))
    _check_count(folder, len(files), "label images")
    return _only_the_first_shown([_label_image(path, path.relative_to(folder)) for path in files])


def _label_image(path: Path, name: Path) -> LayerData:
    labels = read_pixel_file(path, str(path)).pixels
    if labels.ndim != 2 or labels.dtype.kind not in "iu":
        raise UnusableFileError(
            str(path),
            f"it holds {labels.dtype} of the shape {list(labels.shape)}",
            "whole numbers, rows x columns",
            "Open it as an image",
        )
    cells = label_instances(check_not_negative(labels, str(path)))
    features = {
        "index": [number for number, _ in cells],
        "area_px": [int(mask.crop.sum()) for _, mask in cells],
    }
    shown = f"{name.with_suffix('').as_posix()} cells"
    return labels, {"name": shown, "features": features}, "labels"


def _objects(image: CocoImage, categories: tuple[str, ...]) -> list[ExportedObject]:
    return [
        ExportedObject(
            label,
            one.id,
            one.category,
            categories.index(one.category) + 1,
            one.score,
            InstanceMask.from_rle(one.rle),
        )
        for label, one in enumerate(image.instances, start=1)
    ]


def _check_count(path: Path, count: int, what: str) -> None:
    if not 0 < count <= _MOST:
        raise ValueError(
            f"{path}: holds {count} {what}, expected 1 to {_MOST}, since each becomes a layer; "
            "predict a few images alone, or look at all of them with python -m mmcsam serve"
        )


def _only_the_first_shown(layers: list[LayerData]) -> list[LayerData]:
    return [
        (labels, {**attributes, "visible": number == 0}, kind)
        for number, (labels, attributes, kind) in enumerate(layers)
    ]
