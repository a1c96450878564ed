"""A packed model in the form of each runtime: the same cells, and nothing without need."""

import shutil
from importlib import import_module

import cv2
import numpy as np
import pytest
import torch
import yaml
from same_detections import assert_same
from two_class_detector import pack_two_class_model

from mmcsam.deployment import export_model
from mmcsam.inference import Segmenter
from mmcsam.inference.backends import open_backend


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exported")


@pytest.mark.parametrize(
    ("to", "suffix"), [("onnx", ".onnx"), ("openvino", ".xml"), ("torchscript", ".torchscript")]
)
def test_the_same_cells(packed, pytorch, images, folder, to, suffix):
    pytest.importorskip({"onnx": "onnxruntime", "openvino": "openvino"}.get(to, "torch"))
    file = export_model(packed, to, folder)
    assert file == folder / f"tiny{suffix}"
    backend, card = open_backend(file)
    assert (backend.name, card) == (to, open_backend(packed)[1])
    for image in images:
        expected, _ = pytorch.detect(pytorch.prepare(image))
        assert_same(backend.detect(backend.prepare(image))[0], expected)
        half, _ = pytorch.detect(pytorch.prepare(cv2.resize(image, None, fx=2, fy=2), 0.5), 4.0)
        prepared = backend.prepare(cv2.resize(image, None, fx=2, fy=2), 0.5)
        assert_same(backend.detect(prepared, 4.0)[0], half)
    # MMDetection fails on an image as small as that.
    assert len(backend.detect(backend.prepare(images[0][:20, :24]))[0]) > 0
    backend.lowest_score = 1.0
    assert backend.detect(backend.prepare(images[0])) == ([], False)


def test_sixteen_bits(packed, pytorch, images, folder):
    whole = export_model(packed, "onnx", folder / "whole")
    half = export_model(packed, "onnx", folder / "half", "fp16")
    assert half.stat().st_size < 0.7 * whole.stat().st_size
    backend, _ = open_backend(half)
    expected, _ = pytorch.detect(pytorch.prepare(images[0]))
    assert_same(backend.detect(backend.prepare(images[0]))[0], expected, iou=0.9, score=0.01)


def test_as_the_segmenter_takes_it(packed, images, folder):
    file = export_model(packed, "onnx", folder / "a")
    whole = Segmenter(file, score_threshold=0.1)(images[0][..., ::-1])
    assert whole.labels().tolist() == (
        Segmenter(packed, device="cpu", backend="pytorch", score_threshold=0.1)(
            images[0][..., ::-1]
        )
        .labels()
        .tolist()
    )


def test_a_model_that_cannot_be_exported(packed, tmp_path, monkeypatch):
    def refuse(*_):
        raise ValueError("its roi_head is PointRendRoIHead")

    module = import_module("mmcsam.deployment.export_model")
    monkeypatch.setattr(module, "require_exportable", refuse)
    with pytest.raises(ValueError, match="PointRendRoIHead"):
        export_model(packed, "onnx", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("to", "precision", "found"),
    [
        ("tensorrt", "fp32", "cannot export to tensorrt in fp32, expected one of onnx"),
        ("onnx", "bf16", "cannot export to onnx in bf16"),
        ("torchscript", "int8", "TorchScript is written in fp32 alone, not in int8"),
    ],
)
def test_unknown_forms(packed, tmp_path, to, precision, found):
    with pytest.raises(ValueError, match=found):
        export_model(packed, to, tmp_path, precision)


@pytest.mark.parametrize("to", ["instanseg", "bioimageio"])
def test_what_describes_a_folder(tmp_path, monkeypatch, images, to):
    """Given words go first, and the test image is the user's, at the scale of the training."""
    module = import_module("mmcsam.deployment.export_model")
    write = module._FOLDERS[to]
    monkeypatch.setitem(
        module._FOLDERS, to, lambda *args, **known: write(*args, score_threshold=0.0, **known)
    )
    model = pack_two_class_model(tmp_path / "two.mmcsam", pixel_size=0.5, licence="MIT")
    known = {"pixel_size": 0.25, "authors": ["A. Person", "B. Person"]}
    if to == "bioimageio":
        known["test_image"] = tmp_path / "mine.png"
        cv2.imwrite(str(known["test_image"]), images[0])
    file = export_model(model, to, tmp_path / "out", **known)
    content = yaml.safe_load((file.parent / "rdf.yaml").read_text())
    assert content["authors"] == [{"name": "A. Person"}, {"name": "B. Person"}]
    assert content["inputs"][0]["axes"][3]["scale"] == 0.25
    assert torch.jit.load(file.parent / content["weights"]["torchscript"]["source"]).pixel_size == (
        0.25
    )
    if to == "bioimageio":
        test = np.load(file.parent / content["inputs"][0]["test_tensor"]["source"])
        assert np.array_equal(test[0].transpose(1, 2, 0), images[0][..., ::-1])


@pytest.mark.parametrize(
    ("to", "known", "found"),
    [
        ("onnx", {"pixel_size": 0.2}, "--pixel-size does not go with onnx, expected it with inst"),
        ("torchscript", {"authors": ["A"]}, "--author does not go with torchscript.*or bioimageio"),
        ("instanseg", {"test_image": "a.png"}, "with instanseg, expected it with bioimageio alone"),
        ("instanseg", {"pixel_size": 0.0}, "--pixel-size is 0, expected micrometres"),
        ("bioimageio", {"pixel_size": float("nan")}, "--pixel-size is nan, expected micrometres"),
    ],
)
def test_what_does_not_go_together(packed, tmp_path, to, known, found):
    with pytest.raises(ValueError, match=found):
        export_model(packed, to, tmp_path / "out", **known)
    assert not (tmp_path / "out").exists()


def test_the_test_image_stays(tmp_path, images):
    """An output of the same name would replace it."""
    model = pack_two_class_model(tmp_path / "two.mmcsam", licence="MIT")
    image = tmp_path / "cover.png"
    cv2.imwrite(str(image), images[0])
    before = image.read_bytes()
    with pytest.raises((FileExistsError, ValueError)):
        export_model(model, "bioimageio", tmp_path, overwrite=True, test_image=image)
    assert image.read_bytes() == before


def test_only_packed_models(tmp_path):
    with pytest.raises(ValueError, match=r"a\.pth: expected a packed model"):
        export_model(tmp_path / "a.pth", "onnx", tmp_path)


def test_what_others_wrote_stays(packed, tmp_path):
    other = tmp_path / "tiny.torchscript"
    other.write_text("mine")
    with pytest.raises(FileExistsError, match=r"tiny\.torchscript"):
        export_model(packed, "torchscript", tmp_path)
    assert other.read_text() == "mine"
    export_model(packed, "torchscript", tmp_path, overwrite=True)
    assert other.stat().st_size > 10_000


def test_a_missing_package_is_said_before_anything_is_written(packed, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    shutil.copy(packed, tmp_path / "a.mmcsam")
    with pytest.raises(ImportError, match=r"pip install \"mmcsam\[export\]\""):
        export_model(tmp_path / "a.mmcsam", "onnx", tmp_path / "out")
    assert not (tmp_path / "out").exists()
