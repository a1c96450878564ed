"""What was left out of a file's entries, and what was read though it is not as COCO has it."""

from collections import Counter

_TEXTS = {
    "without": "have no mask (no segmentation, or under three points) and are left out",
    "part": "have polygons of under three points, which are left out",
    "nested": "have polygons that are not nested as COCO's; they are read as such",
    "ignore": "are marked ignore, which COCO's evaluation does not heed: they count",
    "score": "have a score outside 0 to 1; score thresholds go by it as it is",
    "image_id": "have an image_id that is no whole number; it is read as one",
    "category_id": "have a category_id that is no whole number; it is read as one",
}


class EntryNotes:
    """Counts of entries by what is to be said of them.

    Attributes:
        counts: Entries of each kind.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def count(self, kind: str, name: str) -> None:
        """Count an entry.

        Args:
            kind: What is to be said of it.
            name: What to call it.
        """
        self.counts[kind] += 1
        self._first.setdefault(kind, name)

    def texts(self, source: str, total: int) -> list[str]:
        """Return a note on each kind that there is.

        Args:
            source: What to call the file.
            total: Entries in it.
        """
        return [
            f"{source}: {self.counts[kind]} of {total} entries {text} (first: {self._first[kind]})"
            for kind, text in _TEXTS.items()
            if self.counts[kind]
        ]
