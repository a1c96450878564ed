"""Proposals in a graph."""

import torch
from mmdet.structures import DetDataSample

from mmcsam.deployment.graph.proposal_graph import ProposalGraph
from mmcsam.deployment.operators import OnnxOperators, TorchOperators


def propose(detector, operators, features, area):
    size = torch.tensor(90), torch.tensor(150)  # smaller than what was padded
    with torch.no_grad():
        return ProposalGraph(detector.rpn_head, operators)(features, size, torch.tensor(area))


def test_as_the_head(detector):
    torch.manual_seed(0)
    features = tuple(torch.randn(1, 32, 96 // s, 160 // s) for s in (4, 8, 16, 32, 64))
    sample = DetDataSample(metainfo={"img_shape": (90, 150), "scale_factor": (1, 1)})
    with torch.no_grad():
        expected = detector.rpn_head.predict(features, [sample], rescale=False)[0].bboxes
    assert len(expected) == 20
    for operators in (OnnxOperators(), TorchOperators()):
        found = propose(detector, operators, features, 1.0)
        torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-4)
    assert len(propose(detector, OnnxOperators(), features, 2.0)) == 40


def test_boxes_without_a_side_go(detector):
    """As after clipping at the image's edge."""
    features = tuple(torch.zeros(1, 32, 96 // s, 160 // s) for s in (4, 8, 16, 32, 64))
    with torch.no_grad():
        detector.rpn_head.rpn_reg.bias += torch.tensor([1000.0, 0, 0, 0])
    assert propose(detector, OnnxOperators(), features, 1.0).shape == (0, 4)
