import torch

from mmcsam.models.guides.guide_runner import GuideRunner


def counting_guide(calls):
    def call(image, rois):
        calls.append((image, rois))
        return rois[:, :1].view(-1, 1, 1, 1)

    return call


def test_it_runs_once_for_the_same_rois():
    calls, image = [], torch.zeros(1, 3, 8, 8)
    runner = GuideRunner(counting_guide(calls), image)
    rois = torch.tensor([[0, 1.0, 2, 3, 4], [1, 1, 2, 3, 4]])
    first = runner(rois)
    assert first.flatten().tolist() == [0, 1]
    assert runner(rois.clone()) is first
    assert len(calls) == 1
    assert calls[0][0] is image
    other = rois + torch.tensor([0, 0, 0, 0, 1])
    runner(other)
    runner(other[:1])
    assert len(calls) == 3


def test_a_map_with_a_gradient_is_not_kept():
    calls = []
    runner = GuideRunner(counting_guide(calls), torch.zeros(1, 3, 8, 8))
    rois = torch.zeros(1, 5, requires_grad=True)
    runner(rois)
    runner(rois)
    assert len(calls) == 2
