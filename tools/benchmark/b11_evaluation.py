"""B11: evaluation of predictions from two JSON files."""

import contextlib
import io
import tempfile
from pathlib import Path

import cv2
import numpy as np
from harness import Row, median_ms
from instances import write_instances
from pycocotools import mask as mask_api
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mmcsam.evaluation import (
    AggregatedJaccardMeasure,
    AveragePrecisionMeasure,
    BoundaryAveragePrecisionMeasure,
    BoundaryIoUMeasure,
    ChallengeScoreMeasure,
    Evaluation,
    F1Measure,
    ImagePair,
    MeanIoUMeasure,
    PanopticQualityMeasure,
    SurfaceDistanceMeasure,
    best_ious,
)
from mmcsam.evaluation.pairs import coco_pairs

IMAGES, CELLS, PREDICTIONS = 200, 10, 100  # the last two in an image
FAST = (
    AveragePrecisionMeasure,
    PanopticQualityMeasure,
    F1Measure,
    AggregatedJaccardMeasure,
    MeanIoUMeasure,
    ChallengeScoreMeasure,
)
SLOW = {
    "boundary AP": BoundaryAveragePrecisionMeasure,
    "boundary IoU": BoundaryIoUMeasure,
    "Dice, HD95 and ASSD": SurfaceDistanceMeasure,
}


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_instances(Path(folder), IMAGES, CELLS, PREDICTIONS)
        peer, ours = evaluate_coco(*paths), evaluate(FAST, *paths).values()
        error = max(abs(peer[key] - ours[key]) for key in peer)
        functions = {
            "peer": lambda: evaluate_coco(*paths),
            "ours": lambda: evaluate(FAST, *paths),
            **{
                name: lambda metric=metric: evaluate([*FAST, metric], *paths)
                for name, metric in SLOW.items()
            },
        }
        times = median_ms(functions, repeats)
        what = "pycocotools' AP; ours AP, PQ, F1, AJI, mIoU, SegPC, ms"
        rows = [Row("B11", what, times["peer"], times["ours"], 3, f"AP, AR within {error:.0e}")]
        for name in SLOW:
            what = f"the same, ours with {name}, ms"
            rows.append(Row("B11", what, times["peer"], times[name], None, ""))
        evaluation = evaluate(FAST, *paths)
        weighed = median_ms({"": evaluation.intervals}, repeats)[""]
        what = "pycocotools' AP once; ours 1,000 resamples of all, ms"
        rows.append(Row("B11", what, times["peer"], weighed, None, ""))
        rows.append(challenge_row([pairs["cell"] for pairs in coco_pairs(*paths)[1][:3]], repeats))
    return rows


def evaluate(metrics, truth: Path, prediction: Path) -> Evaluation:
    """Evaluate by our measures."""
    categories, images = coco_pairs(truth, prediction)
    evaluation = Evaluation(lambda: [metric() for metric in metrics], categories).extend(images)
    evaluation.values()
    return evaluation


def evaluate_coco(truth: Path, prediction: Path) -> dict[str, float]:
    """Evaluate by pycocotools."""
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(truth))
        evaluation = COCOeval(coco, coco.loadRes(str(prediction)), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return dict(zip(("AP", "AP50", "AP75"), evaluation.stats, strict=False)) | {
        "AR": evaluation.stats[8]
    }


def challenge_row(pairs: list[ImagePair], repeats: int) -> Row:
    """Compare the challenge's score with its definition, image by image."""
    times = median_ms(
        {
            "peer": lambda: [challenge_on_whole_masks(pair) for pair in pairs],
            "ours": lambda: [best_ious(renewed(pair)) for pair in pairs],
        },
        repeats,
    )
    same = all(
        np.allclose(challenge_on_whole_masks(pair), best_ious(pair), rtol=0, atol=1e-12)
        for pair in pairs
    )
    what = f"SegPC score of {len(pairs)} images, whole masks by NumPy, ms"
    verdict = "same score" if same else "OTHER score"
    return Row("B11", what, times["peer"], times["ours"], 1000, verdict)


def renewed(pair: ImagePair) -> ImagePair:
    """Return the pair without what it remembers."""
    return ImagePair(pair.file_name, pair.size, pair.truth, pair.prediction, pair.scores)


def challenge_on_whole_masks(pair: ImagePair) -> np.ndarray:
    """Return the best IoUs as the challenge's scripts get them: decode, resize, compare all."""
    truth, prediction = (
        [
            cv2.resize(mask_api.decode(rle), (1440, 1080), interpolation=cv2.INTER_NEAREST) > 0
            for rle in masks
        ]
        for masks in (pair.truth, pair.prediction)
    )
    return np.array([max((a & b).sum() / (a | b).sum() for b in prediction) for a in truth])
