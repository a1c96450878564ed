"""The images and categories of a COCO file."""

import unicodedata

from .data import CocoData, CocoImage
from .json_values import identifier, is_file_name, whole_number

PIXEL_LIMIT = 2**32  # COCO's run lengths end here


def read_header(coco: dict, notes: list[str]) -> CocoData:
    """Read images and categories.

    Ids that are whole numbers count as such, however they are written. Categories of one name are
    one class: some tools list a super-category of that name beside it.

    Args:
        coco: The file's content.
        notes: Receives what was read though it is not as COCO has it.

    Raises:
        ValueError: If a list or a value is missing or of another kind, an id is used twice, or an
            image is larger than masks can be.
    """
    names: dict[int | str, str] = {}
    for where, entry, number in _entries(coco["categories"], "categories", notes):
        name = entry.get("name")
        if not isinstance(name, str) or not name:
            raise ValueError(f"{where} has the name {name!r:.60}; expected text")
        if any(unicodedata.category(mark) in ("Cc", "Cs") for mark in name):  # control, half a one
            raise ValueError(f"{where} has the name {name!a:.60}; expected text that can be shown")
        if number in names:
            raise ValueError(f"some categories have the same id, {number!r}; expected one each")
        names[number] = name
    for name in dict.fromkeys(names.values()):
        ids = [str(number) for number, own in names.items() if own == name]
        if len(ids) > 1:
            notes.append(
                f"the class {name} is listed {len(ids)} times, with the ids {', '.join(ids)}; they "
                "count as one class"
            )
    images: dict[int | str, CocoImage] = {}
    for where, entry, number in _entries(coco["images"], "images", notes):
        file_name = entry.get("file_name")
        if not is_file_name(file_name):
            raise ValueError(
                f"{where} has the file_name {file_name!a:.60}; expected text that a name can be"
            )
        if number in images:
            raise ValueError(f"some images have the same id, {number!r}; expected an id each")
        sides = entry.get("width"), entry.get("height")
        width, height = map(whole_number, sides)
        if width is None or height is None or min(width, height) < 1:
            raise ValueError(
                f"{file_name}: width and height are {sides!r:.60}; expected whole numbers of pixels"
            )
        if width * height >= PIXEL_LIMIT:
            raise ValueError(
                f"{file_name}: {width}x{height} pixels; COCO's run lengths end at 2^32 pixels; cut "
                "the image into tiles"
            )
        images[number] = CocoImage(number, file_name, width, height)
    if len({isinstance(number, str) for number in images}) > 1:
        raise ValueError("some images' ids are numbers and some text; expected numbers")
    return CocoData(names, list(images.values()), notes)


def listed(entries: object, what: str, notes: list[str]) -> list:
    """Return a list of entries; LIVECell and others write them as an object by id.

    Raises:
        ValueError: If it is neither.
    """
    if (
        isinstance(entries, dict)
        and entries
        and all(isinstance(each, dict) for each in entries.values())
    ):
        notes.append(f"the {what} are an object by id; COCO has a list; they are read as one")
        return list(entries.values())
    if not isinstance(entries, list):
        raise ValueError(f"no list of {what}; give a COCO file that has one")
    return entries


def _entries(entries: object, what: str, notes: list[str]) -> list[tuple[str, dict, int | str]]:
    """Return what to call each entry, the entry, and its id."""
    found, rewritten = [], 0
    content = listed(entries, what, notes)
    for place, entry in enumerate(content, start=1):
        where = f"{place} of {len(content)} {what}"
        if not isinstance(entry, dict):
            raise ValueError(f"{where} is no object but {entry!r:.60}")
        if "id" not in entry:
            raise ValueError(f"{where} has no 'id'; expected a number")
        number = identifier(entry["id"])
        if number is None:
            raise ValueError(f"{where} has the id {entry['id']!r:.60}; expected a number")
        rewritten += type(entry["id"]) is not type(number)
        found.append((where, entry, number))
    if rewritten:
        notes.append(f"{rewritten} ids of the {what} are no whole numbers; they are read as such")
    return found
