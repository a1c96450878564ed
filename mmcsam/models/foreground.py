"""Logits to foreground probabilities."""

from torch import Tensor


def foreground_probability(logits: Tensor) -> Tensor:
    """Turn segmentation logits into the probability of the foreground.

    Args:
        logits: (N, 1, H, W), or (N, K, H, W) with the background in channel 0.

    Returns:
        Probabilities (N, 1, H, W) in [0, 1].
    """
    if logits.shape[1] == 1:
        return logits.sigmoid()
    return 1 - logits.softmax(dim=1)[:, :1]
