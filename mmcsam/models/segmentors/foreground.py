"""Segmentation logits to the foreground's."""

import torch
from torch import Tensor


def foreground_logit(logits: Tensor) -> Tensor:
    """Turn segmentation logits into one logit, foreground against background.

    Args:
        logits: (N, 1, H, W), or (N, K, H, W) with the background in channel 0.

    Returns:
        Logits (N, 1, H, W).
    """
    if logits.shape[1] == 1:
        return logits
    return torch.logsumexp(logits[:, 1:], dim=1, keepdim=True) - logits[:, :1]


def foreground_probability(logits: Tensor) -> Tensor:
    """Turn segmentation logits into the probability of the foreground.

    Args:
        logits: As in :func:`foreground_logit`.

    Returns:
        Probabilities (N, 1, H, W) in [0, 1], in float32: half precision has no number between
        0.9995 and 1.
    """
    return foreground_logit(logits.float()).sigmoid()
