import pytest
import torch

from mmcsam.models import CSAMHTCMaskHead, CSAMMaskHead, GuidePrior
from mmcsam.models.roi_heads.roi_features import RoIFeatures


def test_hand_computed():
    """Logit 2 weighs 0.1, the guide's 0.8 has the logit ln 4."""
    logits, guide = torch.full((1, 2, 2, 2), 2.0), torch.full((1, 1, 2, 2), 0.8)
    expected = torch.full((1, 2, 2, 2), 0.2 + 4.0).sub(4.0 - torch.log(torch.tensor(4.0)))
    torch.testing.assert_close(GuidePrior()(logits, guide), expected)


def test_certain_guide_is_bounded():
    guide = torch.tensor([0.0, 1.0]).view(2, 1, 1, 1)
    out = GuidePrior(eps=0.01)(torch.zeros(2, 1, 1, 1), guide).flatten()
    bound = torch.log(torch.tensor(99.0)).item()
    assert out.tolist() == pytest.approx([-bound, bound], rel=1e-4)


def test_guide_of_another_size():
    """A map that is finer is averaged, not sampled."""
    guide = torch.zeros(1, 1, 8, 8)
    guide[..., ::2] = 1
    out = GuidePrior()(torch.zeros(1, 1, 4, 4), guide)[0, 0, 1, 1]
    assert abs(out.item()) < 0.5


@pytest.mark.parametrize("eps", [0, 0.5, -1])
def test_eps_out_of_range(eps):
    with pytest.raises(ValueError, match="eps must lie in"):
        GuidePrior(eps=eps)


@pytest.fixture(params=[CSAMMaskHead, CSAMHTCMaskHead])
def head(request):
    return request.param(
        in_channels=8, conv_out_channels=6, num_classes=1, guide_prior={"type": "GuidePrior"}
    )


def logits_of(head, features):
    out = head(features)
    return out[0] if isinstance(head, CSAMHTCMaskHead) else out


@pytest.mark.parametrize("rois", [0, 3])
def test_in_a_head_without_csam(head, rois):
    features = RoIFeatures([torch.randn(rois, 8, 4, 4)], torch.rand(rois, 1, 16, 16))
    out = logits_of(head, features)
    assert out.shape == (rois, 1, 8, 8)
    out.sum().backward()
    assert head.guide_prior.guide_weight.grad is not None
    assert head.convs[0].conv.weight.grad is not None


@torch.no_grad()
def test_chunks_of_rois_keep_their_guide(head):
    features = RoIFeatures([torch.randn(5, 8, 4, 4)], torch.rand(5, 1, 16, 16))
    whole = logits_of(head, features)
    head.roi_chunk = 2
    torch.testing.assert_close(logits_of(head, features), whole)


def test_missing_guide(head):
    with pytest.raises(ValueError, match="has a guide prior but the RoI features come without"):
        head(RoIFeatures([torch.randn(1, 8, 4, 4)]))
