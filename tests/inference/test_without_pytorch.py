"""Where ONNX Runtime alone is installed, images are predicted with what it runs."""

import json
import os
import subprocess
import sys

import cv2
import pytest
from repository import ROOT

from mmcsam.inference import Segmenter
from mmcsam.synthesis.marrow.smear import draw_numbered_smear

pytest.importorskip("onnxruntime")
# What is not there, in place of an environment without it; tools/test_runtime.sh makes one.
BLOCKED = (
    *("mmcv", "mmdet", "mmengine", "torch", "torchvision"),
    *("matplotlib", "onnx", "scipy", "skimage", "tensorboard"),
)
HOOK = f"""
import sys
from importlib import metadata

for name in {BLOCKED}:
    sys.modules[name] = None
version = metadata.version


def of_what_is_there(name):
    if name in {BLOCKED}:
        raise metadata.PackageNotFoundError(name)
    return version(name)


metadata.version = of_what_is_there
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook/sitecustomize.py").write_text(HOOK)
    image = draw_numbered_smear(7, 3, (512, 384), 1.0).image
    assert cv2.imwrite(str(tmp_path / "a.png"), image)
    variables = {**os.environ, "PYTHONPATH": f"{tmp_path / 'hook'}:{ROOT}"}

    def call(*words):
        command = [sys.executable, *words]
        return subprocess.run(command, env=variables, capture_output=True, text=True, cwd=tmp_path)

    return call


def test_predict(run, tmp_path):
    """By the model that comes with mmcsam: the cells that PyTorch finds."""
    result = run("-m", "mmcsam", "predict", "a.png", "--out", "out")
    assert result.returncode == 0, result.stderr
    assert "the model: " not in result.stderr
    found = json.loads((tmp_path / "out/instances.json").read_text())["annotations"]
    expected = Segmenter(device="cpu", backend="pytorch")(tmp_path / "a.png")
    assert len(found) == len(expected) > 3
    for annotation, cell in zip(found, expected, strict=True):
        assert annotation["score"] == pytest.approx(cell.score, abs=1e-3)
        assert annotation["area"] == pytest.approx((cell.mask.crop > 0).sum(), rel=1e-3)


def test_from_python(run):
    program = (
        "import numpy as np\n"
        "from mmcsam.inference import Segmenter\n"
        "segmenter = Segmenter()\n"
        "print(len(segmenter('a.png')), len(segmenter(np.full((90, 120), 255, np.uint8))))\n"
    )
    result = run("-c", program)
    assert result.returncode == 0, result.stderr
    found, on_a_blank_image = map(int, result.stdout.split())
    assert (found > 3, on_a_blank_image) == (True, 0)


def test_what_takes_pytorch_says_so(run, tmp_path):
    (tmp_path / "c.mmcsam").write_bytes(b"x")
    result = run("-m", "mmcsam", "predict", "a.png", "--model", "c.mmcsam", "--out", "out")
    assert result.returncode == 2
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.stderr
