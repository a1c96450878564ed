import json
import subprocess
import sys

import pytest
from repository import ROOT

TOOL = ROOT / "tools" / "count_parameters.py"


def run(*arguments, isolated=False):
    python = [sys.executable, "-I", "-S"] if isolated else [sys.executable]
    return subprocess.run([*python, str(TOOL), *arguments], capture_output=True, text=True)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("parameters") / "parameters.json"
    result = run("--json", str(path))
    assert result.returncode == 0, result.stderr
    assert "43,971,158" in result.stdout
    return {(row["model"], row["backbone"]): row for row in json.loads(path.read_text())}


def test_totals(rows):
    assert rows["Mask RCNN", "ResNet50"]["all"] == 43_971_158
    assert rows["Mask RCNN", "ResNeXt101"]["all"] == 107_205_462
    # torchvision's 43,922,395 and 107,006,939, less 4,357 for the background class in its heads.
    assert rows["Mask RCNN", "ResNet50"]["comparable"] == 43_922_395 - 4_357
    assert rows["Mask RCNN", "ResNeXt101"]["comparable"] == 107_006_939 - 4_357


@pytest.mark.parametrize("backbone", ["ResNet50", "ResNeXt101"])
def test_deltas(rows, backbone):
    plain, msfl, full = (
        rows[f"Mask RCNN{parts}", backbone] for parts in ("", "+MSFL", "+MSFL+CSAM")
    )
    assert msfl["all"] - plain["all"] == 459_269
    assert full["all"] - msfl["all"] == 102_361
    assert msfl["with_guide"] == msfl["all"]
    assert full["with_guide"] - full["all"] == 31_037_633  # the U-Net


def test_rounds_to_the_paper(rows):
    for (_, backbone), row in rows.items():
        digits = 0 if row["paper_millions"] == 107 else 1
        assert round(row["comparable"] / 1e6, digits) == row["paper_millions"], backbone


def test_help_needs_no_installed_package():
    assert "--json" in run("-h", isolated=True).stdout
