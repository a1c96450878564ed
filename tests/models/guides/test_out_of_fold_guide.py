import copy

import pytest
import torch
from mmdet.registry import MODELS
from mmengine.model import BaseModule

ROIS = torch.tensor([[0, 1.0, 1, 9, 9], [1, 0, 0, 8, 8], [0, 4, 4, 12, 12]])


@MODELS.register_module()
class ConstantGuide(BaseModule):
    """Say which checkpoint it came from, and how many RoIs it was asked for."""

    def __init__(self, checkpoint):
        super().__init__()
        self.value = float(checkpoint)
        self.asked = []

    def match_input(self, data_preprocessor):
        self.preprocessor = data_preprocessor

    def forward(self, image, rois):
        self.asked.append(len(rois))
        return torch.full((len(rois), 1, 4, 4), self.value)


@pytest.fixture
def guide():
    cfg = {"type": "OutOfFoldGuide", "guide": {"type": "ConstantGuide"}}
    return MODELS.build({**cfg, "checkpoints": ["0.1", "0.2", "0.3"]})


def samples(*folds):
    return [{"img_id": number, "guide_fold": fold} for number, fold in enumerate(folds)]


def values(maps):
    assert maps.shape[1:] == (1, 4, 4)
    assert torch.equal(maps, maps[:, :1, :1, :1].expand_as(maps))
    return maps[:, 0, 0, 0].tolist()


def test_each_image_gets_the_guide_of_its_fold(guide):
    image = torch.zeros(2, 3, 16, 16)
    with guide.reveal(samples(2, 1)):
        assert values(guide(image, ROIS)) == pytest.approx([0.3, 0.2, 0.3])
    assert [model.asked for model in guide.guides] == [[], [1], [2]]
    with guide.reveal(samples(1, 1)):
        assert values(guide(image, ROIS)) == pytest.approx([0.2, 0.2, 0.2])
    assert guide.guides[1].asked == [1, 3]  # one pass for both images


def test_first_guide_in_a_test(guide):
    guide.eval()
    assert values(guide(torch.zeros(2, 3, 16, 16), ROIS)) == pytest.approx([0.1] * 3)
    assert [model.asked for model in guide.guides] == [[3], [], []]


def test_no_rois(guide):
    with guide.reveal(samples(2)):
        assert guide(torch.zeros(1, 3, 16, 16), ROIS[:0]).shape == (0, 1, 4, 4)


def test_every_guide_knows_the_input(guide, preprocessor):
    normalisation = preprocessor("caffe2")
    guide.match_input(normalisation)
    assert all(model.preprocessor is normalisation for model in guide.guides)


def test_fold_is_missing(guide):
    message = "does not know the fold of a training image: put dict.type='LoadGuideFold'"
    with pytest.raises(ValueError, match=message):
        guide(torch.zeros(1, 3, 16, 16), ROIS[:1])
    with guide.reveal([{"img_id": 7}]), pytest.raises(ValueError, match=message):
        guide(torch.zeros(1, 3, 16, 16), ROIS[:1])


def test_more_folds_than_guides(guide):
    with (
        guide.reveal(samples(3)),
        pytest.raises(ValueError, match="image 0 is of fold 3, and there are guides of 3 folds"),
    ):
        guide(torch.zeros(1, 3, 16, 16), ROIS[:1])


def test_one_checkpoint_is_no_fold():
    cfg = {"type": "OutOfFoldGuide", "guide": {"type": "ConstantGuide"}, "checkpoints": ["0"]}
    with pytest.raises(ValueError, match="two or more checkpoints, got 1"):
        MODELS.build(cfg)


def test_in_a_detector(detector_cfg, batch, tmp_path):
    """Each guide has its checkpoint's weights, stays frozen, and no training touches it."""
    unet = copy.deepcopy(detector_cfg.guide)
    paths = []
    for fold in range(2):
        trained = MODELS.build({"type": "RoISegmentor", "segmentor": unet.segmentor})
        torch.nn.init.constant_(trained.segmentor.classifier.bias, 10.0 * (-1) ** fold)
        paths.append(str(tmp_path / f"fold_{fold}.pth"))
        torch.save({"state_dict": trained.state_dict()}, paths[-1])
    detector_cfg.guide = {"type": "OutOfFoldGuide", "guide": unet, "checkpoints": paths}
    model = MODELS.build(detector_cfg)
    model.init_weights()
    biases = [guide.segmentor.classifier.bias.item() for guide in model.guide.guides]
    assert biases == [10, -10]
    assert not any(p.requires_grad for p in model.guide.parameters())

    maps = []
    model.guide.register_forward_hook(lambda _module, _inputs, output: maps.append(output))
    data = model.data_preprocessor(batch(), True)
    for fold, sample in enumerate(data["data_samples"]):
        sample.set_metainfo({"guide_fold": fold})
    loss, _ = model.parse_losses(model(**data, mode="loss"))
    assert torch.isfinite(loss)
    assert maps[0].max() > 0.9
    assert maps[0].min() < 0.1
    model.eval()
    with torch.no_grad():
        model(**model.data_preprocessor(batch(), False), mode="predict")
    assert maps[-1].min() > 0.9
