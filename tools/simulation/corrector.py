"""Somebody who corrects images and knows what is right."""

from collections import Counter
from typing import Any

import cv2
import numpy as np

from .ledger import Ledger
from .page_client import PageClient, RefusedError, ServerGoneError
from .truth import TrueCell, box_of, fill_rings, iou, overlaps, visible_cells

GOOD = 0.7  # IoU from which nobody would mend an outline
_DRAWN_WELL = 0.8  # IoU of an outline in a box that is left as it is
_MOSTLY = 0.7  # share of a cell that belongs to another one
_SLOPPY = 0.05  # of a box's side: how exactly a box is dragged


class Corrector:
    """Corrects one image after the other by the page's calls alone.

    Args:
        client: Of the server.
        classes: The page's class by the true cells'.
        seed: Of how exactly boxes are dragged.

    Attributes:
        edits: How many of each kind were made.
        outlines: IoU of each outline in a box with the cell that was meant.
        ledger: What the server has acknowledged.
        lost: How often the server was gone.
    """

    def __init__(self, client: PageClient, classes: dict[str, str], seed: int = 0) -> None:
        self.client = client
        self.edits: Counter[str] = Counter()
        self.outlines: list[float] = []
        self.ledger = Ledger()
        self.lost = 0
        self._classes = classes
        self._rng = np.random.default_rng(seed)

    def correct(self, image: dict[str, Any], truth: list[TrueCell]) -> None:
        """Correct an image and mark it as finished, however often the server goes and comes back.

        Args:
            image: As the list of images has it.
            truth: Its cells.
        """
        while True:
            try:
                self._open(image["id"])
                self._mend(image["id"], truth)
                self._call("PUT", f"/images/{image['id']}/finished", {"finished": True})
                self.ledger.finished.add(image["id"])
                return
            except ServerGoneError:
                self.lost += 1
                self.client.wait_for_server()
                self.ledger.check(self.client)

    def summary(self) -> str:
        """Say how many edits of each kind were made, and how good the outlines in boxes were."""
        parts = [f"{count} x {kind}" for kind, count in sorted(self.edits.items())]
        if self.outlines:
            good = sum(quality >= _DRAWN_WELL for quality in self.outlines)
            middle = float(np.median(self.outlines))
            parts.append(
                f"{good} of {len(self.outlines)} outlines in boxes good (IoU {middle:.2f})"
            )
        return ", ".join(parts) or "nothing to correct"

    def _call(self, method: str, path: str, body: object = None) -> Any:
        return self.client.call(method, path, body)

    def _open(self, image_id: int) -> None:
        """Look at an image, which has it predicted."""

        def ready() -> bool:
            self._call("GET", f"/images/{image_id}/cells")
            state = self._call("GET", f"/images/{image_id}")
            if state["state"] == "failed":
                raise RefusedError(f"image {image_id}: {state['reason']}")
            return state["state"] == "ready"

        self.client.wait(ready)
        self.ledger.loaded(image_id, self._call("GET", f"/images/{image_id}/cells"))

    def _mend(self, image_id: int, truth: list[TrueCell]) -> None:
        shape = truth[0].mask.shape if truth else None
        for step in (self._split, self._merge, self._judge, self._add_missed):
            project = self._call("GET", "/project")
            names = [one["name"] for one in project["classes"]]
            labels = [names.index(self._classes.get(one.category, one.category)) for one in truth]
            answer = self._call("GET", f"/images/{image_id}/cells")
            cells = visible_cells(answer, project["threshold"])
            if shape is None:
                image = self._call("GET", f"/images/{image_id}")
                shape = (image["height"], image["width"])
            for cell in cells:
                cell["mask"] = fill_rings(cell["outline"], shape)
            step(image_id, cells, truth, labels)

    def _split(
        self, image_id: int, cells: list[dict], truth: list[TrueCell], labels: list[int]
    ) -> None:
        """Cut cells that are two, by a stroke between them."""
        shared = _shared(cells, truth)
        areas = np.array([np.count_nonzero(one.mask) for one in truth])
        for place, cell in enumerate(cells):
            inside = np.flatnonzero(shared[place] >= _MOSTLY * np.maximum(areas, 1))
            if len(inside) == 2:
                first, second = (truth[number].mask for number in inside)
                stroke = _stroke_between(first, second, cell["box"])
                self._try(image_id, {"kind": "split", "cell": cell["id"], "stroke": stroke})

    def _merge(
        self, image_id: int, cells: list[dict], truth: list[TrueCell], labels: list[int]
    ) -> None:
        """Join the parts of a cell."""
        shared = _shared(cells, truth)
        areas = np.array([np.count_nonzero(cell["mask"]) for cell in cells])
        for number, one in enumerate(truth):
            parts = np.flatnonzero(shared[:, number] >= _MOSTLY * np.maximum(areas, 1))
            if len(parts) < 2:
                continue
            union = np.logical_or.reduce([cells[part]["mask"] for part in parts])
            best = max(iou(cells[part]["mask"], one.mask) for part in parts)
            if iou(union, one.mask) > max(best, GOOD):
                ids = [cells[part]["id"] for part in parts]
                self._edit(image_id, {"kind": "merge", "cells": ids})

    def _judge(
        self, image_id: int, cells: list[dict], truth: list[TrueCell], labels: list[int]
    ) -> None:
        """Delete what is no cell or badly outlined, and give the others their class."""
        kept = _matched(cells, truth)
        wrong = [cell["id"] for place, cell in enumerate(cells) if place not in kept]
        for number in wrong:  # one by one, as somebody would
            self._edit(image_id, {"kind": "delete", "cells": [number]})
        for place, number in kept.items():
            if cells[place]["class"] != labels[number]:
                change = {"kind": "class", "cells": [cells[place]["id"]], "class": labels[number]}
                self._edit(image_id, change)

    def _add_missed(
        self, image_id: int, cells: list[dict], truth: list[TrueCell], labels: list[int]
    ) -> None:
        """Have missed cells outlined in a box; draw those that come out badly."""
        found = set(_matched(cells, truth).values())
        for number, one in enumerate(truth):
            if number in found:
                continue
            box = self._dragged(one.mask)
            answer = self._edit(
                image_id, {"kind": "outline_in_box", "class": labels[number], "box": box}
            )
            [added] = answer["added"]
            quality = iou(fill_rings(added["outline"], one.mask.shape), one.mask)
            self.outlines.append(quality)
            if quality < _DRAWN_WELL:
                self._edit(image_id, {"kind": "delete", "cells": [added["id"]]})
                self._edit(
                    image_id,
                    {"kind": "draw", "class": labels[number], "outline": _outline(one.mask)},
                )

    def _try(self, image_id: int, edit: dict) -> None:
        """Make an edit that the server may refuse, such as a stroke that cuts nothing."""
        try:
            self._edit(image_id, edit)
        except RefusedError as error:
            if ": 422 " not in str(error):
                raise

    def _edit(self, image_id: int, edit: dict) -> dict:
        revision = self.ledger.revisions[image_id]
        answer = self._call(
            "POST", f"/images/{image_id}/edits", {"revision": revision, "edit": edit}
        )
        self.ledger.edited(image_id, answer)
        self.edits[edit["kind"]] += 1
        return answer

    def _dragged(self, mask: np.ndarray) -> list[float]:
        left, top, width, height = box_of(mask)
        off = self._rng.uniform(-_SLOPPY, _SLOPPY, 4) * (width, height, width, height)
        x, y = max(left + off[0], 0), max(top + off[1], 0)
        right = min(left + width + off[2], mask.shape[1])
        bottom = min(top + height + off[3], mask.shape[0])
        return [round(float(value), 1) for value in (x, y, right - x, bottom - y)]


