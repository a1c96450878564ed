"""The model that trains a guide."""

import torch
from mmdet.registry import MODELS
from mmdet.structures import OptSampleList, SampleList
from mmengine.model import BaseModel
from mmengine.structures import PixelData
from torch import Tensor

from .foreground import foreground_logit, foreground_probability


@MODELS.register_module()
class RoISegmentor(BaseModel):
    """Train a segmentor to find the primary cell of a RoI crop (section III.B.2, figure 4).

    Args:
        segmentor: Config of the network from crops (N, 3, s, s) to logits (N, 1, s, s), or
            (N, K, s, s) with background first, of which the foreground is trained as a whole.
        losses: Configs of the losses on (N, s * s) logits and targets, by name. The paper gives
            none: cross-entropy plus Dice.
        data_preprocessor: Config of the normalisation, e.g. of ``DetDataPreprocessor``.
        init_cfg: Initialisation, as in MMEngine.
    """

    def __init__(
        self,
        segmentor: dict,
        losses: dict | None = None,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(data_preprocessor, init_cfg)
        self.segmentor = MODELS.build(segmentor)
        if losses is None:
            losses = {
                "loss_ce": {"type": "CrossEntropyLoss", "use_sigmoid": True},
                "loss_dice": {"type": "DiceLoss", "naive_dice": True, "eps": 1.0},
            }
        self.losses = torch.nn.ModuleDict({k: MODELS.build(v) for k, v in losses.items()})

    def forward(
        self, inputs: Tensor, data_samples: OptSampleList = None, mode: str = "tensor"
    ) -> Tensor | dict | SampleList:
        """Run the model.

        Args:
            inputs: Normalised crops (N, 3, s, s).
            data_samples: Samples with ``gt_sem_seg.sem_seg`` (1, s, s), 1 on the primary cell,
                whatever else on other cells and the background.
            mode: "tensor" for logits, "loss" for a dict of losses, "predict" for the samples with
                ``pred_sem_seg.sem_seg`` (1, s, s) of 0 and 1.

        Returns:
            As ``mode`` says.

        Raises:
            ValueError: If ``mode`` is something else.
        """
        logits = self.segmentor(inputs)
        if mode == "tensor":
            return logits
        if mode == "loss":
            return self._loss(logits, data_samples)
        if mode == "predict":
            masks = (foreground_probability(logits) > 0.5).to(torch.uint8)
            for sample, mask in zip(data_samples, masks, strict=True):
                sample.pred_sem_seg = PixelData(sem_seg=mask)
            return data_samples
        raise ValueError(f"mode must be 'tensor', 'loss' or 'predict', got {mode!r}")

    def _loss(self, logits: Tensor, data_samples: SampleList) -> dict[str, Tensor]:
        masks = torch.stack([sample.gt_sem_seg.sem_seg for sample in data_samples])
        # In float32: a Dice loss adds up more pixels than half precision counts.
        logits = foreground_logit(logits.float()).flatten(1)
        target = (masks == 1).to(logits).flatten(1)
        return {name: loss(logits, target) for name, loss in self.losses.items()}
