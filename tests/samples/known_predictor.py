"""A predictor and a trainer for the page that need no network: they know the drawn cells."""

import json
import queue
import threading
import time

import cv2
import numpy as np

from mmcsam.inference.cells import Cell, Cells
from mmcsam.structures.instance_mask import InstanceMask


def ellipse(box, size):
    """Return an ellipse in a box as the guide's outline."""
    left, top, width, height = (round(value) for value in box)
    mask = np.zeros((height, width), np.uint8)
    middle, axes = (width // 2, height // 2), (width // 2 - 1, height // 2 - 1)
    cv2.ellipse(mask, middle, axes, 0, 0, 360, 1, -1)
    return InstanceMask.cut(mask, left, top, size)


class KnownPredictor:
    """Answers with the cells of a COCO file; the second model knows every other one.

    An image whose name has "broken" in it fails, one with "slow" takes until a file ``go`` lies
    beside it.
    """

    def __init__(self, project, truth):
        self._project = project
        self._queue = queue.Queue()
        self._waiting, self._current, self._done, self._of = [], None, 0, 0
        self._truth = {}
        content = json.loads(truth.read_text())
        names = {image["id"]: image["file_name"] for image in content["images"]}
        for annotation in content["annotations"]:
            self._truth.setdefault(names[annotation["image_id"]], []).append(annotation)
        self.classes = tuple(one["name"] for one in content["categories"])

    def start(self):
        threading.Thread(target=self._run, daemon=True).start()

    def submit(self, ids, first=False, model=None):
        for image_id in ids:
            if image_id == self._current or image_id in self._waiting:
                continue
            self._waiting.append(image_id)
            self._of += 1
            self._project.mark(image_id, "waiting")
            self._queue.put(image_id)
        self._tell()

    def stop(self):
        for image_id in self._waiting:
            self._project.mark(image_id, None)
        self._waiting.clear()
        self._tell()

    def status(self):
        busy = bool(self._waiting) or self._current is not None
        return {
            "waiting": list(self._waiting),
            "current": self._current,
            "part": 0,
            "parts": 1,
            "done": self._done,
            "of": self._of,
            "seconds_left": 30.0 * len(self._waiting) + 20 if busy else None,
            "worker": "ready",
            "message": "",
        }

    def outline_in_box(self, path, box):
        return ellipse(box, cv2.imread(str(path)).shape[1::-1])

    def compare(self, image_id, model):
        return self._cells(image_id)[::2]

    def close(self):
        self.stop()

    def _cells(self, image_id):
        image = self._project.image(image_id)
        size = (image["width"], image["height"])
        found = []
        for number, one in enumerate(self._truth.get(image["name"], ())):
            mask = InstanceMask.from_rle(one["segmentation"])
            score = 0.96 - 0.83 * (number * 7 % 11) / 11  # 0.13 to 0.96, some below 0.5
            found.append(Cell(mask, round(score, 3), one["category_id"] - 1))
        found.sort(key=lambda cell: -cell.score)
        return Cells(tuple(found), self.classes, *size, image["name"])

    def _run(self):
        while True:
            image_id = self._queue.get()
            if image_id not in self._waiting:
                continue  # stopped meanwhile
            self._waiting.remove(image_id)
            self._current = image_id
            self._project.mark(image_id, "predicting")
            self._tell()
            path = self._project.image_path(image_id)
            while "slow" in path.name and not path.with_name("go").exists():
                time.sleep(0.02)
            if "broken" in path.name:
                self._project.fail(image_id, "its end is missing")
            else:
                self._project.set_prediction(image_id, self._cells(image_id), "0123456789ab")
            self._current = None
            self._done += 1
            if not self._waiting:
                self._done = self._of = 0
            self._tell()

    def _tell(self):
        self._project.publish({"type": "prediction"})


class KnownTrainer:
    """Pretends to train: half done until a file ``go`` lies in the project, then better."""

    def __init__(self, project):
        self._project = project
        self._state = "none"

    def start(self, model=None):
        if not self._project.finished_coco()["images"]:
            raise ValueError("no image is marked as finished, expected one or more; mark one")
        self._state = "running"
        self._project.publish({"type": "training"})
        return self.status()

    def status(self):
        if self._state == "running" and (self._project.path / "go").exists():
            self._state = "finished"
        done = {"none": 0, "running": 60, "stopped": 60, "finished": 120}[self._state]
        steps = range(0, done + 1, 5) if done else ()
        rows = [
            ["AP", "0.412 (0.371 to 0.455)", "0.486 (0.444 to 0.529)"],
            ["AP at IoU 0.5", "0.701 (0.650 to 0.748)", "0.777 (0.731 to 0.821)"],
            ["cells found", "81 %", "89 %"],
        ]
        table = {"columns": ["on 4 images held back", "old", "new"], "rows": rows}
        finished = self._state == "finished"
        return {
            "state": self._state,
            "iteration": done,
            "of": 120,
            "seconds_left": 184.0 if self._state == "running" else None,
            "loss": [[step, 0.4 + 1.5 * 0.97**step + 0.03 * (step % 3)] for step in steps],
            "scores": [[step, 0.49 - 0.2 * 0.96**step] for step in steps if step % 20 == 0],
            "message": "",
            "table": table if finished else None,
            "model": "second" if finished else None,
        }

    def stop(self):
        self._state = "stopped"
        self._project.publish({"type": "training"})

    def close(self):
        pass
