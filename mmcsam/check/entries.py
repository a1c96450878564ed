"""A COCO file's entries, without those that cannot be used."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mmcsam.coco.header import PIXEL_LIMIT
from mmcsam.coco.json_values import identifier, is_file_name, is_number
from mmcsam.coco.reader import read_json

from .finding import Finding, FindingKind

Kind = FindingKind


@dataclass
class CocoEntries:
    """The usable entries of a COCO file, as they stand there.

    Attributes:
        images: Image entries.
        annotations: Annotation entries by image id.
        categories: Category names by id, in the file's order.
        instances: Annotations in the file, unusable ones too.
        findings: What is wrong with the entries and with how they refer to each other.
    """

    images: list[dict] = field(default_factory=list)
    annotations: dict[object, list[dict]] = field(default_factory=lambda: defaultdict(list))
    categories: dict[object, str] = field(default_factory=dict)
    instances: int = 0
    findings: list[Finding] = field(default_factory=list)


def read_entries(path: str | Path) -> CocoEntries:
    """Read a COCO file and check its entries.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no COCO file: not JSON, or without lists of images, annotations and
            categories.
    """
    content = read_json(path)
    coco = content if isinstance(content, dict) else {}
    for name in ("images", "annotations", "categories"):
        if not isinstance(coco.get(name), list):
            cure = "write them as a list" if isinstance(coco.get(name), dict) else "give one"
            raise ValueError(
                f"{path}: no list of {name}; expected a COCO file, an object with lists of images, "
                f"annotations and categories; {cure}, which MMDetection needs"
            )
    entries = CocoEntries(instances=len(coco["annotations"]))
    found = entries.findings
    for category in _usable(coco["categories"], "category", _category_fault, found):
        entries.categories[category["id"]] = category["name"]
    entries.images = _usable(coco["images"], "image", _image_fault, found)
    annotations = _usable(coco["annotations"], "annotation", _annotation_fault, found)
    _find_repeated(coco["categories"], entries.images, annotations, found)
    known = {image["id"] for image in entries.images}
    for annotation in annotations:
        entries.annotations[annotation["image_id"]].append(annotation)
        if annotation["image_id"] not in known:
            where = f"annotation {annotation['id']!r}"
            found.append(Finding(Kind.ORPHAN, where, f"image_id {annotation['image_id']!r}"))
    used = {annotation["category_id"] for annotation in annotations}
    for number, name in entries.categories.items():
        if number not in used:
            found.append(Finding(Kind.UNUSED_CATEGORY, f"{name!r}, id {number!r}"))
    return entries


def choose_classes(entries: CocoEntries, classes: Sequence[str] | None) -> list[object]:
    """Return the ids of the classes to train on, as MMDetection chooses them; note what is wrong.

    Args:
        entries: Receives the findings.
        classes: ``metainfo.classes`` of the configuration; None for all of the file.
    """
    if classes is None:
        return list(entries.categories)
    names = list(entries.categories.values())
    for name in classes:
        if name not in names:
            detail = f"it has {', '.join(map(repr, names[:10]))}"
            entries.findings.append(Finding(Kind.CLASS_NOT_IN_FILE, repr(name), detail))
    in_file = [name for name in names if name in classes]
    wanted = [name for name in classes if name in names]
    if in_file != wanted:
        detail = f"the file has {', '.join(in_file)}"
        entries.findings.append(Finding(Kind.CLASS_ORDER, ", ".join(wanted), detail))
    return [number for number, name in entries.categories.items() if name in classes]


def _usable(entries: list, noun: str, fault_of, found: list[Finding]) -> list[dict]:
    """Return the entries without a fault."""
    usable = []
    for place, entry in enumerate(entries, start=1):
        fault = fault_of(entry) if isinstance(entry, dict) else "no object"
        if fault is None:
            usable.append(entry)
        else:
            found.append(Finding(Kind.BAD_ENTRY, f"{noun} {place} of {len(entries)}", fault))
    return usable


def _category_fault(category: dict) -> str | None:
    if not isinstance(category.get("name"), str):
        return f"name is {category.get('name')!r}; expected text"
    return _id_fault(category, "id")


def _image_fault(image: dict) -> str | None:
    if not is_file_name(image.get("file_name")):
        return f"file_name is {image.get('file_name')!a:.60}; expected text that a name can be"
    for side in ("width", "height"):
        value = image.get(side)
        if not is_number(value) or value < 1 or value != int(value):
            return f"{side} is {value!r}; expected a whole number of pixels"
    if image["width"] * image["height"] >= PIXEL_LIMIT:
        return f"{image['width']}x{image['height']} pixels; COCO's run lengths end at 2^32"
    return _id_fault(image, "id")


def _annotation_fault(annotation: dict) -> str | None:
    box = annotation.get("bbox")
    if not isinstance(box, list) or len(box) != 4 or not all(map(is_number, box)):
        return f"bbox is {box!r:.60}; expected left, top, width and height"
    if not is_number(annotation.get("area")):
        return f"area is {annotation.get('area')!r:.60}; expected a number"
    faults = (_id_fault(annotation, name) for name in ("id", "image_id", "category_id"))
    return next((fault for fault in faults if fault is not None), None)


def _id_fault(entry: dict, name: str) -> str | None:
    if identifier(entry.get(name)) is None:
        return f"{name} is {entry.get(name)!r:.60}; expected a whole number"
    return None


def _find_repeated(
    categories: list, images: list[dict], annotations: list[dict], found: list[Finding]
) -> None:
    def note(kind: FindingKind, values: Iterable[object], noun: str) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                found.append(Finding(kind, f"{noun} {value!r}", f"{times} times"))

    listed = [entry for entry in categories if isinstance(entry, dict)]
    for key in ("id", "name"):
        values = [repr(entry[key]) for entry in listed if key in entry]
        note(Kind.DUPLICATE_CATEGORY, values, f"category {key}")
    note(Kind.DUPLICATE_IMAGE_ID, [image["id"] for image in images], "image id")
    note(Kind.DUPLICATE_ANNOTATION_ID, [entry["id"] for entry in annotations], "annotation id")
    note(Kind.DUPLICATE_FILE_NAME, [image["file_name"] for image in images], "file name")
    for noun, entries in (("image", images), ("annotation", annotations), ("category", listed)):
        odd = [entry["id"] for entry in entries if type(entry.get("id", 0)) is not int]
        if odd:
            found.append(Finding(Kind.TEXT_ID, f"{len(odd)} {noun} ids", f"such as {odd[0]!r}"))
