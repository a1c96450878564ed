import logging

import pytest
import torch
from mmcv.ops import roi_align
from mmdet.registry import MODELS
from mmengine.runner import save_checkpoint

from mmcsam.models.guides.unet_guide import IMAGENET_MEAN, IMAGENET_STD
from mmcsam.ops.crop_rois import crop_rois

TINY_UNET = {"type": "UNet", "base_channels": 4, "depth": 2}
ROIS = torch.tensor([[0, 8.0, 6.0, 40.0, 38.0], [1, 20.3, 0.0, 64.0, 31.7]])


@pytest.fixture
def guide():
    def build(segmentor="RecordingSegmentor", **settings):
        segmentor = {"type": segmentor} if isinstance(segmentor, str) else segmentor
        return MODELS.build({"type": "UNetGuide", "segmentor": segmentor, **settings})

    return build


@pytest.fixture
def bgr_files():
    """Two images as a pipeline reads them: BGR, uint8 (3, 48, 64)."""
    return torch.randint(0, 256, (2, 3, 48, 64), dtype=torch.uint8)


@pytest.fixture
def trained(tmp_path):
    """A RoISegmentor with weights of its own, and its checkpoint."""
    model = MODELS.build({"type": "RoISegmentor", "segmentor": TINY_UNET})
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.uniform_(-0.1, 0.1)
    path = tmp_path / "guide.pth"
    save_checkpoint({"meta": {}, "state_dict": model.state_dict()}, str(path))
    return model, path


@pytest.mark.parametrize("name", ["imagenet", "caffe2", "none"])
def test_crops_are_normalised_as_in_the_guides_training(guide, preprocessor, bgr_files, name):
    """Whatever the detector's preprocessor does, the segmentor sees (RGB - mean) / std."""
    detectors = preprocessor(name)
    built = guide(crop_size=16)
    built.match_input(detectors)
    built(detectors({"inputs": list(bgr_files)})["inputs"], ROIS)
    rgb = bgr_files.flip(1).float()
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_STD))
    expected = (roi_align(rgb, ROIS, (16, 16), 1.0, 2, "avg", True) - mean) / std
    torch.testing.assert_close(built.segmentor.crops[0], expected, rtol=1e-4, atol=1e-4)


def test_own_mean_and_std(guide, preprocessor, bgr_files):
    built = guide(crop_size=8, mean=(10, 20, 30), std=(2, 4, 8))
    detectors = preprocessor("imagenet")
    built.match_input(detectors)
    built(detectors({"inputs": list(bgr_files)})["inputs"], ROIS)
    crops = crop_rois(bgr_files.flip(1), ROIS, 8)
    for channel, (mean, std) in enumerate(((10, 2), (20, 4), (30, 8))):
        torch.testing.assert_close(
            built.segmentor.crops[0][:, channel],
            (crops[:, channel] - mean) / std,
            rtol=1e-4,
            atol=1e-3,
        )


def test_flips_with_the_image(guide, bgr_files):
    """The crop is taken from the network's input, so a flipped image gives a flipped map."""
    built = guide(crop_size=16)
    image = bgr_files.float() / 255
    plain = built(image, ROIS)
    mirrored = ROIS.clone()
    mirrored[:, 1], mirrored[:, 3] = 64 - ROIS[:, 3], 64 - ROIS[:, 1]
    torch.testing.assert_close(built(image.flip(3), mirrored).flip(3), plain)


def test_scale_of_the_input_cancels(guide):
    """A ramp at half size under a RoI at half size gives the same crop."""
    built = guide(crop_size=8)
    columns = torch.arange(64) + 0.5
    built(columns.expand(1, 3, 48, 64), torch.tensor([[0, 16.0, 8.0, 48.0, 40.0]]))
    built(2 * columns[:32].expand(1, 3, 24, 32), torch.tensor([[0, 8.0, 4.0, 24.0, 20.0]]))
    torch.testing.assert_close(*built.segmentor.crops)


def test_probabilities(guide):
    built = guide(crop_size=8)
    image = torch.tensor([-2.0, 0.0, 2.0]).view(3, 1, 1, 1).expand(3, 3, 16, 16)
    rois = torch.tensor([[index, 4.0, 4.0, 12.0, 12.0] for index in range(3)])
    expected = torch.tensor([0.119203, 0.5, 0.880797]).view(3, 1, 1, 1).expand(3, 1, 8, 8)
    torch.testing.assert_close(built(image, rois), expected)


def test_several_classes_give_one_minus_the_background(guide):
    built = guide("ThreeClassSegmentor", crop_size=8)
    image = torch.full((1, 3, 16, 16), 1.5)
    expected = 1 - torch.tensor([0.5, 1.5, -1.5]).softmax(0)[0]
    probability = built(image, torch.tensor([[0, 4.0, 4.0, 12.0, 12.0]]))
    torch.testing.assert_close(probability, expected.expand(1, 1, 8, 8))