def _shared(cells: list[dict], truth: list[TrueCell]) -> np.ndarray:
    return overlaps([cell["mask"] for cell in cells], [one.mask for one in truth])


def _matched(cells: list[dict], truth: list[TrueCell]) -> dict[int, int]:
    """Return the true cell of each cell that is outlined well, best pairs first."""
    pairs = [
        (iou(cell["mask"], one.mask), place, number)
        for place, cell in enumerate(cells)
        for number, one in enumerate(truth)
    ]
    found: dict[int, int] = {}
    for quality, place, number in sorted(pairs, reverse=True):
        if quality >= GOOD and place not in found and number not in found.values():
            found[place] = number
    return found


def _stroke_between(first: np.ndarray, second: np.ndarray, box: list[float]) -> list[float]:
    """Return a straight stroke across a box, halfway between two cells."""
    centres = [np.argwhere(mask).mean(axis=0)[::-1] for mask in (first, second)]
    middle, along = (centres[0] + centres[1]) / 2, centres[1] - centres[0]
    across = np.array([-along[1], along[0]]) / max(np.hypot(*along), 1e-9)
    reach = across * np.hypot(box[2], box[3])
    ends = middle - reach, middle + reach
    return [round(float(value), 1) for end in ends for value in end]


def _outline(mask: np.ndarray) -> list[float]:
    """Return the outline of a mask's largest part, as a hand draws it."""
    rings, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    ring = cv2.approxPolyDP(max(rings, key=cv2.contourArea), 0.7, True)[:, 0]
    return [float(value) + 0.5 for value in ring.ravel()]
