"""The block for bug reports."""

import torch

from mmcsam import environment as module
from mmcsam.dependencies import FAMILIES, installed_families
from mmcsam.environment import environment
from mmcsam.version import __version__


def test_this_environment(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    report = environment()
    (family,) = installed_families()
    assert report["mmcsam"] == __version__
    assert report["families"] == family
    assert set(FAMILIES[family]) <= report.keys()
    assert report["torch"].startswith(torch.__version__)
    assert report["mmcv ops"].startswith("loaded, CUDA ")
    assert f"torch {torch.get_num_threads()}" in report["threads"]
    assert "OMP_NUM_THREADS=1" in report["variables"]
    assert "fault" not in report


def test_an_installation_that_does_not_work(monkeypatch):
    def require():
        raise ImportError("MMDetection is not installed.")

    monkeypatch.setattr(module, "require_mmdetection", require)
    monkeypatch.setattr(module, "installed_families", dict)
    monkeypatch.setattr(module, "installed_version", lambda name: None)
    report = environment()
    assert report["families"] == "none"
    assert report["torch"] == "not installed"
    assert report["fault"] == "MMDetection is not installed."
    assert "GPU" not in report
