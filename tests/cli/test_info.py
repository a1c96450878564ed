"""``info``, as a user types it."""

from mmcsam import environment
from mmcsam.cli import main


def test_block(capsys):
    assert main("info") == 0
    rows = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert rows["mmcsam"] == "0.1.0"
    assert rows["families"] in ("onedl", "openmmlab")
    assert {"Python", "torch", "GPU", "processors", "threads"} <= rows.keys()


def test_a_fault_is_no_success(monkeypatch, capsys):
    def require():
        raise ImportError("MMDetection is not installed.")

    monkeypatch.setattr(environment, "require_mmdetection", require)
    assert main("info") == 2
    assert "MMDetection is not installed." in capsys.readouterr().out
