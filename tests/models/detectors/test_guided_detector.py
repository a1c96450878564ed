import pytest
import torch
from mmdet.models.detectors import CascadeRCNN
from mmdet.registry import MODELS

from mmcsam.models.detectors.guided_detector import GuidedDetectorMixin
from mmcsam.models.roi_heads.image_features import ImageFeatures


class GuidedCascadeRCNN(GuidedDetectorMixin, CascadeRCNN):
    pass


def test_features_carry_image_and_guide(detector):
    model, image = detector().eval(), torch.randn(1, 3, 64, 96)
    feats = model.extract_feat(image)
    assert isinstance(feats, ImageFeatures)
    assert feats.image is image
    assert feats.runner.guide is model.guide
    plain = model.neck(model.backbone(image))
    assert len(feats) == 5
    for level, other in zip(feats, plain, strict=True):
        assert level.is_contiguous()  # as RoIAlign needs it
        torch.testing.assert_close(level, other, rtol=1e-5, atol=1e-6)


def test_features_without_a_guide(detector):
    model = detector(csam=False, guide=False)
    feats = model.extract_feat(torch.randn(1, 3, 64, 96))
    assert model.guide is None
    assert feats.guide_map(torch.zeros(2, 5)) is None


def test_csam_without_guide(detector):
    with pytest.raises(ValueError, match="needs a guide but the detector has none"):
        detector(guide=False)


def test_guide_without_csam(detector):
    with pytest.raises(ValueError, match="no mask head uses it"):
        detector(csam=False)


def test_the_guide_learns_the_detectors_normalisation(detector, detector_cfg):
    detector_cfg.data_preprocessor.update(
        mean=[103.53, 116.28, 123.675], std=[1.0, 1.0, 1.0], bgr_to_rgb=False
    )
    guide = detector().guide
    assert guide.reverse_channels
    std = torch.tensor([58.395, 57.12, 57.375])
    torch.testing.assert_close(guide.scale.flatten(), 1 / std)
    torch.testing.assert_close(guide.shift.flatten(), torch.zeros(3))


def test_another_detector(detector_cfg, batch):
    """The mixin and the extractor serve a cascade without any change to its heads."""
    head = detector_cfg.roi_head
    head.update(
        type="CascadeRoIHead",
        num_stages=2,
        stage_loss_weights=[1, 0.5],
        bbox_head=[head.bbox_head.copy() for _ in range(2)],
    )
    detector_cfg.train_cfg.rcnn = [detector_cfg.train_cfg.rcnn] * 2
    detector_cfg.pop("type")
    model = GuidedCascadeRCNN(**detector_cfg)
    model.init_weights()
    losses, _ = model.parse_losses(model(**model.data_preprocessor(batch(), True), mode="loss"))
    losses.backward()
    for stage in model.roi_head.mask_head:
        assert stage.csam.guide_conv.conv.weight.grad.abs().sum() > 0
    data = model.eval().data_preprocessor(batch(), False)
    with torch.no_grad():
        sample = model(**data, mode="predict")[0]
    assert sample.pred_instances.masks.shape[1:] == (192, 256)


def test_the_guide_is_built_once(detector_cfg):
    """Two mask heads with a CSAM each share the detector's guide."""
    model = MODELS.build(detector_cfg)
    guides = [name for name, module in model.named_modules() if module is model.guide]
    assert guides == ["guide"]
    assert not any("guide" in name for name in model.roi_head.mask_roi_extractor.state_dict())


def test_heads_of_different_classes(detector_cfg):
    detector_cfg.roi_head.mask_head.num_classes = 2
    with pytest.raises(ValueError, match="bbox_head 1, mask_head 2"):
        MODELS.build(detector_cfg)
