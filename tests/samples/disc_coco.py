"""Images of bright discs and their annotations."""

import cv2
import numpy as np
from fake_backend import draw_discs

from mmcsam.structures.instance_mask import InstanceMask

SIZE = (96, 64)


def write_discs(folder, count, size=SIZE):
    """Write ``0.png`` and so on, of three discs each, and return their COCO data set."""
    images, annotations = [], []
    for number in range(count):
        picture = draw_discs(*size, 3, number)
        cv2.imwrite(str(folder / f"{number}.png"), picture)
        images.append(
            {"id": number, "file_name": f"{number}.png", "width": size[0], "height": size[1]}
        )
        parts, labels = cv2.connectedComponents((picture > 127).astype(np.uint8))
        for label in range(1, parts):
            mask = InstanceMask.cut((labels == label).astype(np.uint8), 0, 0, size)
            own = {"id": len(annotations) + 1, "image_id": number}
            annotations.append({**own, **mask.annotation(1)})
    categories = [{"id": 1, "name": "disc"}]
    return {"images": images, "annotations": annotations, "categories": categories}
