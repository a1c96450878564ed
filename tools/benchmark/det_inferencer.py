"""The peer of B14 and B16: MMDetection's DetInferencer, and its result as COCO and label images.

python tools/benchmark/det_inferencer.py checkpoint.pth image.bmp out
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tifffile
from mmdet.apis import DetInferencer
from pycocotools import mask as mask_api

SCORE = 0.5


def predict_files(inferencer: DetInferencer, images: Sequence[Path], out: Path) -> None:
    """Predict images and write ``instances.json`` and ``labels/<image>.tif``."""
    (out / "labels").mkdir(parents=True)
    coco = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
    predictions = inferencer([str(path) for path in images])["predictions"]
    for number, (path, found) in enumerate(zip(images, predictions, strict=True), start=1):
        kept = [i for i, score in enumerate(found["scores"]) if score >= SCORE]
        height, width = found["masks"][0]["size"] if kept else (0, 0)
        coco["images"].append(
            {"id": number, "file_name": path.name, "width": width, "height": height}
        )
        labels = np.zeros((height, width), np.uint16)
        for i in reversed(kept):  # the surest last: it has the pixels that several cover
            labels[mask_api.decode(found["masks"][i]) > 0] = i + 1
        for i in kept:
            coco["annotations"].append(
                {
                    "id": len(coco["annotations"]) + 1,
                    "image_id": number,
                    "category_id": found["labels"][i] + 1,
                    "segmentation": found["masks"][i],
                    "area": int(mask_api.area(found["masks"][i])),
                    "bbox": mask_api.toBbox(found["masks"][i]).tolist(),
                    "iscrowd": 0,
                    "score": round(found["scores"][i], 6),
                }
            )
        tifffile.imwrite(out / "labels" / f"{path.stem}.tif", labels, compression="zlib")
    (out / "instances.json").write_text(json.dumps(coco))


if __name__ == "__main__":
    checkpoint, image, folder = sys.argv[1:]
    loaded = DetInferencer(weights=checkpoint, show_progress=False)
    predict_files(loaded, [Path(image)], Path(folder))
