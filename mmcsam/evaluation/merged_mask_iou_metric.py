"""The paper's mIoU, for Runner configs."""

from collections import OrderedDict
from collections.abc import Sequence

from mmdet.datasets.api_wrappers import COCO
from mmdet.registry import METRICS
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger

from mmcsam.rle import encode_masks

from .merged_mask_iou import merged_mask_iou


@METRICS.register_module()
class MergedMaskIoUMetric(BaseMetric):
    """Evaluate predictions by :func:`merged_mask_iou`.

    It gives ``mIoU``, ``cell_IoU`` and ``background_IoU``, in [0, 1].

    Args:
        ann_file: COCO JSON with RLE masks.
        score_thr: Predictions below this score stay out of the merged mask. The paper does not
            say how it chooses; 0.5 here.
        collect_device: As in MMEngine, "cpu" or "gpu".
        prefix: Prefix of the figures' names.
    """

    def __init__(
        self,
        ann_file: str,
        score_thr: float = 0.5,
        collect_device: str = "cpu",
        prefix: str | None = None,
    ) -> None:
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.score_thr = score_thr
        self.coco = COCO(ann_file)

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Keep the confident masks of a batch, as RLE."""
        for sample in data_samples:
            prediction = sample["pred_instances"]
            kept = (prediction["scores"] >= self.score_thr).cpu()
            masks = prediction["masks"]
            if isinstance(masks, list):  # RLE already
                masks = [mask for mask, keep in zip(masks, kept, strict=True) if keep]
            else:
                masks = encode_masks(masks[kept.to(masks.device)].cpu().numpy())
            self.results.append((sample["img_id"], masks))

    def compute_metrics(self, results: list) -> dict[str, float]:
        """Compute the figures over all images."""
        iou = merged_mask_iou(
            (self._true_masks(image_id), masks, self._pixels(image_id))
            for image_id, masks in results
        )
        figures = OrderedDict(mIoU=iou.mean, cell_IoU=iou.cell, background_IoU=iou.background)
        MMLogger.get_current_instance().info(
            "Merged masks at score >= %.2f: mIoU %.4f (cell %.4f, background %.4f)",
            self.score_thr,
            *figures.values(),
        )
        return figures

    def _true_masks(self, image_id: int) -> list[dict]:
        annotations = self.coco.load_anns(self.coco.get_ann_ids(img_ids=[image_id]))
        return [self.coco.annToRLE(annotation) for annotation in annotations]

    def _pixels(self, image_id: int) -> int:
        image = self.coco.load_imgs([image_id])[0]
        return image["height"] * image["width"]
