"""A project in memory, for what works in its background."""

import threading
from pathlib import Path


class FakeProject:
    """Keeps what it is told.

    Attributes:
        predicted: Cells and digest by image.
        failed: Reasons by image.
        marks: What was marked, in order.
        events: Types of what was published, in order.
    """

    def __init__(self, path: Path, names=()):
        self.path = path
        self.names = list(names)
        self.models = {None: path / "model.mmcsam"}
        self.cell_width = self.pixel_size = None
        self.predicted, self.failed, self.marks, self.events = {}, {}, [], []
        self.coco = {"images": [], "annotations": [], "categories": []}
        self.changed = threading.Condition()

    def images(self):
        return [
            {"id": number, "name": name, "width": 0, "height": 0, "finished": True}
            for number, name in enumerate(self.names)
        ]

    def image_path(self, image_id):
        if not 0 <= image_id < len(self.names):
            raise KeyError(image_id)
        return self.path / self.names[image_id]

    def model_path(self, name=None):
        if name not in self.models:
            raise ValueError(f"no model {name!r}, expected one of the list; choose another")
        return self.models[name]

    def mark(self, image_id, state):
        self.image_path(image_id)
        self.marks.append((image_id, state))

    def publish(self, event):
        with self.changed:
            self.events.append(event["type"])
            self.changed.notify_all()

    def set_prediction(self, image_id, cells, model_sha):
        self.image_path(image_id)
        self.predicted[image_id] = (cells, model_sha)

    def fail(self, image_id, reason):
        self.image_path(image_id)
        self.failed[image_id] = reason

    def finished_coco(self):
        return self.coco

    def wait_for(self, condition, seconds=60):
        """Wait until something is so, looking again at each event."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), "it has not come to that"
