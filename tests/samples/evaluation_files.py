"""Files of true and predicted cells, for what evaluates them."""

import json

import cv2
import numpy as np

from mmcsam.structures.label_instances import label_instances


def write_evaluation_files(folder):
    """Write four images with label images of truth and prediction, and the same as COCO files."""
    rng = np.random.default_rng(0)
    images, annotations, predictions = [], [], []
    for name in ("images", "true", "predicted"):
        (folder / name).mkdir()
    for number in range(1, 5):
        truth, guess = np.zeros((2, 40, 60), np.uint8)
        for value in range(1, number):
            left, top = 14 * value - 10, int(rng.integers(0, 28))
            truth[top : top + 10, left : left + 12] = value
            shift = int(rng.integers(0, 3))
            guess[top + shift : top + 10, left : left + 12] = value
        cv2.imwrite(str(folder / f"images/{number}.png"), truth * 40)
        cv2.imwrite(str(folder / f"true/{number}.png"), truth)
        cv2.imwrite(str(folder / f"predicted/{number}.png"), guess)
        images.append({"id": number, "file_name": f"{number}.png", "width": 60, "height": 40})
        for labels, entries, more in (
            (truth, annotations, {}),
            (guess, predictions, {"score": 1.0}),
        ):
            for _, mask in label_instances(labels):
                entry = mask.annotation(1, image_id=number, id=len(entries) + 1, **more)
                entries.append(entry)
    categories = [{"id": 1, "name": "cell"}]
    coco = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "true.json").write_text(json.dumps(coco))
    (folder / "first.segm.json").write_text(json.dumps(predictions))
    (folder / "second.segm.json").write_text(json.dumps(predictions[1:]))
    (folder / "none.json").write_text("[]")
