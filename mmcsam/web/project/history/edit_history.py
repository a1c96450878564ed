"""Edits that can be undone, or done again."""

from collections.abc import Iterator
from typing import NamedTuple

from .patch import Patch


class EditHistory:
    """Edits; one is added or taken away in the same time however many there are.

    A history never changes: those of an image's revisions share what they have in common.
    """

    __slots__ = ("_links", "_many")

    def __init__(self) -> None:
        self._links: _Link | None = None
        self._many = 0

    @property
    def last(self) -> Patch:
        """The edit that was added last.

        Raises:
            IndexError: If there is none.
        """
        return self._last_link().patch

    def added(self, patch: Patch) -> "EditHistory":
        """Return the history with one more edit."""
        return _history(_Link(patch, self._links), self._many + 1)

    def without_last(self) -> "EditHistory":
        """Return the history without its last edit.

        Raises:
            IndexError: If there is none.
        """
        return _history(self._last_link().earlier, self._many - 1)

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[Patch]:
        """Yield the edits, the last one first."""
        link = self._links
        while link is not None:
            yield link.patch
            link = link.earlier

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EditHistory):
            return NotImplemented
        return len(self) == len(other) and all(map(Patch.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _last_link(self) -> "_Link":
        if self._links is None:
            raise IndexError("no edit is left")
        return self._links


class _Link(NamedTuple):
    patch: Patch
    earlier: "_Link | None"


def _history(links: _Link | None, many: int) -> EditHistory:
    history = EditHistory()
    history._links, history._many = links, many
    return history
