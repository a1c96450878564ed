"""All metrics of instance masks, for Runner configs."""

from collections.abc import Sequence

from mmdet.registry import METRICS
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger
from torch import Tensor

from mmcsam.coco.data import CocoImage
from mmcsam.coco.json_values import identifier
from mmcsam.coco.reader import read_coco
from mmcsam.evaluation.coverage import (
    COCO_LIMIT,
    detection_limit,
    prediction_notes,
    require_single_cells,
    truth_notes,
)
from mmcsam.evaluation.default_measures import default_measures
from mmcsam.evaluation.evaluation import Evaluation
from mmcsam.evaluation.measures.boundary_iou import BOUNDARY_PX
from mmcsam.evaluation.measures.measure import Measure
from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.rle import encode_masks


@METRICS.register_module()
class InstanceMaskMetric(BaseMetric):
    """Evaluate instance masks by every metric of :func:`default_measures`, in one pass.

    The figures are named by the metrics' keys, such as ``AP``, ``PQ`` and ``mIoU``; with several
    classes they are means over the classes. Images of the COCO file that were not tested are left
    out and counted in the log.

    Args:
        ann_file: COCO JSON with masks.
        score_thr: Predictions below this score stay out of metrics that do not use scores.
        max_dets: Predictions of a class in an image that count in AP; None for 100, or for all
            where an image has more true cells. The log says which.
        boundary_px: Width of the boundary in boundary AP and IoU, in pixels.
        collect_device: As in MMEngine, "cpu" or "gpu".
        prefix: Prefix of the figures' names.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not in COCO's form, a class is listed twice, or all annotations are
            crowd regions.
    """

    def __init__(
        self,
        ann_file: str,
        score_thr: float = 0.5,
        max_dets: int | None = None,
        boundary_px: int = BOUNDARY_PX,
        collect_device: str = "cpu",
        prefix: str | None = None,
    ) -> None:
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.ann_file = ann_file
        self.score_thr = score_thr
        self.max_dets = max_dets
        self.boundary_px = boundary_px
        self.truth = read_coco(ann_file)
        if len(self.truth.categories) < len(self.truth.names):
            raise ValueError(
                f"{ann_file}: {self.truth.notes[0]} here, but as several in MMDetection's labels; "
                "give each class one entry"
            )
        crowd = (each.crowd for image in self.truth.images for each in image.instances)
        require_single_cells(crowd, ann_file)
        self.limit = COCO_LIMIT if max_dets is None else max_dets
        self._said: set[str] = set()
        self.metrics()  # so that a bad option is refused before training

    def metrics(self) -> list[Measure]:
        """Build the metrics of one class."""
        return default_measures(self.limit, self.boundary_px)

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Keep the predictions of a batch, with masks as RLE."""
        for sample in data_samples:
            prediction = sample["pred_instances"]
            masks = prediction["masks"]
            if isinstance(masks, Tensor):
                masks = encode_masks(masks.detach().cpu().numpy())
            # As in CocoMetric: some detectors score box and mask apart.
            scores = prediction.get("mask_scores", prediction["scores"])
            labels = prediction["labels"].tolist()
            self.results.append((sample["img_id"], labels, scores.tolist(), list(masks)))

    def compute_metrics(self, results: list[tuple]) -> dict[str, float]:
        """Compute the figures over all images that were tested.

        Raises:
            ValueError: If an image is not in the COCO file, a class neither, or a mask has another
                size than its image.
        """
        categories = self._categories()
        predictions = {identifier(image_id): prediction for image_id, *prediction in results}
        images: dict[object, CocoImage] = {image.id: image for image in self.truth.images}
        for image_id in predictions:
            if image_id not in images:
                raise ValueError(
                    f"{self.ann_file} has no image with the id {image_id!r}, which was tested; "
                    "give the metric the COCO file of the dataloader"
                )
        untested = len(images) - len(predictions)
        if untested:
            MMLogger.get_current_instance().warning(
                "%d of the %d images of %s were not tested and do not count",
                untested,
                len(images),
                self.ann_file,
            )
        pairs = [
            _pairs(images[image_id], labels, scores, masks, categories)
            # In the order in which pycocotools ranks equal scores.
            for image_id, (labels, scores, masks) in sorted(predictions.items())
        ]
        for pair in (pair for each in pairs for pair in each.values()):
            pair.check_masks()
        self.limit = detection_limit([pairs], self.max_dets)
        self._say(
            *self.truth.notes,
            *truth_notes(pairs),
            *prediction_notes(pairs, self.score_thr, self.limit),
        )
        MMLogger.get_current_instance().info(
            "%d images; limit of AP and AR: %d predictions of a class in an image",
            len(pairs),
            self.limit,
        )
        return Evaluation(self.metrics, categories, self.score_thr).extend(pairs).values()

    def _say(self, *notes: str) -> None:
        """Log what has not been said in an earlier validation."""
        for note in notes:
            if note not in self._said:
                MMLogger.get_current_instance().warning("%s: %s", self.ann_file, note)
                self._said.add(note)

    def _categories(self) -> list[str]:
        """Return the class of each label: the COCO file's order, as CocoDataset labels them."""
        classes = (self.dataset_meta or {}).get("classes", self.truth.categories)
        missing = [name for name in classes if name not in self.truth.categories]
        if missing:
            raise ValueError(
                f"{self.ann_file} has no category {missing[0]!r}, only "
                f"{', '.join(self.truth.categories)}; set metainfo.classes of the dataset to these"
            )
        return [name for name in self.truth.categories if name in classes]


def _pairs(
    image: CocoImage, labels: list[int], scores: list[float], masks: list, categories: list[str]
) -> dict[str, ImagePair]:
    if labels and not 0 <= min(labels) <= max(labels) < len(categories):
        raise ValueError(
            f"{image.file_name}: a prediction has the label {max(labels)}, but there are only "
            f"{len(categories)} classes ({', '.join(categories)}); set num_classes of the model"
        )
    pairs = {}
    for label, category in enumerate(categories):
        chosen = [place for place, own in enumerate(labels) if own == label]
        truth = [entry for entry in image.instances if entry.category == category]
        pairs[category] = ImagePair(
            image.file_name,
            (image.height, image.width),
            [entry.rle for entry in truth],
            [masks[place] for place in chosen],
            [scores[place] for place in chosen],
            [entry.crowd for entry in truth],
        )
    return pairs
