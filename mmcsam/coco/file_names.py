"""Find the image that a COCO file's ``file_name`` means, however a tool has written it."""

import html
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse


class FileNames:
    r"""Names of images, to be found by names that other tools have written.

    Names belong together where one is the end of the other: ``x/106.bmp`` and
    ``train/x/106.bmp``, ``C:\data\a.png`` and ``a.png``. Where none does as it stands, names are
    compared without regard to the kind of slash, ``%20`` and ``&amp;``, the form of accents, and at
    last upper and lower case.

    Args:
        names: Those that can be found.

    Example:
        >>> names = FileNames(["train/x/106.bmp", "val/x/106.bmp", "b c.png"])
        >>> names.find("val/x/106.bmp"), names.find("x/106.bmp"), names.find("B%20C.PNG")
        (['val/x/106.bmp'], ['train/x/106.bmp', 'val/x/106.bmp'], ['b c.png'])
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))
        self._ends: list[dict[tuple[str, ...], list[str]]] = [defaultdict(list) for _ in _FORMS]
        for name in self.names:
            for form, ends in zip(_FORMS, self._ends, strict=True):
                parts = form(name)
                for first in range(len(parts)):
                    ends[parts[first:]].append(name)

    def find(self, name: str) -> list[str]:
        """Return the names that it can mean: one, none, or several that it could be."""
        for form, ends in zip(_FORMS, self._ends, strict=True):
            parts = form(name)
            longer = ends.get(parts, [])
            same = [other for other in longer if form(other) == parts]
            if same or longer:
                return same or longer
            for first in range(1, len(parts)):
                shorter = [
                    other for other in ends.get(parts[first:], []) if form(other) == parts[first:]
                ]
                if shorter:
                    return shorter
        return []


def _as_written(name: str) -> tuple[str, ...]:
    return PurePosixPath(name).parts


def _decoded(name: str) -> tuple[str, ...]:
    if "://" in name:
        name = urlparse(name).path
    name = unicodedata.normalize("NFC", html.unescape(unquote(name))).replace("\\", "/")
    return tuple(part for part in PurePosixPath(name).parts if part != "/")


def _without_case(name: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in _decoded(name))


_FORMS = (_as_written, _decoded, _without_case)
