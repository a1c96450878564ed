"""The graph does what the detector does."""

import numpy as np
import pytest
import torch
from same_detections import assert_same

from mmcsam.deployment.graph import DetectorGraph
from mmcsam.deployment.operators import OnnxOperators, TorchOperators
from mmcsam.inference.backends.exported import ExportedBackend


class GraphBackend(ExportedBackend):
    """Runs a graph without a file."""

    def __init__(self, graph, card, steps):
        self.card, self.steps, self.lowest_score = card, steps, 0.0
        self._session = graph

    def open(self):
        return self._session, None

    def run(self, session, pixels, area):
        numbers = torch.tensor(area), torch.tensor(self.lowest_score)
        with torch.no_grad():
            return tuple(part.numpy() for part in session(torch.from_numpy(pixels), *numbers))


@pytest.mark.parametrize("operators", [OnnxOperators, TorchOperators])
def test_as_the_detector(detector, pytorch, images, operators):
    graph = GraphBackend(DetectorGraph(detector, operators()).eval(), None, pytorch.prepare.steps)
    for image in images:
        expected, _ = pytorch.detect(pytorch.prepare(image))
        found, _ = graph.detect(graph.prepare(image))
        assert_same(found, expected, score=1e-5)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_blue_first_and_no_normalisation(detector, images):
    """The guide and the backbone see what the detector's own preprocessor makes of an image."""
    image = torch.from_numpy(images[0])
    preprocessor = detector.data_preprocessor
    seen = []
    detector.backbone.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    for swaps in (True, False):
        preprocessor._channel_conversion = swaps
        expected = preprocessor({"inputs": [image.permute(2, 0, 1).flip(0)]})["inputs"]
        with torch.no_grad():
            graph = DetectorGraph(detector, OnnxOperators())
            graph(image, torch.tensor(1.0), torch.tensor(0.0))
        np.testing.assert_allclose(seen[-1], expected, atol=1e-6)


def test_low_scores_and_limits(detector, images):
    graph = DetectorGraph(detector, OnnxOperators()).eval()
    image = torch.from_numpy(images[0])
    with torch.no_grad():
        _, scores, _, _ = graph(image, torch.tensor(1.0), torch.tensor(0.0))
        middle = scores.median()
        boxes, above, labels, masks = graph(image, torch.tensor(1.0), middle)
        more = graph(image, torch.tensor(3.0), torch.tensor(0.0))[0]
        none = graph(image, torch.tensor(1.0), torch.tensor(1.0))
    assert above.tolist() == scores[scores >= middle].tolist()
    assert (len(boxes), len(labels), len(masks)) == (len(above),) * 3
    assert len(more) > len(scores)
    assert [tuple(part.shape) for part in none] == [(0, 4), (0,), (0,), (0, 16, 16)]
