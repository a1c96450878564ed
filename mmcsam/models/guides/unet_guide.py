"""The guide of the cross spatial attention."""

from collections.abc import Sequence
from pathlib import Path

import torch
from mmdet.registry import MODELS
from mmengine.logging import print_log
from mmengine.model import BaseModel, BaseModule
from mmengine.runner.checkpoint import CheckpointLoader
from torch import Tensor

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.models.segmentors.foreground import foreground_probability
from mmcsam.ops.checkpoint import read_weights, weights_of
from mmcsam.ops.crop_rois import crop_rois
from mmcsam.ops.exact_weights import load_exact_weights

IMAGENET_MEAN = (123.675, 116.28, 103.53)
IMAGENET_STD = (58.395, 57.12, 57.375)


@MODELS.register_module()
class UNetGuide(BaseModule):
    """Segment the image crop of every RoI with a trained U-Net.

    Section II.C: the proposal is cropped from the image and a U-Net, trained on simulated
    proposals, predicts the mask of the primary cell. The crop comes from the network's input, so
    it shares frame, flips and scale with the RoIs. The paper's map is 32x32; here the crop and its
    map keep ``crop_size`` and CSAM pools the map, so that its pooling has something to pool.

    Args:
        segmentor: Config of the model that maps normalised RGB crops (R, 3, s, s) to logits
            (R, 1, s, s) or (R, K, s, s) with background first: ``UNet`` or any registered one.
        checkpoint: Checkpoint of a trained ``RoISegmentor``. None leaves the segmentor as
            initialised, which is right when a whole detector's checkpoint is loaded anyway.
        crop_size: Side s of the crops, in pixels.
        mean: RGB mean that the segmentor was trained with, on a scale of 0 to 255.
        std: RGB standard deviation, likewise.
        frozen: Keep the segmentor in evaluation mode and out of the training, as in the paper.
            Otherwise the mask loss trains it too.
        roi_chunk: Without gradients, work on this many RoIs at a time, so that memory does not grow
            with the number of RoIs.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If ``crop_size`` or ``roi_chunk`` is below 1.
    """

    def __init__(
        self,
        segmentor: dict,
        checkpoint: str | None = None,
        crop_size: int = 128,
        mean: Sequence[float] = IMAGENET_MEAN,
        std: Sequence[float] = IMAGENET_STD,
        frozen: bool = True,
        roi_chunk: int = 16,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        for name, value in (("crop_size", crop_size), ("roi_chunk", roi_chunk)):
            if value < 1:
                raise ValueError(f"UNetGuide's {name} must be 1 or more, got {value}")
        self.segmentor = MODELS.build(segmentor)
        self.checkpoint = checkpoint
        self.crop_size = crop_size
        self.mean = tuple(mean)
        self.std = tuple(std)
        self.frozen = frozen
        self.roi_chunk = roi_chunk
        self.reverse_channels = False
        self.register_buffer("scale", torch.ones(1, 3, 1, 1), persistent=False)
        self.register_buffer("shift", torch.zeros(1, 3, 1, 1), persistent=False)
        if frozen:
            self.requires_grad_(False)
            self.segmentor.eval()

    def match_input(self, data_preprocessor: BaseModel) -> None:
        """Learn how the detector normalises its input, to undo it on the crops.

        Both normalisations fold into one scale and shift a channel.

        Args:
            data_preprocessor: The detector's ``DetDataPreprocessor``.
        """
        swaps = data_preprocessor._channel_conversion  # files are read as BGR
        self.reverse_channels = not swaps
        mean, std = self.shift.new_tensor(self.mean), self.shift.new_tensor(self.std)
        input_mean, input_std = torch.zeros(3), torch.ones(3)
        if data_preprocessor._enable_normalize:
            input_mean = data_preprocessor.mean.flatten()
            input_std = data_preprocessor.std.flatten()
        if self.reverse_channels:
            input_mean, input_std = input_mean.flip(0), input_std.flip(0)
        self.scale.copy_((input_std / std).view_as(self.scale))
        self.shift.copy_(((input_mean - mean) / std).view_as(self.shift))

    def init_weights(self) -> None:
        """Initialise the segmentor, then load ``checkpoint`` into it.

        Raises:
            FileNotFoundError: If the checkpoint does not exist.
            UnusableFileError: If it is damaged, holds no ``segmentor.*`` weights, weights that are
                NaN or infinite, or weights of another model.
        """
        super().init_weights()
        if self.checkpoint is not None:
            self._load_segmentor(self.checkpoint)
        elif self.frozen:
            print_log(
                "UNetGuide is frozen and has no checkpoint: its masks are noise until a "
                "detector's checkpoint is loaded. Set guide.checkpoint to a trained guide's.",
                logger="current",
                level=30,
            )

    def _load_segmentor(self, checkpoint: str) -> None:
        if "://" not in checkpoint and not Path(checkpoint).is_file():
            raise FileNotFoundError(
                f"{checkpoint}: no such file, expected a guide's checkpoint; train it first, e.g. "
                "with 'python -m mmcsam train configs/unet_segpc.py', or set model.guide.checkpoint"
            )
        if "://" in checkpoint:
            content = CheckpointLoader.load_checkpoint(checkpoint, map_location="cpu")
            state = weights_of(content, checkpoint)
        else:
            state = read_weights(checkpoint)
        prefix = "segmentor."
        weights = {k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)}
        if not weights:
            raise UnusableFileError(
                checkpoint,
                f"it holds no '{prefix}*' weights",
                "the checkpoint of a RoISegmentor, as a training writes it for "
                "configs/unet_segpc.py",
                "Give the guide's checkpoint, not the detector's",
            )
        load_exact_weights(
            self.segmentor,
            weights,
            checkpoint,
            "Give guide.segmentor the settings that it was trained with",
        )

    def train(self, mode: bool = True) -> "UNetGuide":
        """Switch modes; a frozen segmentor stays in evaluation mode."""
        return super().train(mode and not self.frozen)

    def forward(self, image: Tensor, rois: Tensor) -> Tensor:
        """Predict the primary cell of every RoI.

        Args:
            image: The detector's input (N, 3, H, W), normalised.
            rois: RoIs (R, 5): index in the batch, then x1, y1, x2, y2 in input pixels.

        Returns:
            Foreground probabilities (R, 1, crop_size, crop_size) in [0, 1].
        """
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            chunk = max(len(rois), 1) if torch.is_grad_enabled() else self.roi_chunk
            return torch.cat([self._segment(image, part) for part in rois.split(chunk)])

    def _segment(self, image: Tensor, rois: Tensor) -> Tensor:
        return self.segment_crops(crop_rois(image, rois, self.crop_size))

    def segment_crops(self, crops: Tensor) -> Tensor:
        """Predict the primary cell of crops of the detector's input.

        Args:
            crops: (R, 3, crop_size, crop_size), normalised as the detector's input is.

        Returns:
            Foreground probabilities (R, 1, crop_size, crop_size) in [0, 1].
        """
        if self.reverse_channels:
            crops = crops.flip(1)
        crops = crops * self.scale + self.shift
        if not crops.is_cuda:  # where it was measured to help
            crops = crops.contiguous(memory_format=torch.channels_last)
        return foreground_probability(self.segmentor(crops))
