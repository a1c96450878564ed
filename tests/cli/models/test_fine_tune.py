"""What ``fine-tune`` hands on and prints."""

import pytest

from mmcsam import fine_tuning
from mmcsam.cli import main


@pytest.fixture
def handed_on(monkeypatch):
    calls = []

    def fake(*args, **options):
        calls.append((args, options))

    monkeypatch.setattr(fine_tuning, "fine_tune", fake)
    return calls


WORDS = ["fine-tune", "images", "a.json", "--model", "old.mmcsam", "--out", "runs/new.mmcsam"]


def test_handed_on(handed_on, capsys):
    assert main(*WORDS, "--classes", "a=plasma cell", "--seed", "2") == 0
    ((args, options),) = handed_on
    assert [str(arg) for arg in args] == [
        "images",
        "a.json",
        "old.mmcsam",
        "runs/new.mmcsam",
        "work_dirs/fine_tune/new",
    ]
    assert options == {"classes": {"a": "plasma cell"}, "iterations": None, "seed": 2}
    assert "Fewer than 5 images" in capsys.readouterr().out


def test_classes_without_an_equals_sign(handed_on, capsys):
    assert main(*WORDS, "--classes", "a") == 2
    assert "--classes a: expected the two names with =" in capsys.readouterr().err
    assert not handed_on
