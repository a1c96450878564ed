"""The annotations of a COCO file, or its predictions."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from mmcsam.jobs.problem import Problem, UnusableFileError

from .data import CocoData, CocoImage, CocoInstance
from .entry_notes import EntryNotes
from .json_values import flag, identifier, is_number, number, whole_number
from .mask import compressed_rle, damaged_rles, polygon_rle
from .polygons import as_polygons, swapped_axes

_CURE = "Correct the entry or remove it"
_CHECK = f"{_CURE}; `python -m mmcsam check` lists damaged masks"


class InstanceReader:
    """Adds a file's entries to their images.

    Args:
        data: Images and classes, without objects; receives them, and notes on what was left out.
        source: What to call the file in an error.
        score_thr: Leave out predictions below this score; None for annotations, which have none.
        problems: Receives masks that are damaged, which are left out then; None raises instead.
    """

    def __init__(
        self,
        data: CocoData,
        source: str,
        score_thr: float | None,
        problems: list[Problem] | None = None,
    ) -> None:
        self.data = data
        self.source = source
        self.score_thr = score_thr
        self.problems = problems
        self.images = {image.id: image for image in data.images}
        self.names = dict(data.names)
        self.read = EntryNotes()
        self.unchecked: dict[int | str, dict[int, str]] = defaultdict(dict)

    def add(self, entries: Sequence[object]) -> None:
        """Add all entries.

        Raises:
            ValueError: If an entry belongs to no image or class, a value is of another kind, a mask
                is damaged or of another size than its image, or no entry has a mask.
        """
        self._rename_the_only_class(entries)
        for place, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict):
                raise ValueError(f"{self.source}: entry {place} is no object but {entry!r:.60}")
            self._add(entry, place)
        for image_id, names in self.unchecked.items():
            self._check_counts(self.images[image_id], names)
        without = self.read.counts["without"]
        if without and not any(image.instances for image in self.data.images):
            raise UnusableFileError(
                self.source,
                f"none of its {without} entries has a mask",
                "a segmentation in each",
                "Give the file with masks; CocoMetric writes it as *.segm.json beside *.bbox.json",
            )
        self.data.notes.extend(self.read.texts(self.source, len(entries)))

    def _add(self, entry: dict[str, Any], place: int) -> None:
        score = None
        if self.score_thr is not None:
            score = self._score(entry, place)
            if score < self.score_thr:
                return
        image_id, category_id = (self._id(entry, key, place) for key in ("image_id", "category_id"))
        image = self.images.get(image_id)  # type: ignore[arg-type]
        category = self.names.get(category_id)  # type: ignore[arg-type]
        if image is None or category is None:
            raise ValueError(self._unknown(entry, place, "category" if image else "image"))
        segmentation = entry.get("segmentation")
        crowd = self._flag(entry, place, image) if entry.get("iscrowd") else False
        if entry.get("ignore"):
            self.read.count("ignore", _name(entry, place, image))
        number = entry.get("instance_number")
        if number is not None:
            number = self._instance_number(entry, place, image)
        try:
            if isinstance(segmentation, list):
                rle = self._polygons(segmentation, entry, place, image)
            else:
                size = image.width, image.height
                rle = compressed_rle(segmentation, *size) if segmentation else None
        except ValueError as error:
            self._damaged(_name(entry, place, image), str(error))
            return
        if rle is None:
            self.read.count("without", _name(entry, place, image))
            return
        if not isinstance(segmentation, list):
            self.unchecked[image.id][len(image.instances)] = _name(entry, place)
        own = identifier(entry.get("id"))
        image.instances.append(
            CocoInstance(place if own is None else own, category, rle, score, number, crowd)
        )

    def _score(self, entry: dict[str, Any], place: int) -> float:
        value = entry.get("score")
        score = number(value)
        if score is None:
            where = f"{self.source}: {_name(entry, place)}"
            if "score" not in entry:
                raise ValueError(
                    f"{where} has no 'score'; expected a number, as predictions have it"
                )
            raise ValueError(f"{where} has the score {value!r:.60}; expected a number from 0 to 1")
        if not 0 <= score <= 1:
            self.read.count("score", _name(entry, place))
        return score

    def _id(self, entry: dict[str, Any], key: str, place: int) -> int | str | None:
        value = entry.get(key)
        if type(value) is int:
            return value
        found = identifier(value)
        if found is not None and type(value) is not type(found):
            self.read.count(key, _name(entry, place))
        return found

    def _unknown(self, entry: dict[str, Any], place: int, what: str) -> str:
        """Say that an entry's image or category is not in the file."""
        key = f"{what}_id"
        where = f"{self.source}: {_name(entry, place)}"
        if key not in entry:
            return f"{where} has no {key!r}; expected the id of one of the file's {what} entries"
        ids = list(self.names if what == "category" else self.images)
        known = ", ".join(map(repr, ids[:5])) + (", ..." if len(ids) > 5 else "")
        cure = (
            "correct it or remove the entry"
            if self.score_thr is None
            else "give the file that the predictions were made for"
        )
        if what == "category" and entry[key] == 0:
            cure += "; 0 is often a label, where the COCO file counts classes from 1"
        return (
            f"{where} has the {key} {entry[key]!r:.60}, which the COCO file does not have, only "
            f"{known}; {cure}"
        )

    def _flag(self, entry: dict[str, Any], place: int, image: CocoImage) -> bool:
        crowd = flag(entry["iscrowd"])
        if crowd is None:
            where = f"{self.source}: {_name(entry, place, image)}"
            raise UnusableFileError(where, f"iscrowd is {entry['iscrowd']!r:.60}", "0 or 1", _CURE)
        return crowd

    def _instance_number(self, entry: dict[str, Any], place: int, image: CocoImage) -> int:
        found = whole_number(entry["instance_number"])
        if found is None or found < 0:
            raise UnusableFileError(
                f"{self.source}: {_name(entry, place, image)}",
                f"instance_number is {entry['instance_number']!r:.60}",
                "a whole number of 0 or more",
                _CURE,
            )
        return found

    def _polygons(
        self, parts: list, entry: dict[str, Any], place: int, image: CocoImage
    ) -> dict | None:
        polygons, lost = as_polygons(parts)
        if not polygons:
            return None
        if lost:
            self.read.count("part", _name(entry, place, image))
        elif not isinstance(parts[0], list) or not is_number(parts[0][0]):
            self.read.count("nested", _name(entry, place, image))
        if swapped_axes(polygons, entry.get("bbox"), image.width, image.height):
            raise ValueError("its polygons fit only with x and y swapped; write x before y")
        return polygon_rle(polygons, image.width, image.height)

    def _check_counts(self, image: CocoImage, names: dict[int, str]) -> None:
        """Look for damaged masks, given what to call the entries of those that are as in the file.

        Args:
            image: With its objects.
            names: By the objects' places.
        """
        places = list(names)
        damaged = damaged_rles([image.instances[place].rle for place in places])
        for at, fault in damaged.items():
            self._damaged(f"{names[places[at]]} of {image.file_name}", fault)
        for at in sorted(damaged, reverse=True):
            del image.instances[places[at]]

    def _damaged(self, where: str, fault: str) -> None:
        where = f"{self.source}: {where}"
        expected = "an RLE of the image's size, or polygons [[x, y, x, y, ...], ...]"
        if self.problems is None:
            raise UnusableFileError(where, fault, expected, _CHECK)
        self.problems.append(Problem(where, fault, expected, _CHECK))

    def _rename_the_only_class(self, entries: Sequence[object]) -> None:
        """Take the one unknown category of predictions for the one class that there is."""
        if self.score_thr is None or len(set(self.names.values())) != 1:
            return
        found = {
            identifier(entry.get("category_id")) for entry in entries if isinstance(entry, dict)
        }
        if len(found) == 1 and None not in found and not found <= self.names.keys():
            (own,), ((known, name), *_) = found, self.names.items()
            self.names[own] = name  # type: ignore[index]
            self.data.notes.append(
                f"{self.source}: all predictions have the category_id {own!r}, which the COCO file "
                f"does not have; it is taken for {known!r} ({name}), the only class"
            )


def _name(entry: dict[str, Any], place: int, image: CocoImage | None = None) -> str:
    name = f"entry {entry.get('id', place)!r:.30}"
    return name if image is None else f"{name} of {image.file_name}"
