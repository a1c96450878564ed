"""bioimageio.core accepts both folders and reproduces their test results; where it is installed."""

import pytest

from mmcsam.deployment.bioimageio import write_bioimageio
from mmcsam.deployment.instanseg import write_instanseg

pytest.importorskip("bioimageio.core", reason="tools/test_readers.sh installs it")


@pytest.mark.parametrize("write", [write_bioimageio, write_instanseg])
def test_it_passes(write, bundled, tmp_path):
    from bioimageio.core import test_model

    write(*bundled, tmp_path, authors=("A. Person",))
    summary = test_model(tmp_path / "rdf.yaml", weight_format="torchscript", devices=["cpu"])
    faults = [f"{part.name}: {error.msg}" for part in summary.details for error in part.errors]
    assert faults == []
    assert summary.status == "passed"
    assert any("Reproduce test outputs" in part.name for part in summary.details)
