"""The tool's learning rates are those of a training."""

import runpy
import subprocess
import sys

import cv2
import pytest
from mmengine.config import Config
from repository import ROOT

learning_rates = runpy.run_path(str(ROOT / "tools/plot_schedule.py"))["learning_rates"]


def rates(name, length, **changes):
    cfg = Config.fromfile(ROOT / "configs" / f"{name}.py")
    cfg.merge_from_dict(changes)
    return learning_rates(cfg, length)


def test_the_papers_cycles():
    """An epoch has one rate; the peaks of the epochs 6 and 16 are by hand."""
    found = rates("csam_x101_segpc", 3)
    assert len(found) == 50 * 3
    assert all(found[i] == found[i + 1] == found[i + 2] for i in range(0, 150, 3))
    assert found[0] == found[30] == 1e-5
    assert max(found) == found[15] == pytest.approx(0.006, abs=1e-12)
    assert found[45] == pytest.approx(1e-5 + 0.00599 / 2, abs=1e-12)


def test_warm_up_and_cosine():
    found = rates("strong_csam_r50_segpc", 75)
    assert len(found) == 7500
    assert found[0] == pytest.approx(1e-5)  # 0.001 of the optimiser's 0.01
    assert max(found) == pytest.approx(0.01, rel=0.02)
    assert 499 <= found.index(max(found)) <= 501
    assert found[-1] == pytest.approx(1e-5, rel=0.01)


def test_schedule_by_iterations():
    found = rates("csam_demo", 15)
    assert len(found) == 300
    assert found.index(max(found)) in (49, 50)


def test_no_scheduler():
    assert set(rates("csam_r50_segpc", 2, param_scheduler=None)) == {0.006}


def test_command(tmp_path):
    script, config = ROOT / "tools/plot_schedule.py", ROOT / "configs/csam_r50_segpc.py"
    command = [sys.executable, script, config, "--epoch-length", "2", "--out", tmp_path / "a.png"]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().endswith(f"100 iterations, 1e-05 to 0.006: {tmp_path / 'a.png'}")
    assert cv2.imread(str(tmp_path / "a.png")) is not None

    missing = [sys.executable, str(script), "elsewhere/csam_r50_segpc.py"]
    result = subprocess.run(missing, capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 2
    assert "error: elsewhere/csam_r50_segpc.py: no such file, expected a config." in result.stderr
