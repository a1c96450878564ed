import torch

from mmcsam.models.roi_heads.image_features import ImageFeatures


def guide(image, rois):
    return image.new_zeros(len(rois), 1, 4, 4)


def test_it_is_the_plain_tuple():
    levels = (torch.zeros(1, 2, 8, 8), torch.ones(1, 2, 4, 4))
    feats = ImageFeatures(levels, torch.zeros(1, 3, 32, 32), guide)
    assert isinstance(feats, tuple)
    assert len(feats) == 2
    assert feats[0] is levels[0]
    assert feats[-1] is levels[1]
    assert [level.shape[-1] for level in feats] == [8, 4]


def test_slices_keep_image_and_guide():
    image = torch.zeros(1, 3, 32, 32)
    feats = ImageFeatures((torch.zeros(1), torch.ones(1), torch.ones(1)), image, guide)
    for part in (feats[:2], feats[:2][1:], feats[:]):
        assert isinstance(part, ImageFeatures)
        assert part.image is image
        assert part.runner is feats.runner
    assert feats.runner.guide is guide
    assert len(feats[:2][1:]) == 1
    assert feats[1:][0] is feats[1]


def test_without_a_guide():
    feats = ImageFeatures((torch.zeros(1),), torch.zeros(1, 3, 8, 8))
    assert feats[:1].guide_map(torch.zeros(1, 5)) is None


def test_slices_share_what_the_guide_said():
    calls = []

    def count(image, rois):
        calls.append(rois)
        return rois[:, :1].view(-1, 1, 1, 1)

    feats = ImageFeatures((torch.zeros(1),) * 3, torch.zeros(1, 3, 8, 8), count)
    rois = torch.tensor([[0, 1.0, 2, 3, 4], [1, 1, 2, 3, 4]])
    first = feats[:2].guide_map(rois)
    assert feats[1:].guide_map(rois.clone()) is first
    assert len(calls) == 1