@pytest.mark.parametrize("name", ["crop_size", "roi_chunk"])
def test_settings_checked(guide, name):
    with pytest.raises(ValueError, match=f"UNetGuide's {name} must be 1 or more, got 0"):
        guide(**{name: 0})


def test_zero_rois(guide):
    built = guide(TINY_UNET, crop_size=16)
    assert built(torch.zeros(1, 3, 32, 32), torch.zeros(0, 5)).shape == (0, 1, 16, 16)


def test_frozen_stays_in_evaluation_mode(guide):
    built = guide(TINY_UNET)
    detector = torch.nn.ModuleList([built, torch.nn.BatchNorm2d(3)])
    assert not built.segmentor.training
    detector.train()
    assert detector[1].training
    assert not any(module.training for module in built.modules())
    assert not any(parameter.requires_grad for parameter in built.parameters())


def test_frozen_keeps_its_statistics_and_gives_no_gradient(guide):
    built = guide(TINY_UNET, crop_size=16)
    before = {name: value.clone() for name, value in built.state_dict().items()}
    image = torch.randn(2, 3, 48, 64, requires_grad=True)
    assert not built.train()(image, ROIS).requires_grad
    assert all(torch.equal(value, before[name]) for name, value in built.state_dict().items())


def test_not_frozen_learns(guide):
    built = guide(TINY_UNET, crop_size=16, frozen=False)
    assert built.train().segmentor.training
    assert not built.eval().segmentor.training
    built.train()(torch.randn(2, 3, 48, 64), ROIS).sum().backward()
    assert [name for name, p in built.named_parameters() if p.grad is None] == []
    with torch.no_grad():
        assert not built(torch.randn(2, 3, 48, 64), ROIS).requires_grad


def test_round_trip_of_a_checkpoint(guide, trained):
    model, path = trained
    built = guide(TINY_UNET, checkpoint=str(path), crop_size=16)
    built.init_weights()
    crops = torch.randn(2, 3, 16, 16)
    expected = model.eval()(crops).sigmoid()
    torch.testing.assert_close(built.segmentor(crops).sigmoid(), expected)


def test_normalisation_is_not_in_the_checkpoint(guide):
    """It belongs to the detector's config, which a checkpoint must not overrule."""
    assert all(name.startswith("segmentor.") for name in guide(TINY_UNET).state_dict())


def test_checkpoint_is_read_on_initialisation_only(guide, tmp_path):
    built = guide(TINY_UNET, checkpoint=str(tmp_path / "none.pth"))
    with pytest.raises(
        FileNotFoundError,
        match=r"none\.pth: no such file, expected a guide's checkpoint; train it first",
    ):
        built.init_weights()


def test_checkpoint_without_a_segmentor(guide, tmp_path):
    path = tmp_path / "detector.pth"
    torch.save({"state_dict": {"backbone.weight": torch.zeros(1)}}, path)
    with pytest.raises(ValueError, match=r"detector\.pth: it holds no 'segmentor\.\*' weights"):
        guide(TINY_UNET, checkpoint=str(path)).init_weights()


def test_checkpoint_of_another_segmentor(guide, trained):
    wider = TINY_UNET | {"base_channels": 8}
    with pytest.raises(ValueError, match="have another shape .*Give guide.segmentor") as error:
        guide(wider, checkpoint=str(trained[1])).init_weights()
    assert str(trained[1]) in str(error.value)


def test_checkpoint_with_a_weight_that_is_nan(guide, trained, tmp_path):
    state = trained[0].state_dict()
    next(iter(state.values())).view(-1)[0] = float("nan")
    torch.save({"state_dict": state}, tmp_path / "nan.pth")
    with pytest.raises(ValueError, match=r"nan\.pth: the weight segmentor\..* are NaN"):
        guide(TINY_UNET, checkpoint=str(tmp_path / "nan.pth")).init_weights()


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_checkpoint_cut_short(guide, trained, tmp_path, share):
    whole = trained[1].read_bytes()
    (tmp_path / "cut.pth").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match=r"cut\.pth: PyTorch cannot read it .* Copy it again"):
        guide(TINY_UNET, checkpoint=str(tmp_path / "cut.pth")).init_weights()


def test_frozen_without_checkpoint_warns(guide, monkeypatch):
    logged = []
    monkeypatch.setattr(
        "mmcsam.models.guides.unet_guide.print_log", lambda text, **how: logged.append((text, how))
    )
    guide(TINY_UNET).init_weights()
    guide(TINY_UNET, frozen=False).init_weights()
    assert len(logged) == 1
    assert "no checkpoint" in logged[0][0]
    assert logged[0][1]["level"] == logging.WARNING
