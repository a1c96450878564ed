"""What a server has acknowledged, to be compared with what it still knows."""

from typing import Any

from .page_client import PageClient


class LostError(AssertionError):
    """Something that was acknowledged is not there."""


class Ledger:
    """Follows each image by the answers of the server.

    Attributes:
        revisions: The last acknowledged revision by image.
        finished: Images that were acknowledged as finished.
        entries: How often something was noted.
        checks: How many images were compared.
    """

    def __init__(self) -> None:
        self.revisions: dict[int, int] = {}
        self.finished: set[int] = set()
        self.checks = self.entries = 0
        self._cells: dict[int, dict[int, dict[str, Any]]] = {}

    def loaded(self, image_id: int, answer: dict[str, Any]) -> None:
        """Note what the server says of an image."""
        self.revisions[image_id] = answer["revision"]
        self._cells[image_id] = {one["id"]: one for one in answer["cells"]}
        self.entries += 1

    def edited(self, image_id: int, answer: dict[str, Any]) -> None:
        """Note an edit that the server has acknowledged."""
        self.revisions[image_id] = answer["revision"]
        cells = self._cells[image_id]
        for number in answer["removed"]:
            cells.pop(number, None)
        cells.update((one["id"], one) for one in answer["added"])
        self.entries += 1

    def check(self, client: PageClient) -> None:
        """Compare everything with a server that was started again.

        An edit that was on its way may be there though nobody has acknowledged it: then the image
        is one revision ahead.

        Raises:
            LostError: If something is missing or different.
        """
        for image_id, known in self._cells.items():
            answer = client.call("GET", f"/images/{image_id}/cells")
            ahead = answer["revision"] - self.revisions[image_id]
            if ahead not in (0, 1):
                raise LostError(
                    f"image {image_id}: revision {answer['revision']} after the restart, "
                    f"{self.revisions[image_id]} was acknowledged"
                )
            found = {one["id"]: one for one in answer["cells"]}
            if not ahead and found != known:
                raise LostError(f"image {image_id}: its cells are not those acknowledged")
            self.checks += 1
        for image_id in self.finished:
            if not client.call("GET", f"/images/{image_id}")["finished"]:
                raise LostError(f"image {image_id}: it was finished, and is not any more")
