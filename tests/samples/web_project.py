"""A project of drawn images, and stand-ins for what works in its background."""

import struct
import threading
import zlib
from pathlib import Path

import cv2
import numpy as np
from starlette.testclient import TestClient

from mmcsam.inference.cells import Cell, Cells
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.web.api.app import make_app
from mmcsam.web.project.project import Project

WIDTH, HEIGHT = 96, 64
CLASSES = ("plasma cell", "other")


def draw_image(path: Path, width=WIDTH, height=HEIGHT, seed=0) -> Path:
    """Write a picture of random colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    cv2.imwrite(str(path), pixels)
    return path


def draw_images(folder: Path, *names: str) -> Path:
    """Write pictures of these names, and return their folder."""
    for seed, name in enumerate(names or ("a.png", "b.png")):
        draw_image(folder / name, seed=seed)
    return folder


def draw_header(path: Path, width: int, height: int) -> Path:
    """Write a picture of a few bytes whose header says that it is of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


def rectangle(left, top, width, height, image_size=(WIDTH, HEIGHT)) -> InstanceMask:
    """Return a mask that fills a box."""
    return InstanceMask(np.ones((height, width), np.uint8), left, top, image_size)


def found(*boxes, scores=None, labels=None, classes=CLASSES, size=(WIDTH, HEIGHT)) -> Cells:
    """Return cells that fill boxes, as a model finds them."""
    scores = scores or [0.9] * len(boxes)
    labels = labels or [0] * len(boxes)
    cells = [
        Cell(rectangle(*box, size), score, label)
        for box, score, label in zip(boxes, scores, labels, strict=True)
    ]
    return Cells(tuple(cells), classes, *size)


class StillPredictor:
    """Notes what it is asked for, and does nothing.

    Attributes:
        asked: Ids and whether they come first, in order.
    """

    def __init__(self):
        self.asked = []
        self.outline = rectangle(2, 3, 5, 4)

    def submit(self, ids, first=False, model=None):
        self.asked.append((list(ids), first))

    def stop(self):
        self.asked.clear()

    def status(self):
        zero = {"waiting": [], "current": None, "part": 0, "parts": 0, "done": 0, "of": 0}
        return {**zero, "seconds_left": None, "worker": "ready", "message": ""}

    def outline_in_box(self, path, box):
        if isinstance(self.outline, Exception):
            raise self.outline
        return self.outline

    def compare(self, image_id, model):
        return None


class StillTrainer:
    """Trains nothing."""

    def status(self):
        zero = {"state": "none", "iteration": 0, "of": 0, "seconds_left": None, "loss": []}
        return {**zero, "scores": [], "message": "", "table": None, "model": None}


class Page:
    """A page of drawn images.

    Args:
        folder: Receives everything.
        names: Of the images.
        given: More for :func:`make_app`.

    Attributes:
        project: The project.
        predictor: The stand-in.
        calls: The client; its ``get``, ``post`` and so on are calls.
    """

    def __init__(self, folder: Path, *names: str, **given):
        draw_images(folder / "scans", *names)
        self.project = Project.open(folder / "project", folder / "scans", CLASSES)
        self.predictor = StillPredictor()
        app = make_app(self.project, self.predictor, StillTrainer(), **given)
        self.calls = TestClient(app, "http://127.0.0.1:8765", raise_server_exceptions=False)

    def predicted(self, *boxes, image=1, **known):
        """Have cells found in an image, and return its revision."""
        self.project.set_prediction(image, found(*boxes, **known), "0" * 12)
        return self.project.state(image).revision

    def edit(self, image=1, revision=None, **edit):
        """Make an edit, at the present revision unless another one is given."""
        if revision is None:
            revision = self.project.state(image).revision
        return self.calls.post(
            f"/api/images/{image}/edits", json={"revision": revision, "edit": edit}
        )


def gather(project, kind):
    """Return a list that receives the events of a kind, and what waits for the next one."""
    seen, changed = [], threading.Condition()

    def note(event):
        with changed:
            if event["type"] == kind:
                seen.append(event)
                changed.notify_all()

    project.subscribe(note)
    return seen
