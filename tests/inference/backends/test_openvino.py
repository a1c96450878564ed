"""Files that OpenVINO cannot run; tests/deployment has those that it can."""

import sys

import pytest

from mmcsam.inference.backends.openvino import OpenVinoBackend
from mmcsam.jobs.problem import UnusableFileError


def test_a_damaged_file(tmp_path):
    pytest.importorskip("openvino")
    file = tmp_path / "a.xml"
    file.write_bytes(b"not a model" * 100)
    with pytest.raises(UnusableFileError, match=r"a\.xml: OpenVINO cannot load it"):
        OpenVinoBackend(file)


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    (tmp_path / "a.xml").touch()
    with pytest.raises(
        ImportError, match=r"OpenVINO is not installed, expected what runs this file"
    ):
        OpenVinoBackend(tmp_path / "a.xml")
