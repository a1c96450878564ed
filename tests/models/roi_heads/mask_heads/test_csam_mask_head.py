import pytest
import torch
from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from mmengine.config import ConfigDict
from mmengine.runner.checkpoint import load_state_dict

from mmcsam.models import CSAMMaskHead
from mmcsam.models.roi_heads.roi_features import RoIFeatures


@pytest.fixture(scope="module")
def stock():
    return FCNMaskHead(num_convs=4, in_channels=256, conv_out_channels=256, num_classes=1)


@pytest.fixture(scope="module")
def paper():
    return CSAMMaskHead(fusion={"type": "MultiScaleFusion"}, csam={"type": "CSAM"}, num_classes=1)


def test_parameters_on_top_of_the_stock_head(count, stock, paper):
    """Inside what the rounding of the paper's table 1 allows, see the class's docstring."""
    msfl = CSAMMaskHead(fusion={"type": "MultiScaleFusion"}, num_classes=1)
    assert count(CSAMMaskHead(num_classes=1)) == count(stock)
    assert count(msfl) - count(stock) == 459_269
    assert count(paper) - count(msfl) == 102_361


def test_paper_shapes(paper):
    levels = tuple(torch.randn(1, 256, size, size) for size in (64, 32, 16))
    with torch.no_grad():
        masks = paper(RoIFeatures(levels, torch.rand(1, 1, 128, 128)))
    assert masks.shape == (1, 1, 64, 64)


def test_takes_the_weights_of_a_stock_head(stock, paper):
    """As mmengine loads a COCO checkpoint: what fits in name and shape is taken."""
    before = {name: value.clone() for name, value in paper.state_dict().items()}
    weights = {name: torch.full_like(value, 0.5) for name, value in stock.state_dict().items()}
    load_state_dict(paper, weights)
    taken = {
        name for name, value in paper.state_dict().items() if not torch.equal(value, before[name])
    }
    convs = {f"convs.{i}.conv.{part}" for i in (1, 2, 3) for part in ("weight", "bias")}
    ends = {
        f"{layer}.{part}" for layer in ("upsample", "conv_logits") for part in ("weight", "bias")
    }
    assert taken == convs | ends | {"convs.0.conv.bias"}  # only the weight of convs.0 is wider


def test_equals_the_stock_head_without_fusion_and_csam(stock):
    head = CSAMMaskHead(num_classes=1)
    head.load_state_dict(stock.state_dict())
    rois = torch.randn(2, 256, 7, 7)
    with torch.no_grad():
        torch.testing.assert_close(head(rois), stock(rois))
        torch.testing.assert_close(head(RoIFeatures([rois])), stock(rois))


@pytest.mark.parametrize("convs_before_csam", [0, 1, 2, 4])
def test_place_of_csam(small_head, features, convs_before_csam):
    """Convolutions in front of CSAM never see the guide, those behind it do."""
    head = small_head(convs_before_csam=convs_before_csam)
    assert head.csam.guided_attention.in_channels == 2 * (6 if convs_before_csam else 8)
    seen = []
    for conv in head.convs:
        conv.register_forward_hook(lambda _m, _i, output: seen.append(output.detach().clone()))
    x = features()
    levels, guide = x.levels, x.guide
    first, second = head(RoIFeatures(levels, guide)), head(RoIFeatures(levels, 1 - guide))
    assert first.shape == (3, 1, 8, 8)
    assert not torch.equal(first, second)
    same = [torch.equal(a, b) for a, b in zip(seen[:4], seen[4:], strict=True)]
    assert same == [True] * convs_before_csam + [False] * (4 - convs_before_csam)


def test_csam_without_fusion(small_head, features):
    head = small_head(fusion=None)
    x = features()
    levels, guide = x.levels, x.guide
    assert head(RoIFeatures(levels[1:], guide)).shape == (3, 1, 8, 8)


def test_no_upsampling(small_head, features):
    head = small_head(upsample_cfg={"type": None})
    assert head(features()).shape == (3, 1, 4, 4)


@pytest.mark.parametrize("rois", [0, 3])
def test_every_parameter_is_in_the_graph(small_head, features, rois):
    """DistributedDataParallel waits for every gradient, also of a batch without proposals."""
    head = small_head()
    head(features(rois)).sum().backward()
    assert [name for name, p in head.named_parameters() if p.grad is None] == []


def test_plain_tensor_with_fusion(small_head):
    with pytest.raises(ValueError, match=r"input_sizes=\(8, 4\).*\(4,\)"):
        small_head(csam=None)(torch.randn(2, 8, 4, 4))


@pytest.mark.parametrize("convs_before_csam", [-1, 5])
def test_convs_before_csam_out_of_range(small_head, convs_before_csam):
    with pytest.raises(ValueError, match=f"convs_before_csam={convs_before_csam} .*num_convs=4"):
        small_head(convs_before_csam=convs_before_csam)


def test_loss(small_head, one_positive):
    """Logits 0 cost log 2 a pixel; logits that say the left half cost next to nothing."""
    head, cfg = small_head(), ConfigDict(mask_size=8)
    logits = torch.zeros(1, 1, 8, 8)
    losses = head.loss_and_target(logits, *one_positive, cfg)
    assert losses["mask_targets"].tolist() == [[[1.0] * 4 + [0.0] * 4] * 8]
    assert losses["loss_mask"]["loss_mask"].item() == pytest.approx(0.693147)
    logits[..., :4], logits[..., 4:] = 9, -9
    losses = head.loss_and_target(logits, *one_positive, cfg)
    assert losses["loss_mask"]["loss_mask"].item() < 0.001
