"""An ONNX file that takes its weights from the packed model beside it."""

import shutil

import pytest
from fake_backend import pack_tiny_model
from same_detections import assert_same

from mmcsam.deployment.graph_beside import write_graph_beside
from mmcsam.inference import Segmenter
from mmcsam.inference.backends import open_backend
from mmcsam.inference.model.packed_model import read_packed_model, write_packed_model
from mmcsam.jobs.problem import UnusableFileError

pytest.importorskip("onnxruntime")


@pytest.mark.parametrize("half", [False, True])
def test_one_copy_of_the_weights(packed, pytorch, images, tmp_path, half):
    model = write_packed_model(tmp_path / "a.mmcsam", *read_packed_model(packed), half=half)
    graph = write_graph_beside(model)
    assert graph == tmp_path / "a.onnx"
    assert graph.stat().st_size < 0.4 * model.stat().st_size
    backend, _ = open_backend(model, name="onnx")
    expected, _ = pytorch.detect(pytorch.prepare(images[0]))
    tolerance = {"iou": 0.9, "score": 0.01} if half else {}
    assert_same(backend.detect(backend.prepare(images[0]))[0], expected, **tolerance)


def test_it_is_taken_without_being_asked_for(packed, tmp_path, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    model = shutil.copy(packed, tmp_path / "a.mmcsam")
    assert Segmenter(model).backend.name == "pytorch"
    write_graph_beside(model)
    assert Segmenter(model).backend.name == "onnx"
    assert Segmenter(model, device="cpu").backend.name == "pytorch"  # as PyTorch names it
    assert Segmenter(model, backend="pytorch").backend.name == "pytorch"


def test_the_network_of_another_model(packed, tmp_path):
    model = shutil.copy(packed, tmp_path / "a.mmcsam")
    write_graph_beside(model)
    pack_tiny_model(tmp_path / "a.mmcsam", cell_width=20.0)
    with pytest.raises(UnusableFileError, match=r"a\.onnx: (it is not the network of a|ONNX Run)"):
        open_backend(tmp_path / "a.mmcsam", name="onnx")
