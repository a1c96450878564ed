import torch

from mmcsam.models.segmentors.foreground import foreground_logit, foreground_probability


def test_one_channel():
    probability = foreground_probability(torch.tensor([0.0, 2.0]).view(1, 1, 1, 2))
    torch.testing.assert_close(probability.flatten(), torch.tensor([0.5, 0.880797]))


def test_several_channels_are_one_minus_the_background():
    logits = torch.randn(3, 4, 5, 5)
    probability = foreground_probability(logits)
    assert probability.shape == (3, 1, 5, 5)
    torch.testing.assert_close(probability, logits.softmax(1)[:, 1:].sum(1, keepdim=True))


def test_two_channels_agree_with_one():
    """The softmax of (0, z) is the sigmoid of z."""
    logits = torch.randn(2, 1, 4, 4)
    both = torch.cat([torch.zeros_like(logits), logits], dim=1)
    torch.testing.assert_close(foreground_probability(both), foreground_probability(logits))


def test_logit_of_several_channels():
    logits = torch.randn(3, 4, 5, 5)
    torch.testing.assert_close(
        foreground_logit(logits), torch.logit(foreground_probability(logits))
    )
